"""How often something is done or counted: "twice a day", "every other week", "per minute", "as often as you like".

Of two sentences that are the same otherwise, each with one rhythm, it is told whether the rhythms are the same:
"twice a day" is "every 12 hours", "every other day" is "every two days". English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import isclose
from typing import NamedTuple

from harness.reading.polarity import contrast
from harness.reading.sentences import sentences
from harness.reading.words import stem, vocabulary, words

_DAY = 86_400.0
_SECONDS = {
    "second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": _DAY, "night": _DAY, "morning": _DAY, "afternoon": _DAY,
    "evening": _DAY, "week": 7 * _DAY, "fortnight": 14 * _DAY, "month": 30.4 * _DAY, "quarter": 91.3 * _DAY,
    "season": 91.3 * _DAY, "year": 365.0 * _DAY, "annum": 365.0 * _DAY, "decade": 3_650.0 * _DAY,
}  # fmt: skip
"""Length of each period in seconds; of a month and what is made of months about that."""
_UNITS = {form: unit for unit in _SECONDS for form in (unit, f"{unit}s")}
_OFTEN = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "fortnightly": "fortnight",
    "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year",
}  # fmt: skip
_PERIOD_NAMES = frozenset({*_UNITS, *_OFTEN})
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_OTHER = frozenset({"other", "second", "alternate"})
_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_AT_WILL = re.compile(
    r"\bas (?:often|frequently|many times) as (?:you|they|he|she|we|it|needed|necessary|required|desired|possible)\b"
    r"|\bas (?:many|much)(?: \w+)? as (?:you|they|he|she|we) (?:like|want|wish|need|please)\b"
    r"|\bany number of times\b|\bwhenever (?:you|they|he|she|we) (?:like|want|wish|need|please)s?\b"
)
_ABOUT = 0.15
"""Share by which rates of different periods may differ and still be the same: four weeks and a month."""


class Rhythm(NamedTuple):
    """So many times in so many seconds; infinitely many where it is left to whoever does it. `unit` is the period
    counted in.
    """

    rate: float
    unit: str


_FREE = Rhythm(float("inf"), "")


class Recurring(NamedTuple):
    """The rhythms of a sentence, and what is left of its words without them."""

    rhythms: frozenset[Rhythm]
    left: tuple[str, ...]


@lru_cache(maxsize=512)
def recurring(sentence: str) -> Recurring:
    lowered = sentence.lower()
    found: set[Rhythm] = set()
    if ("as " in lowered or "any n" in lowered or "whenever" in lowered) and _AT_WILL.search(lowered):
        found.add(_FREE)
        lowered = _AT_WILL.sub(" ", lowered)
    tokens = words(lowered)
    taken: set[int] = set()
    for place in _places_of_periods(tokens):
        if place not in taken and (period := _period(tokens, place)) is not None:
            length, unit, number = period
            told, count = _times(tokens, place, place + length)
            taken.update(range(place, place + length), told)
            found.add(Rhythm(count / (number * _SECONDS[unit]), unit))
    return Recurring(frozenset(found), tuple(word for place, word in enumerate(tokens) if place not in taken))


def _places_of_periods(tokens: Sequence[str]) -> Sequence[int]:
    """Where a period may be named, in order: at its word or up to two words before it."""
    if _PERIOD_NAMES.isdisjoint(tokens):
        return ()
    found = {
        before for place, word in enumerate(tokens) if word in _PERIOD_NAMES for before in range(place - 2, place + 1)
    }
    return sorted(place for place in found if place >= 0)


def _period(tokens: Sequence[str], place: int) -> tuple[int, str, float] | None:
    """Words, unit and number of units of the period that is named at a place; None where none is."""
    word, behind = tokens[place], tokens[place + 1 : place + 3]
    if word in _OFTEN:
        return 1, _OFTEN[word], 1
    if not behind:
        return None
    if word in ("every", "each"):
        return _every(behind)
    if behind[0] in _SECONDS and (word == "per" or (word in ("a", "an") and _is_counted(tokens[:place]))):
        return 2, behind[0], 1
    return None


def _every(behind: Sequence[str]) -> tuple[int, str, float] | None:
    first, second = behind[0], _UNITS.get(behind[1]) if len(behind) > 1 else None
    if second is not None and second in _SECONDS:
        if first in _OTHER:
            return 3, second, 2
        if first in ("half", "quarter"):
            return 3, second, 0.5 if first == "half" else 0.25
        if first in _ORDINALS:
            return 3, second, _ORDINALS[first]
        if stem(first).isdigit() and int(stem(first)):
            return 3, second, int(stem(first))
    return (2, first, 1) if first in _SECONDS else None


def _is_counted(before: Sequence[str]) -> bool:
    """Whether what stands before "a day" is so many of something: "twice", "3 times", "$5", "three books"."""
    return any(word in _TIMES or stem(word)[0].isdigit() for word in before[-2:])


def _times(tokens: Sequence[str], start: int, end: int) -> tuple[Sequence[int], float]:
    """Where it stands how many times in a period something is done, before it or behind it, and how many."""
    for place in (start - 1, end):
        if 0 <= place < len(tokens):
            if tokens[place] in _TIMES:
                return (place,), _TIMES[tokens[place]]
            if tokens[place] in ("times", "time") and place and stem(tokens[place - 1]).isdigit():
                return (place - 1, place), int(stem(tokens[place - 1]))
    if end + 1 < len(tokens) and tokens[end + 1] == "times" and stem(tokens[end]).isdigit():
        return (end, end + 1), int(stem(tokens[end]))
    return (), 1


def recurs_otherwise(ours: str, theirs: str) -> bool:
    """Whether two sentences give one rhythm each, another one, and are the same otherwise."""
    first, second = recurring(ours), recurring(theirs)
    if len(first.rhythms) != 1 or len(second.rhythms) != 1 or _numbers(first.left) != _numbers(second.left):
        return False
    left = contrast(" ".join(first.left), " ".join(second.left))
    if left.turns or left.baseline or left.candidate or not left.shared:
        return False
    (mine,), (yours,) = first.rhythms, second.rhythms
    if mine.unit == yours.unit or _FREE in (mine, yours):
        return mine.rate != yours.rate
    return abs(mine.rate - yours.rate) > _ABOUT * max(mine.rate, yours.rate)


def in_one_rhythm(baseline: str, candidate: str) -> str:
    """The candidate with "three times a day" for "every 8 hours", where the baseline says so of the same."""
    if baseline == candidate or _PERIOD_NAMES.isdisjoint(vocabulary(candidate)):
        return candidate
    told = [(sentence, found) for sentence in sentences(baseline) if len((found := recurring(sentence)).rhythms) == 1]
    for sentence in sentences(candidate) if told else ():
        found = recurring(sentence)
        same = next((other for other, said in told if _is_one(said, found)), sentence)
        if same != sentence:
            candidate = candidate.replace(sentence, same, 1)
    return candidate


def _is_one(first: Recurring, second: Recurring) -> bool:
    if len(second.rhythms) != 1 or first.left != second.left:
        return False
    (mine,), (yours,) = first.rhythms, second.rhythms
    return _FREE not in (mine, yours) and isclose(mine.rate, yours.rate, rel_tol=1e-6)


def _numbers(tokens: Sequence[str]) -> list[str]:
    return sorted(stem(word) for word in tokens if stem(word)[:1].isdigit())
