"""Numbers that follow from those of the other answer: "every 30 minutes" and "two buses an hour", "from 9 to 11" and "a
two-hour meeting starting at 9". English only.
"""

from __future__ import annotations

import re

from harness.reading.numbers.quantities import quantities
from harness.reading.words import vocabulary

_UNIT = r"(?P<unit>second|minute|hour|day|week|month|year)"
_EVERY = re.compile(rf"\bevery (?P<number>\w+) {_UNIT}s\b", re.IGNORECASE)
_PER = re.compile(
    rf"\b(?P<number>\d+|twice|two|three|four|five|six|ten|twelve|fifteen|twenty)(?: times)?(?: [a-z]+)? "
    rf"(?:an?|per|each|every) {_UNIT}\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:from|between) (?P<start>\d{1,2})(?::00)?(?: ?[ap]\.?m\.?)? (?:to|until|till|and) "
    r"(?P<end>\d{1,2})(?::00)?(?: ?[ap]\.?m\.?)?(?!\w|[.:]\d)",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?P<number>\w+)[- ]hours?\b", re.IGNORECASE)
_BEGINS = re.compile(
    r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|open(?:s|ing)?) (?:at|from) (?P<start>\d{1,2})(?!\w|\.\d|:[0-5][1-9])",
    re.IGNORECASE,
)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": None, "year": None}
_HALF_DAY = 12
_FROM, _HOURS = frozenset({"from", "between"}), frozenset({"hour", "hours"})


def follow_from_one_another(baseline: str, candidate: str) -> bool:
    """Whether all numbers of two sentences that differ are one rate, or one span, said in two ways."""
    return any(
        told(one, other)
        for told in (_is_rate, _is_span)
        for one, other in ((baseline, candidate), (candidate, baseline))
    )


def _is_rate(every: str, per: str) -> bool:
    if "every" not in vocabulary(every):
        return False
    apart, often = _EVERY.search(every), _PER.search(per)
    if apart is None or often is None or not (_has_only(every, 1) and _has_only(per, 1)):
        return False
    length, whole = _SECONDS[apart["unit"].lower()], _SECONDS[often["unit"].lower()]
    number, times = _number(apart["number"]), 2 if often["number"].lower() == "twice" else _number(often["number"])
    return None not in (length, whole, number, times) and (number or 0) * (length or 0) * (times or 0) == whole


def _is_span(ends: str, length: str) -> bool:
    if vocabulary(length).isdisjoint(_HOURS) or vocabulary(ends).isdisjoint(_FROM):
        return False
    span, lasts, begins = _SPAN.search(ends), _LASTS.search(length), _BEGINS.search(length)
    if span is None or lasts is None or begins is None or not (_has_only(ends, 2) and _has_only(length, 2)):
        return False
    start, end = int(span["start"]), int(span["end"])
    return int(begins["start"]) == start and _number(lasts["number"]) in (end - start, end - start + _HALF_DAY)


def _has_only(sentence: str, most: int) -> bool:
    return sum(not quantity.is_implied for quantity in quantities(sentence)) <= most


def _number(written: str) -> float | None:
    found = quantities(written)
    return found[0].number if len(found) == 1 else None
