"""A quantity, and when two of them are the same.

Whole numbers are exact, however long. What a text leaves open (a unit, a year, the half of the day) the other may say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from harness.reading import calendar
from harness.reading.units import KINDS, METRIC, MONEY


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in base form ("s", "month", "$", "%", "date", "weekday", "ordinal" … or "" for none).

    `number` is what the text says before the unit is converted; `dates` are the (year, month, day) it can mean, 0 for
    what is not said; `shown` is the text's own words; `code` its digits, where they are a name rather than a value (a
    leading zero, a version); `bound` is `≥`, `≤` or "" ("at least 5"); `certain` is False of a time of day whose half
    is left open, and of "a day", which counts only as the counterpart of a number.
    """

    value: float
    unit: str
    shown: str
    start: int
    end: int
    number: float = 0.0
    dates: tuple[calendar.Date, ...] = ()
    code: str = ""
    bound: str = ""
    certain: bool = True

    @property
    def is_implied(self) -> bool:
        """Said by an article alone: "a day"."""
        return not self.certain and self.unit != "clock"


def same(one: Quantity, other: Quantity) -> bool:  # noqa: PLR0911 - one a kind
    """Whether two quantities agree; what one of them leaves open (unit, day, half of the day) the other may say."""
    if one.bound and other.bound and one.bound != other.bound:
        return False
    if one.dates or other.dates:
        return _same_date(one, other)
    if "weekday" in (one.unit, other.unit):
        return one.unit == other.unit and one.value == other.value
    if "clock" in (one.unit, other.unit):
        return _same_time(one, other)
    if one.code or other.code:
        return _same_code(one, other)
    if one.unit != other.unit and one.unit and other.unit:
        return _converted(one, other)
    if one.unit in MONEY or other.unit in MONEY:
        return math.isclose(one.value, other.value, rel_tol=_NOISE)
    return near(one.value, other.value) or (one.unit != other.unit and near(one.number, other.number))


def _same_date(one: Quantity, other: Quantity) -> bool:
    if one.dates and other.dates:
        return any(_agree(a, b) for a in one.dates for b in other.dates)
    dates, number = (one.dates, other) if one.dates else (other.dates, one)
    return number.unit in ("", "ordinal") and any(number.value in date for date in dates)


def _agree(one: calendar.Date, other: calendar.Date) -> bool:
    both = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(both) and all(a == b for a, b in both)


def _same_time(one: Quantity, other: Quantity) -> bool:
    if one.unit != other.unit:
        clock, number = (one, other) if one.unit == "clock" else (other, one)
        if number.unit == "s":  # "1h30" is a duration as well as a time
            return "h" in clock.shown and number.value == clock.value * 60
        return not number.unit and number.value * 60 % calendar.HALF_DAY == clock.value % calendar.HALF_DAY
    if one.code and other.code and one.code != other.code:
        return False
    if one.certain and other.certain:
        return one.value % (2 * calendar.HALF_DAY) == other.value % (2 * calendar.HALF_DAY)
    return one.value % calendar.HALF_DAY == other.value % calendar.HALF_DAY


def _same_code(one: Quantity, other: Quantity) -> bool:
    """A code is its digits, zeros and all."""
    return (one.code or one.shown.strip()) == (other.code or other.shown.strip())


_LARGEST_ROUNDING = 0.05
_NOISE = 1e-13
"""Relative: what multiplying by a unit may add to a float."""


def near(one: float, other: float) -> bool:
    """Equal, or the one is the other rounded to fewer decimals (but at least one). Whole numbers are exact."""
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    if math.isclose(one, other, rel_tol=_NOISE, abs_tol=1e-12):
        return True
    if abs(one - other) > _LARGEST_ROUNDING or one == int(one) or other == int(other):
        return False
    places = min(_decimals(one), _decimals(other))
    return abs(one - other) <= 0.5 * 10.0**-places * (1 + 1e-9)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether the two could stand in the same place: both money, both durations, both dates, both plain."""
    if one.dates or other.dates:
        return bool(one.dates and other.dates)
    one_kind, other_kind = (KINDS.get(unit, unit) for unit in (one.unit, other.unit))
    return one_kind == other_kind or ("weekday" not in (one_kind, other_kind) and not (one_kind and other_kind))


_WITHIN = 0.01
"""Relative: amounts turned from one system of measures into the other are rounded."""


def _converted(one: Quantity, other: Quantity) -> bool:
    """A month said in days, a share in percent, a length in miles."""
    units = {one.unit, other.unit}
    if units == {"s", "month"}:
        months, seconds = (one.value, other.value) if one.unit == "month" else (other.value, one.value)
        return seconds / 86400 in (30 * months, 31 * months, 365 * months / 12, 366 * months / 12)
    if units == {"%", "share"}:
        share, percent = (one.value, other.value) if one.unit == "share" else (other.value, one.value)
        return math.isclose(100 * share, percent, rel_tol=_WITHIN)
    if units == {"°c", "°f"}:
        celsius, fahrenheit = (one.value, other.value) if one.unit == "°c" else (other.value, one.value)
        return abs(celsius * 9 / 5 + 32 - fahrenheit) <= 1
    (first, a), (second, b) = (METRIC.get(quantity.unit, (quantity.unit, 1.0)) for quantity in (one, other))
    return first == second and math.isclose(one.value * a, other.value * b, rel_tol=_WITHIN)


def _decimals(value: float) -> int:
    """Places after the point, of twelve significant figures: beyond them a float is noise."""
    return len(f"{value:.12g}".partition("e")[0].partition(".")[2])


def times(value: float, factor: float) -> float:
    """Whole as long as both are: a float would lose the last digits of a long number."""
    return value * int(factor) if factor == int(factor) else value * factor
