"""Clauses that stand before or behind the rest of their sentence: "to save it, press S" and "press S to save it"."""

from __future__ import annotations

import re

_FRONTED = re.compile(
    r"\A\W{0,3}(?P<clause>(?:(?:To|In order to|If|When|Whenever|Before|After|Once|Because|Since|Although|Though|While"
    r"|Until|Unless|As soon as)\b|(?:For|With|Without|By|During|On|In|At)\b(?![^,]* (?:I|you|he|she|it|we|they)\b))"
    r"[^,.;:!?\n]{1,120}), (?:then )?"
    r"(?P<main>(?!(?:so|and|but|or|which|who|that is|not|including)\b)[^.;:!?\n]+)(?P<end>[.!?]*)\s*\Z"
)
"""Behind "in 1954 she married" goes no sentence, nor is one what begins with "so"."""


def behind(ours: str, theirs: str) -> tuple[str, str]:
    """Both sentences with the clause in its place behind the rest, unless both begin with the same one."""
    first, second = _FRONTED.match(ours), _FRONTED.match(theirs)
    if first and second and first["clause"] == second["clause"]:
        return ours, theirs
    return _moved(first) if first else ours, _moved(second) if second else theirs


def _moved(match: re.Match[str]) -> str:
    clause = match["clause"]
    return f"{match['main']} {clause[0].lower()}{clause[1:]}{match['end']}"
