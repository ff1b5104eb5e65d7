"""Numbers and letters behind a word that says what they count: Art. 5a, stage II, line 10, pages 5-7, to="a@x.com"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.reading.exactly.notations import WAR, war
from harness.reading.words import CAPITALS, DIGITS, FUNCTION_WORDS, may_hold, rarities, vocabulary

_ARTICLE = re.compile(
    r"(?:\b(?P<label>art|articles?|sections?|sec|clauses?|para|paragraphs?|rules?|annex|chapters?|pages?|rooms?"
    r"|apartments?|flat|platforms?|gates?|exercises?|questions?|figures?|fig|tables?|steps?|artikel)\.? |(?P<sign>§ ?))"
    r"(?P<number>[0-9]{1,5})(?P<letter>[a-z]?)\b(?![.,][0-9])",
    re.IGNORECASE,
)
_LABELS = frozenset(
    """art article articles section sections sec clause clauses para paragraph paragraphs rule rules annex chapter
    chapters page pages room rooms apartment apartments flat platform platforms gate gates exercise exercises question
    questions figure figures fig table tables step steps artikel""".split()  # noqa: SIM905
)
_ROMAN = re.compile(
    r"\b(?P<label>[A-Za-z][a-z]{2,20}) (?P<numeral>I{1,3}|IV|VI{0,3}|IX|X{1,3}(?:IX|IV|V?I{0,3}))\b(?!['’])"
)
_LABELLED = re.compile(r"\b(?P<label>[A-Za-z]{2,20})[ :=]+(?P<value>[0-9]{1,9})\b(?![.,:/%-]?[0-9])")
_ARGUMENT = re.compile(
    r"(?<=[(,\s])(?P<label>[a-z_]\w{0,40})=(?P<value>\"[^\"\n]{0,100}\"|'[^'\n]{0,100}'|[\w.]{1,60})"
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_PLACE = {name: place for names in (_DAYS, _MONTHS) for place, name in enumerate(names)}
_NAMES_OF_TIMES = frozenset(map(str.lower, _PLACE))
_END = rf"(?:[0-9]{{1,4}}|{'|'.join(_PLACE)})"
_SPAN = re.compile(
    rf"(?<![\w.,:/-])(?P<first>{_END})(?: ?[-–] ?| (?:to|through|until) )(?P<last>{_END})(?![\w/-]|[.,:]\d)"
)
_LIST = re.compile(rf"(?<![\w.,:/-])(?P<first>{_END})(?:, | and | or | & )(?P<last>{_END})(?![\w/-]|[.,:]\d)")
_BETWEEN = re.compile(r"\b[Bb]etween ")
_NUMERAL, _EQUALS = re.compile(" [IVX]"), frozenset("=")
"""Without which there is nothing to look for: most texts are told by one look."""


def relabelled(ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    """An article with a letter behind it against the one without, and one Roman numeral against another."""
    mine, other = rarities(ours), rarities(theirs)
    have_digits = not DIGITS.isdisjoint(mine) and not DIGITS.isdisjoint(other)
    before, after = (_articles(text) if have_digits else {} for text in (ours, theirs))
    for key in before:
        if key in after and before[key].isdisjoint(after[key]) and "" in before[key] | after[key]:
            yield from ((f"{key}{min(before[key])}", f"{key}{min(after[key])}"),)
    if "W" in ours and "W" in theirs:
        wars, battles = ({war(match): match[0] for match in WAR.finditer(text)} for text in (ours, theirs))
        if wars and battles and wars.keys().isdisjoint(battles):
            yield next(iter(wars.values())), next(iter(battles.values()))
    if CAPITALS.isdisjoint(mine) or CAPITALS.isdisjoint(other):
        return
    if _NUMERAL.search(ours) and _NUMERAL.search(theirs):
        numerals, others = (_together(_ROMAN, text, "numeral") for text in (ours, theirs))
        for label in numerals:
            if label in others and numerals[label].isdisjoint(others[label]):
                yield f"{label} {min(numerals[label])}", f"{label} {min(others[label])}"


def _articles(text: str) -> dict[str, set[str]]:
    """Letters behind each number that is labelled."""
    if _LABELS.isdisjoint(vocabulary(text)) and "§" not in text:
        return {}
    found: dict[str, set[str]] = {}
    for match in _ARTICLE.finditer(text):
        found.setdefault(match["number"], set()).add(match["letter"].lower())
    return found


def _together(pattern: re.Pattern[str], text: str, group: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match["label"].lower(), set()).add(match[group])
    return found


def exchanged_values(ours: str, theirs: str) -> tuple[str, str] | None:
    """Values of the same labels or arguments that changed places: "line 10, column 5"."""
    mine, other = rarities(ours), rarities(theirs)
    for pattern, needed, leaving_out in ((_LABELLED, DIGITS, FUNCTION_WORDS), (_ARGUMENT, _EQUALS, frozenset())):
        if needed.isdisjoint(mine) or needed.isdisjoint(other):
            continue
        before, after = (_single(pattern, text, leaving_out) for text in (ours, theirs))
        if before.keys() == after.keys() and before != after and sorted(before.values()) == sorted(after.values()):
            label = next(label for label, value in before.items() if after[label] != value)
            return f"{label} {before[label]}", f"{label} {after[label]}"
    return None


def _single(pattern: re.Pattern[str], text: str, leaving_out: frozenset[str]) -> Mapping[str, str]:
    """Of labels that stand there once."""
    found = _together(pattern, text, "value")
    if any(len(values) > 1 for values in found.values()):
        return {}
    return {label: next(iter(values)) for label, values in found.items() if label not in leaving_out}


def other_span(ours: str, theirs: str) -> tuple[str, str] | None:
    """A span against its two ends ("pages 5-7", "pages 5, 7"), or how often against one end."""
    if ours == theirs:
        return None
    for one, other in ((ours, theirs), (theirs, ours)):
        if DIGITS.isdisjoint(rarities(one)) and not may_hold(one, _NAMES_OF_TIMES):
            continue
        for span in _SPAN.finditer(one):
            first, last = span["first"], span["last"]
            if _BETWEEN.search(one, max(0, span.start() - 8), span.start()):
                continue
            listed = next(
                (
                    each
                    for each in _LIST.finditer(other)
                    if (each["first"], each["last"]) == (first, last) and _is_wide(first, last)
                ),
                None,
            )
            is_also_there = any((each["first"], each["last"]) == (first, last) for each in _SPAN.finditer(other))
            if listed and not is_also_there and not _BETWEEN.search(other, max(0, listed.start() - 8), listed.start()):
                return (span[0], listed[0]) if one is ours else (listed[0], span[0])
            for end in (first, last):
                if one[: span.start()].endswith("every ") and one[: span.start()] + end + one[span.end() :] == other:
                    return (span[0], end) if one is ours else (end, span[0])
    return None


def _is_wide(first: str, last: str) -> bool:
    """Whether anything lies between the ends."""
    if first.isdigit() != last.isdigit():
        return False
    if first.isdigit():
        return int(last) > int(first) + 1
    return (first in _DAYS) == (last in _DAYS) and _PLACE[last] - _PLACE[first] not in (0, 1)
