"""An exact count, or bounds, of something in the answer."""

from __future__ import annotations

import math
import sys
from typing import Any

from typing_extensions import TypedDict

from harness.assertions._text import binary_score
from harness.assertions._types import Number
from harness.errors import CheckError
from harness.model.result import Score


class Bounds(TypedDict, total=False):
    """At least `min`, at most `max`, both included."""

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    min: Number
    max: Number


Count = Number | Bounds


def within(unit: str, count: int, wanted: Count) -> Score:
    """Raises CheckError if the bounds make no sense."""
    fault = bounds_fault(wanted)
    if fault:
        raise CheckError(fault)
    least, most = _limits(wanted)
    return binary_score(
        least <= count <= most, f"{count} {unit}{'' if count == 1 else 's'}, {_words(least, most)} wanted"
    )


def bounds_fault(wanted: Any) -> str | None:
    """What makes a number or bounds impossible, if something does."""
    if isinstance(wanted, dict) and not wanted:
        return "the mapping has neither `min` nor `max`"
    given = wanted.values() if isinstance(wanted, dict) else [wanted]
    if not all(0 <= limit <= sys.float_info.max for limit in given):
        return "a count is a finite number, 0 or more"
    least, most = _limits(wanted)
    if least > most:
        return f"`min` {least:g} is more than `max` {most:g}"
    return None


def _limits(wanted: Count) -> tuple[Number, Number]:
    if isinstance(wanted, dict):
        return wanted.get("min", 0), wanted.get("max", math.inf)
    return wanted, wanted


def _words(least: Number, most: Number) -> str:
    if least == most:
        return f"{least:g}"
    if math.isinf(most):
        return f"{least:g} or more"
    return f"{least:g} to {most:g}" if least else f"at most {most:g}"
