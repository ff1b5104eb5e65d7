"""Queries of a search whose words are the same and whose operators are not: `jaguar -car`, `apple OR pear`."""

from __future__ import annotations

import re

from harness.reading.words import words

MOST = 12
"""Words of a text that may be a query."""
_LEFT_OUT = re.compile(r"(?<=\S )-[\"']?(?P<what>[A-Za-z]\w*)")
_OPERATOR = re.compile(r"\b(?:OR|AND|NOT)\b")


def searched_otherwise(ours: str, theirs: str) -> bool:
    """Whether the one query leaves out what the other asks for, or joins the same words by other operators."""
    if " -" not in ours and " -" not in theirs and not (_has_operator(ours) and _has_operator(theirs)):
        return False
    operators, operators_there = _OPERATOR.findall(ours), _OPERATOR.findall(theirs)
    if len(operators) == len(operators_there) and operators != operators_there:
        ours, theirs = _OPERATOR.sub("&", ours), _OPERATOR.sub("&", theirs)
        return words(ours) == words(theirs) and _is_short(ours)
    if words(ours) != words(theirs) or not _is_short(ours):
        return False
    lost, new = (set(_LEFT_OUT.findall(text.lower())) for text in (ours, theirs))
    return any(
        re.search(rf"(?<![-\w]){re.escape(what)}\b", text.lower()) and not re.search(r"[-–—] ", text)
        for text, asked in ((theirs, lost - new), (ours, new - lost))
        for what in asked
    )


def _has_operator(text: str) -> bool:
    return ("OR" in text or "AND" in text or "NOT" in text) and _OPERATOR.search(text) is not None


def _is_short(text: str) -> bool:
    return 1 < len(words(text)) <= MOST
