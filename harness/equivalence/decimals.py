"""When two numbers of a document or a tool call are one.

Whole numbers are exact, 5.0 among them. Two that are written with a fraction may differ by the noise of computing
(0.1 + 0.2), or one may be the other rounded to six decimals or more; amounts to the cent, coordinates and moments of
time are exact.
"""

from __future__ import annotations

import math
from decimal import Decimal

NOISE = 1e-9
"""Relative, of numbers one of which has so many decimals that it was computed."""
_COMPUTED = 12
"""Decimals that nobody writes."""
_ROUNDED = 6
"""Decimals that count from which on a number may be another one rounded."""
_STEPS = 2
"""By how many of the smallest steps between floats a computed one may be off."""
_FULL = 16
"""Digits that count of a float that was computed."""


def same_number(one: float, other: float) -> bool:
    """Both finite. A Numeral is what its text says, with digits that a float would lose."""
    first, second = Decimal(str(one)), Decimal(str(other))
    if first == second or _is_whole(first) or _is_whole(second):
        return first == second
    short, long = sorted((first, second), key=_places)
    off = abs(short - long)
    if _places(long) >= _COMPUTED and off <= Decimal(NOISE) * abs(long):
        return True
    if _places(short) == _places(long):
        return False
    steps = _STEPS * Decimal(math.ulp(max(abs(one), abs(other))))
    if len(long.as_tuple().digits) >= _FULL and off <= steps:
        return True
    is_rounded = min(_places(short), len(short.as_tuple().digits)) >= _ROUNDED
    return is_rounded and 2 * off <= Decimal(10) ** -_places(short)


def _places(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()
