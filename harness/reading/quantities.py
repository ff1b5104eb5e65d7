"""Numbers as a reader takes them: "thirty", "30" and "30.0" are one; "2 weeks" is "14 days"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from harness.reading.words import words


def _numbered(names: str, values: range) -> dict[str, int]:
    return dict(zip(names.split(), values, strict=True))


_SMALL = _numbered(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""",
    range(20),
)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "mn": 1e6}
_LETTER_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
_ORDINALS = _numbered("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", range(3, 13))
_FRACTIONS = {"half": 0.5, "quarter": 0.25}
_MONTHS = {
    name: index
    for index, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ALSO_WORDS = frozenset({"may", "march", "mar", "dec", "sep", "jan"})
"""Months that are also other words: dates only beside a day or a year."""
_UNITS: dict[str, tuple[str, float]] = {
    name: (base, factor)
    for base, factor, names in (
        ("s", 1e-3, "ms millisecond milliseconds"), ("s", 1, "s sec secs second seconds"),
        ("s", 60, "min mins minute minutes"),
        ("s", 3600, "h hr hrs hour hours"), ("s", 86400, "day days"), ("s", 604800, "week weeks"),
        ("month", 1, "month months"), ("month", 12, "year years yr yrs"), ("month", 120, "decade decades"),
        ("%", 1, "% percent percentage"), ("$", 1, "$ dollar dollars usd"), ("$", 0.01, "cent cents"),
        ("€", 1, "€ euro euros eur"), ("£", 1, "£ gbp"), ("¥", 1, "¥ yen jpy"),
        ("m", 1e-3, "mm millimeter millimeters millimetre millimetres"),
        ("m", 0.01, "cm centimeter centimeters centimetre centimetres"), ("m", 1, "m meter meters metre metres"),
        ("m", 1000, "km kilometer kilometers kilometre kilometres"), ("mile", 1, "mile miles mi"),
        ("foot", 1, "foot feet ft"), ("foot", 1 / 12, "inch inches"), ("g", 1e-3, "mg milligram milligrams"),
        ("g", 1, "g gram grams"), ("g", 1000, "kg kilogram kilograms kilo kilos"), ("lb", 1, "lb lbs"),
        ("oz", 1, "oz ounce ounces"), ("l", 1e-3, "ml milliliter milliliters"), ("l", 1, "liter liters litre litres"),
        ("byte", 1, "byte bytes"), ("byte", 1e3, "kb"), ("byte", 1e6, "mb"), ("byte", 1e9, "gb"),
        ("°c", 1, "°c celsius"), ("°f", 1, "°f fahrenheit"),
    )
    for name in names.split()
}  # fmt: skip
_DIGITS = re.compile(
    r"""(?=[0-9])(?:
        (?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})\b
        |(?P<slashed>[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})\b
        |(?P<clock>[0-9]{1,2}:[0-9]{2})(?![0-9])(?::[0-9]{2})?(?:[ ]?(?P<half>[ap])\.?m\b)?
        |(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,40})(?:\.[0-9]{1,40})?
            (?P<fraction>/[1-9][0-9]{0,3}(?![0-9/]))?
            (?P<tail>(?:st|nd|rd|th)\b|[kmb]\b|[ -]?(?:hundred|thousand|million|billion|trillion|bn|mn)\b)?
            (?P<unit>[ -]?(?:%|°[cf]|[a-z$€£¥]{1,20}))?
    )""",
    re.VERBOSE,
)
_DIGIT = re.compile("[0-9]")
_CENTURY, _MONTHS_A_YEAR = 100, 12
_WORD_NUMBER = "|".join([*_SMALL, *_TENS, "hundred", "thousand", "million", "billion", "trillion"])
_WORDS = re.compile(
    rf"\b(?P<said>(?:{_WORD_NUMBER})(?:(?:[ -]| and )(?:{_WORD_NUMBER})\b){{0,12}})\b(?:[ -](?P<unit>[a-z]+|%))?"
    rf"|\b(?P<fraction>{'|'.join(_FRACTIONS)})\b|\b(?P<ordinal>{'|'.join(_ORDINALS)})\b"
)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = re.compile(
    rf"(?:\b(?P<before>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<month>{_MONTH})\b\.?"
    r"(?: (?P<after>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?)?(?: ?,? ?(?P<year>[0-9]{4})\b)?"
)
_NUMBERLIKE = frozenset([*_SMALL, *_TENS, *_SCALES, *_ORDINALS, *_FRACTIONS])
_COUNTED_ONE = re.compile(
    r"(?:no|any|some|every|the|each|this|that|which) one$|one (?:of|another|who|that|can|could|should|must)$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in base form ("s", "month", "$", "%", "date", "ordinal" … or "" for none).

    `number` is what the text says before the unit is converted; `date` is (year, month, day) with 0 for
    what is not said; `shown` is the text's own words.
    """

    value: float
    unit: str
    shown: str
    start: int
    end: int
    number: float = 0.0
    date: tuple[int, int, int] | None = None


LONGEST = 200_000
"""Characters of a text that are read."""


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number, amount, date and duration of a text, in order, as far as LONGEST."""
    text = text[:LONGEST]
    lowered = text.lower()
    source = text if len(text) == len(lowered) else lowered
    known = set(words(text))
    found: list[Quantity] = []
    if not known.isdisjoint(_MONTHS):
        found.extend(_dates(lowered, source))
    found.extend(_beside(found, _digits(lowered, source)))
    if not known.isdisjoint(_NUMBERLIKE):
        found.extend(_beside(found, _spelled(lowered, source)))
    return tuple(sorted(found, key=lambda quantity: quantity.start)) if len(found) > 1 else tuple(found)


def _beside(found: list[Quantity], more: Iterable[Quantity]) -> list[Quantity]:
    """Those of `more` that are no part of a quantity found already."""
    starts = {position for quantity in found for position in range(quantity.start, quantity.end)}
    return [quantity for quantity in more if quantity.start not in starts]


def same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities agree; what one of them leaves open (unit, day) the other may say."""
    if one.date and other.date:
        both = [(a, b) for a, b in zip(one.date, other.date, strict=True) if a and b]
        return bool(both) and all(a == b for a, b in both)
    if one.date or other.date:
        date, number = (one.date, other) if one.date else (other.date, one)
        return date is not None and number.unit in ("", "ordinal") and number.value in date
    if one.unit != other.unit and one.unit and other.unit:
        return _months_in_days(one, other)
    return near(one.value, other.value)


_LARGEST_ROUNDING = 0.05


def near(one: float, other: float) -> bool:
    """Equal, or the one is the other rounded to fewer decimals (but at least one)."""
    if math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12):
        return True
    if abs(one - other) > _LARGEST_ROUNDING or one == int(one) or other == int(other):
        return False
    places = min(_decimals(one), _decimals(other))
    return abs(one - other) <= 0.5 * 10.0**-places * (1 + 1e-9)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether the two could stand in the same place: both money, both durations, both dates, both plain."""
    if one.date or other.date:
        return bool(one.date and other.date)
    one_kind, other_kind = (_KINDS.get(unit, unit) for unit in (one.unit, other.unit))
    return one_kind == other_kind or not one_kind or not other_kind


_KINDS = {
    "s": "time",
    "month": "time",
    "$": "money",
    "€": "money",
    "£": "money",
    "¥": "money",
    "mile": "m",
    "foot": "m",
    "lb": "g",
    "oz": "g",
}


def _months_in_days(one: Quantity, other: Quantity) -> bool:
    """A month said in days: 30 or 31, a year 365 or 366."""
    if {one.unit, other.unit} != {"s", "month"}:
        return False
    months, seconds = (one.value, other.value) if one.unit == "month" else (other.value, one.value)
    return seconds / 86400 in (30 * months, 31 * months, 365 * months / 12, 366 * months / 12)


def _decimals(value: float) -> int:
    """Places after the point, of twelve significant figures: beyond them a float is noise."""
    return len(f"{value:.12g}".partition("e")[0].partition(".")[2])


def _dates(lowered: str, source: str) -> Iterator[Quantity]:
    for match in _DATES.finditer(lowered):
        name, day, year = match["month"], match["before"] or match["after"], match["year"]
        if day or year or (name not in _ALSO_WORDS and len(name) > len("jan")):
            date = (int(year or 0), _MONTHS[name], int(day or 0))
            yield Quantity(
                0.0, "date", source[match.start() : match.end()].strip(), match.start(), match.end(), date=date
            )


def _digits(lowered: str, source: str) -> Iterator[Quantity]:
    position = 0
    while (first := _DIGIT.search(lowered, position)) is not None:
        match = _DIGITS.match(lowered, first.start())
        if match is None:  # cannot be: the last alternative takes any digit
            break
        position = match.end()
        before = lowered[match.start() - 1] if match.start() else " "
        if match["iso"] or match["slashed"]:
            yield _numeric_date(match, source)
        elif match["clock"]:
            yield _clock(match, source)
        elif not before.isalpha() and before != "_":
            quantity = _number(match, lowered, source)
            position = max(quantity.end, match.start() + 1)
            yield quantity
        else:
            position = _past_digits(match)


def _past_digits(match: re.Match[str]) -> int:
    return match.start("unit") if match["unit"] else match.end()


def _numeric_date(match: re.Match[str], source: str) -> Quantity:
    """Month first where slashes stand, unless that cannot be."""
    group = "iso" if match["iso"] else "slashed"
    shown = source[match.start(group) : match.end(group)]
    first, second, third = (int(part) for part in re.split("[-/]", match[group]))
    if group == "iso":
        date = (first, second, third)
    else:
        year = third + 2000 if third < _CENTURY else third
        date = (year, second, first) if first > _MONTHS_A_YEAR else (year, first, second)
    return Quantity(0.0, "date", shown, match.start(), match.end(), date=date)


def _clock(match: re.Match[str], source: str) -> Quantity:
    hours, minutes = (int(part) for part in match["clock"].split(":"))
    if match["half"]:
        hours = hours % 12 + (12 if match["half"] == "p" else 0)
    return Quantity(hours * 60.0 + minutes, "clock", source[match.start() : match.end()], match.start(), match.end())


def _number(match: re.Match[str], lowered: str, source: str) -> Quantity:
    start, end = match.start(), match.end()
    tail, unit = match["tail"] or "", (match["unit"] or "").lstrip(" -")
    digits_end = match.start("unit") if match["unit"] else end
    plain = lowered[
        start : match.start("fraction") if match["fraction"] else match.start("tail") if tail else digits_end
    ]
    value = float(plain.replace(",", ""))
    if match["fraction"]:
        value /= float(match["fraction"][1:])
    sign, money, start = _before(lowered, start)
    base, factor = "", 1.0
    if tail in ("st", "nd", "rd", "th"):
        base, end = "ordinal", digits_end
    else:
        value *= _scale(tail.strip(" -"), money=bool(money), unit=unit in _UNITS)
        if tail == "m" and not money and unit not in _UNITS:
            base, end = "m", digits_end
        elif money:
            base, end = money, digits_end
        elif unit in _UNITS:
            base, factor = _UNITS[unit]
        else:
            end = digits_end
    return Quantity(sign * value * factor, base, source[start:end].strip(), start, end, sign * value)


def _scale(tail: str, *, money: bool, unit: bool) -> float:
    if tail == "m" and not money and not unit:
        return 1.0
    return _SCALES.get(tail) or _LETTER_SCALES.get(tail) or 1.0


def _before(lowered: str, start: int) -> tuple[int, str, int]:
    """Sign, currency and where the quantity really begins."""
    sign, money = 1, ""
    while start and lowered[start - 1] in "$€£¥-−." and len(money) < 1:
        character = lowered[start - 1]
        earlier = lowered[start - 2] if start > 1 else " "
        if character in "-−":
            if sign < 0 or earlier.isalnum() or earlier in ")]":
                break
            sign = -1
        elif character == ".":
            break
        else:
            money = character
        start -= 1
    return sign, money, start


def _spelled(lowered: str, source: str) -> Iterator[Quantity]:
    for match in _WORDS.finditer(lowered):
        shown = source[match.start() : match.end()]
        if match["fraction"]:
            yield Quantity(_FRACTIONS[match["fraction"]], "", shown, match.start(), match.end())
        elif match["ordinal"]:
            yield Quantity(float(_ORDINALS[match["ordinal"]]), "ordinal", shown, match.start(), match.end())
        elif match["said"] != "one" or not _is_pronoun(match, lowered):
            unit = match["unit"] or ""
            base, factor = _UNITS.get(unit, ("", 1.0)) if len(unit) > 1 or unit == "%" else ("", 1.0)
            end = match.end() if base else match.end("said")
            number = _spell(match["said"])
            yield Quantity(number * factor, base, source[match.start() : end], match.start(), end, number)


def _is_pronoun(match: re.Match[str], lowered: str) -> bool:
    before = lowered[max(0, match.start() - 6) : match.end("said")].strip()
    return bool(_COUNTED_ONE.search(before) or _COUNTED_ONE.search(match[0]))


def _spell(said: str) -> float:
    """The value of number words: "two hundred and five thousand" is 205,000."""
    total = current = 0.0
    for word in re.split(r"[ -]", said):
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if _SCALES[word] >= _SCALES["thousand"]:
                total, current = total + current, 0.0
        elif word != "and":
            current += _SMALL.get(word, _TENS.get(word, 0))
    return total + current
