"""A quantity, and when two of them are the same.

Whole numbers are exact, however long; a number written with decimals is also one that rounds to it, in the unit it is
written in. What a text leaves open (a unit, a year, the half of the day) the other may say.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, cast

from harness.reading.numbers import calendar
from harness.reading.numbers.units import KINDS, METRIC, MONEY


class Quantity(NamedTuple):
    """A number with its unit in base form ("s", "month", "$", "%", "date", "weekday", "ordinal" … or "" for none).

    `value` is exact, an int or a Fraction, wherever a float would lose digits that are written.
    `number` is what the text says before the unit is converted; `dates` are the (year, month, day) it can mean, 0 for
    what is not said; `written` is the text's own words; `places` the decimals it writes (None: not as a decimal);
    `code` its digits, where they are a name rather than a value (a leading zero, a version); `bound` is `≥`, `>`, `≤`,
    `<` or "" ("at least 5", "over 5"); `certain` is False of a time of day whose half is left open, and of "a day",
    which counts only as the counterpart of a number.
    """

    value: float
    unit: str
    written: str
    start: int
    end: int
    number: float = 0.0
    dates: tuple[calendar.Date, ...] = ()
    code: str = ""
    bound: str = ""
    certain: bool = True
    places: int | None = None

    @property
    def is_implied(self) -> bool:
        """Said by an article alone: "a day"."""
        return not self.certain and self.unit != "clock"


def same(left: Quantity, right: Quantity) -> bool:  # noqa: PLR0911 - one a kind
    """Whether two quantities agree; what one of them leaves open (unit, day, half of the day) the other may say."""
    if left.bound and right.bound and left.bound != right.bound:
        return False
    if left.dates or right.dates:
        return _same_date(left, right)
    # A weekday's value is its place in the week, which equals no quantity.
    if "weekday" in (left.unit, right.unit):
        return left.unit == right.unit and left.value == right.value
    if "clock" in (left.unit, right.unit):
        return _same_time(left, right)
    if left.code or right.code:
        # A code is its digits, zeros and all.
        return (left.code or left.written.strip()) == (right.code or right.written.strip())
    if left.unit != right.unit and left.unit and right.unit:
        return _converted(left, right)
    if left.unit in MONEY or right.unit in MONEY:
        return _equal(left.value, right.value)
    # One that leaves its unit open is the number as the other writes it: 0.25 is no 250 mg.
    is_open = left.unit != right.unit
    if _equal(left.number, right.number) if is_open else _equal(left.value, right.value):
        return True
    # Rounding is done in the unit that is written: 14 mm are no 10 mm, although both are 0.01 m.
    alike = is_open or math.isclose(left.value * right.number, right.value * left.number)
    return alike and _rounded(left, right)


def _same_date(left: Quantity, right: Quantity) -> bool:
    if left.dates and right.dates:
        return any(_agree(a, b) for a in left.dates for b in right.dates)
    dates, number = (left.dates, right) if left.dates else (right.dates, left)
    if number.unit == "ordinal":
        # "7th" alone is a place in a row; "on the 7th" was read as a date.
        return number.value > 0 and any(date == (0, 0, number.value) for date in dates)
    return not number.unit and number.value > 0 and any(number.value in date for date in dates)


def _agree(left: calendar.Date, right: calendar.Date) -> bool:
    both = [(a, b) for a, b in zip(left, right, strict=True) if a and b]
    return bool(both) and all(a == b for a, b in both)


def _same_time(left: Quantity, right: Quantity) -> bool:
    if left.unit != right.unit:
        clock, number = (left, right) if left.unit == "clock" else (right, left)
        if number.unit == "s":  # "1h30" is a duration as well as a time
            return "h" in clock.written and number.value == clock.value * 60
        return not number.unit and number.value * 60 % calendar.HALF_DAY == clock.value % calendar.HALF_DAY
    if left.code and right.code and left.code != right.code and not _open_zone(left, right):
        if left.code[0] not in "+-" or right.code[0] not in "+-":
            return False
        times_of = [quantity.value - int(quantity.code) for quantity in (left, right)]
        return (times_of[0] - times_of[1]) % (2 * calendar.HALF_DAY) == 0
    if left.certain and right.certain:
        return left.value % (2 * calendar.HALF_DAY) == right.value % (2 * calendar.HALF_DAY)
    return left.value % calendar.HALF_DAY == right.value % calendar.HALF_DAY


def _open_zone(left: Quantity, right: Quantity) -> bool:
    return calendar.may_be_one_zone(left.code, right.code) or calendar.may_be_one_zone(right.code, left.code)


_NOISE = 1e-13
"""Relative: what multiplying by a unit may add to a float."""
_LEAST_DIGITS, _TIED_DIGITS = 10, 100
"""In last places: two significant digits, from which on a number can be another one rounded, and three."""


def _equal(left: float, right: float) -> bool:
    # What is no float is an int or a Fraction.
    if isinstance(cast("object", left), float) or isinstance(cast("object", right), float):
        return math.isclose(left, right, rel_tol=_NOISE)
    return left == right


def _rounded(left: Quantity, right: Quantity) -> bool:
    """Whether the one's number is the other's rounded to fewer decimals, but at least one and two digits that count.

    Rounded to no decimals 3.4 would be 3, and to one digit 0.25 would be 0.3: other numbers to most readers. With two
    digits 2.45 is neither 2.4 nor 2.5, since readers differ on which.
    """
    if left.number == int(left.number) or right.number == int(right.number):
        return False
    (places, coarse), (finer, fine) = sorted((_decimals(side), side.number) for side in (left, right))
    steps = round(abs(coarse) * 10.0**places)
    if places == finer or steps < _LEAST_DIGITS:
        return False
    off = abs(coarse - fine) * 10.0**places
    return off < 0.5 + (1e-6 if steps >= _TIED_DIGITS else -1e-6)


def comparable(left: Quantity, right: Quantity) -> bool:
    """Whether the two could stand in the same place: both money, both durations, both dates, both plain."""
    if left.dates or right.dates:
        return (
            bool(left.dates and right.dates)
            or "ordinal" in (left.unit, right.unit)
            or _is_decimal(left)
            or _is_decimal(right)
        )
    if "/" in left.unit and "/" in right.unit:
        return True
    units = (unit.partition("/")[0] if unit != "m/s" else unit for unit in (left.unit, right.unit))
    left_kind, right_kind = (KINDS.get(unit, unit) for unit in units)
    if {left_kind, right_kind} in ({"pound", "money"}, {"pound", "g"}) or _is_in_another_unit(left, right):
        return True
    return left_kind == right_kind or ("weekday" not in (left_kind, right_kind) and not (left_kind and right_kind))


_UNMEASURED = MONEY | {"", "ordinal", "weekday", "clock", "share", "date"}


def _is_in_another_unit(left: Quantity, right: Quantity) -> bool:
    """The very same number of something else, "5 m" and "5 s", whatever the two measure."""
    return left.number == right.number and not {left.unit, right.unit} & _UNMEASURED


def _is_decimal(quantity: Quantity) -> bool:
    """A plain number no date could be a part of: what stands for "4.5" as "May 4" says something else."""
    return not quantity.unit and quantity.number != int(quantity.number)


_WITHIN = 0.01
"""Relative: amounts turned from one system of measures into the other are rounded."""


def _converted(left: Quantity, right: Quantity) -> bool:  # noqa: PLR0911 - one a kind
    """A month said in days, a share in percent, a length in miles."""
    units = {left.unit, right.unit}
    if units == {"s", "month"}:
        months, seconds = (left.value, right.value) if left.unit == "month" else (right.value, left.value)
        return seconds / 86400 in (30 * months, 31 * months, 365 * months / 12, 366 * months / 12)
    if units == {"%", "share"}:
        share, percent = (left.value, right.value) if left.unit == "share" else (right.value, left.value)
        return math.isclose(100 * share, percent, rel_tol=_WITHIN)
    if _is_minutes(left, right) or _is_minutes(right, left):
        return True
    if units <= _KELVIN.keys():
        (scale, zero), (scale_too, zero_too) = (_KELVIN[quantity.unit] for quantity in (left, right))
        return abs(left.value * scale + zero - right.value * scale_too - zero_too) <= _WITHIN_KELVIN
    if any(left.unit in among and right.unit in among for among in _OPEN) or _is_rate(left.unit, right.unit):
        return _equal(left.number, right.number)
    if units == {"bp", "pp"}:  # a basis point is a hundredth of either, of a percent and of a percentage point
        return math.isclose(left.value, right.value, rel_tol=_NOISE)
    (first, a), (second, b) = (METRIC.get(quantity.unit, (quantity.unit, 1.0)) for quantity in (left, right))
    return first == second and math.isclose(left.value * a, right.value * b, rel_tol=_WITHIN)


_KELVIN = {"kelvin": (1.0, 0.0), "°c": (1.0, 273.15), "°f": (5 / 9, 255.372)}
"""How many kelvin a degree is, and where its scale begins."""
_WITHIN_KELVIN = 0.556
_OPEN = ({"pound", "£"}, {"pound", "lb"}, {"deg", "°c"}, {"deg", "°f"}, {"kr", "sek"}, {"kr", "nok"}, {"kr", "dkk"})
"""Units of which the one leaves open what the other says: which degrees, whose crowns."""


def _is_minutes(left: Quantity, right: Quantity) -> bool:
    """Whether "5 m" stands for "5 min"."""
    return (
        left.unit == "m"
        and right.unit == "s"
        and left.written[-1:] == "m"
        and not left.written[-2:-1].isalpha()
        and right.value == 60 * left.number
    )


def _is_rate(left: str, right: str) -> bool:
    """Whether the one says how often and the other leaves it open: "20 ml", "20 ml an hour"."""
    return left in (f"{right}/s", f"{right}/month") or right in (f"{left}/s", f"{left}/month")


def _decimals(quantity: Quantity) -> int:
    """Places after the point: as written, else of twelve significant figures, beyond which a float is noise."""
    if quantity.places is not None:
        return quantity.places
    return max(0, -int(Decimal(f"{float(quantity.number):.12g}").normalize().as_tuple().exponent))


def times(value: float, factor: float) -> float:
    """Exact as long as both are, and of a long number always: a float would lose its last digits."""
    if factor == int(factor):
        return value * int(factor)
    exact = cast("float | Fraction", value)
    if isinstance(exact, Fraction) or (isinstance(exact, int) and abs(exact) >= _LONG):
        return cast("float", exact * Fraction(factor).limit_denominator(_LONG))
    return value * factor


DIGITS_OF_A_FLOAT = 11
"""Digits up to which a float is told from any other of as many, for all the noise there may be."""
_LONG = 10**DIGITS_OF_A_FLOAT
