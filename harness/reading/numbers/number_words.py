"""Quantities written in words: "thirty days", "half an hour", "the twenty-first", "a dozen"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from harness.reading.numbers import calendar
from harness.reading.numbers.numerals import FRACTIONS, NOT_ENGLISH, ORDINALS, SCALES, SMALL, TENS, spelled
from harness.reading.numbers.quantity import Quantity, times
from harness.reading.numbers.units import NOT_AFTER_A_WORD, UNITS
from harness.reading.words import places

_WORD_NUMBER = "|".join([*SMALL, *TENS, "hundred", "thousand", "million", "billion", "trillion"])
_FOREIGN = "|".join(sorted(NOT_ENGLISH, key=len, reverse=True))
_AND = "(?:(?<=hundred)|(?<=thousand)|(?<=million)) and "
_WHOLE = "hour|minute|day|year|mile|kilo|dozen|million|teaspoon|tablespoon|cup"
_SPOONS = frozenset({"teaspoon", "tablespoon"})
"""Nobody says "a teaspoon" but to measure: it is one, not one that is only implied."""
_AT_HOUR = re.compile(r"\b(?:a las?|às) \Z")
_SINGLES = "teaspoon|tablespoon|second|minute|hour|day|week|fortnight|month|year|decade|dozen|hundred|thousand|million"
_SINGLE = frozenset(_SINGLES.split("|"))
_ARTICLES = frozenset({"a", "an"})
_UM = re.compile(r"\bum \Z")
_NO_MORE_TOLD = re.compile(
    r"[.,;:!?)]|\Z| (?:am|an|im|in|und|oder|bis|morgens|abends|früh|nachmittags|vormittags|nachts|auf|vor|los)\b"
)
"""What may stand behind "um neun" where nine is an hour, and not how much: "um neun Meter"."""
_WORDS = re.compile(
    rf"\b(?:(?P<of>half|quarter|third)(?: of)? an? (?P<whole>{_WHOLE})"
    rf"|(?P<parts>one|two|three|four)[ -](?P<part>thirds?|quarters?|fifths?)(?: of an? (?P<over>{_WHOLE}))?"
    rf"|(?P<fraction>{'|'.join(FRACTIONS)}))\b"
    rf"|\b(?:(?P<tens>twenty|thirty)[ -])?(?P<ordinal>(?<=[ty][ -])(?:first|second)|{'|'.join(ORDINALS)})\b"
    rf"|\b(?P<said>(?:{_WORD_NUMBER})(?:(?:[ -]|{_AND})(?:{_WORD_NUMBER})\b){{0,12}}|{_FOREIGN})\b"
    r"(?P<more> and a half)?(?:[ -](?P<unit>per cent|[^\W\d_]+|%))?"
    r"|\b(?P<dozen>dozen)s?\b"
    rf"|\ban? (?P<single>{_SINGLES})\b(?P<half> and a half)?"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BEGINNINGS = frozenset([
    *SMALL, *TENS, *ORDINALS, *FRACTIONS, *NOT_ENGLISH, "first", "second", "hundred", "thousand", "million", "billion",
    "trillion", "dozen", "dozens", "a", "an",
])  # fmt: skip
TRIGGERS = frozenset([
    *SMALL, *TENS, *SCALES, *ORDINALS, *FRACTIONS, *NOT_ENGLISH, "third", "fifth", "dozen", "dozens", "hour", "day",
    "week", "fortnight", "month", "year", "decade", "minute", "teaspoon", "tablespoon",
])  # fmt: skip
_SHARES = {"third": 1 / 3, "fifth": 0.2}
_A_PART, _ENDS_A_PART = re.compile(r"\ba \Z"), re.compile(r" of (?:the|all|our|your|its|their|[a-z]+s)\b|[.,;:!?)]|\Z")
_COUNTED_ONE = re.compile(
    r"(?:no|any|some|every|the|each|this|that|which) one$|one (?:of|another|who|that|can|could|should|must)$"
)
_RATE = re.compile(r"(?:\b(?:times|once|twice|per|[0-9]+(?:[.,][0-9]+)? ?[a-z]{1,12}|one|two|three|four|five)\s)$")


def in_words(lowered: str, source: str, vocabulary: frozenset[str]) -> Iterator[Quantity]:
    """`vocabulary`: the words of the text."""
    for match in _written(lowered, vocabulary):
        quantity = _of_words(match, lowered, source)
        if quantity is not None:
            yield quantity


def _written(lowered: str, vocabulary: frozenset[str]) -> Iterator[re.Match[str]]:
    """As `_WORDS.finditer`, tried only where a quantity can begin: trying some hundred words everywhere takes long."""
    end = 0
    for start in _beginnings(lowered, vocabulary):
        if start >= end and (match := _WORDS.match(lowered, start)):
            end = match.end()
            yield match


def _beginnings(lowered: str, vocabulary: frozenset[str]) -> Iterable[int]:
    """Where a word stands with which a quantity can begin."""
    # A vocabulary has "one's" for a word, in which a number is to be found all the same.
    if "'" in lowered or not lowered.isascii():
        return [word.start() for word in _LETTERS.finditer(lowered) if word[0] in _BEGINNINGS]
    begin = _BEGINNINGS & vocabulary
    return places(lowered, begin - _ARTICLES if vocabulary.isdisjoint(_SINGLE) else begin)


def _of_words(match: re.Match[str], lowered: str, source: str) -> Quantity | None:  # noqa: PLR0911 - one a form
    start, end = match.span()
    literal = source[start:end]
    if match["ordinal"]:
        number = {"first": 1, "second": 2}.get(match["ordinal"]) or ORDINALS[match["ordinal"]]
        place = Quantity(number + TENS.get(match["tens"] or "", 0), "ordinal", literal, start, end)
        return _share_of_article(match, lowered, source) or place
    if match["dozen"]:
        return Quantity(12, "", literal, start, end, 12, certain=literal[-1] != "s")
    if match["of"] or match["part"]:
        return _part(match, literal)
    if match["fraction"]:
        return Quantity(FRACTIONS[match["fraction"]], "share", literal, start, end, FRACTIONS[match["fraction"]])
    if match["single"]:
        return _single(match, lowered, literal)
    if match["said"] == "one" and not match["more"] and _is_pronoun(match, lowered):
        return None
    unit = "%" if match["unit"] == "per cent" else match["unit"] or ""
    base, factor = (
        UNITS.get(unit, ("", 1.0)) if unit not in NOT_AFTER_A_WORD and (len(unit) > 1 or unit == "%") else ("", 1.0)
    )
    if not base and not match["more"] and _AT_HOUR.search(lowered, max(0, start - 7), start):
        return Quantity(spelled(match["said"]) * 60, "clock", match["said"], start, match.end("said"), certain=False)
    if (
        not base
        and not match["more"]
        and _UM.search(lowered, max(0, start - 3), start)
        and _NO_MORE_TOLD.match(lowered, match.end("said"))
        and spelled(match["said"]) <= calendar.HALF_DAY // 30
    ):
        return Quantity(spelled(match["said"]) * 60, "clock", match["said"], start, match.end("said"), certain=False)
    if unit == "uhr" and not match["more"]:
        hours = spelled(match["said"])
        certain = hours > calendar.HALF_DAY // 60
        return Quantity(hours * 60, "clock", literal, start, end, certain=certain)
    end = match.end() if base else match.end("more") if match["more"] else match.end("said")
    value: float = spelled(match["said"]) + (0.5 if match["more"] else 0)
    return Quantity(times(value, factor), base, source[start:end], start, end, value)


def _share_of_article(match: re.Match[str], lowered: str, source: str) -> Quantity | None:
    """As "a third of the users", not "a third time"."""
    share = _SHARES.get(match["ordinal"])
    article = _A_PART.search(lowered, max(0, match.start() - 3), match.start())
    if share is None or article is None or not _ENDS_A_PART.match(lowered, match.end()):
        return None
    start, end = article.start(), match.end()
    return Quantity(share, "share", source[start:end], start, end, share)


def _part(match: re.Match[str], literal: str) -> Quantity:
    """Two thirds, or a third of an hour."""
    part = match["of"] or match["part"]
    share = {"half": 0.5, "third": 1 / 3, "quarte": 0.25, "fifth": 0.2}[part[:6].rstrip("s")]
    if match["part"]:
        share *= SMALL[match["parts"]]
    whole = match["whole"] or match["over"]
    if whole is None:
        return Quantity(share, "share", literal, *match.span(), share)
    base, factor = UNITS.get(whole, ("", SCALES.get(whole, 12)))
    return Quantity(share * factor, base, literal, *match.span(), share)


def _single(match: re.Match[str], lowered: str, literal: str) -> Quantity | None:
    """As '"A day" is one day, unless it says how often: "twice a day"."""
    name = match["single"]
    if _RATE.search(lowered[max(0, match.start() - 16) : match.start()]):
        return None
    base, factor = UNITS.get(name, ("", SCALES.get(name, 12)))
    value = factor * (1.5 if match["half"] else 1)
    certain = bool(match["half"]) or not base or name in _SPOONS
    return Quantity(times(1, value), base, literal, match.start(), match.end(), 1, certain=certain)


def _is_pronoun(match: re.Match[str], lowered: str) -> bool:
    before = lowered[max(0, match.start() - 6) : match.end("said")].strip()
    return bool(_COUNTED_ONE.search(before) or _COUNTED_ONE.search(match[0]))
