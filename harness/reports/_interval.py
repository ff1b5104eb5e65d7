"""A comparison's confidence interval as a small drawing beside the margin."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.result import Comparison
from harness.summary import phrases

WIDTH, EDGE = 360, 30
"""Pixels of the drawing, and those kept free at either side."""
LEAST, MOST = -0.30, 0.15
"""The axis shows at least this stretch of differences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where things stand, in pixels from the left."""

    zero: float
    margin: float
    lower: float
    upper: float
    difference: float
    words: str
    margin_words: str


def interval(one: Comparison) -> Interval | None:
    """The drawing of a comparison; None if nothing was measured."""
    if one.lower is None or one.upper is None or one.difference is None:
        return None
    least = max(min(LEAST, one.lower - 0.03, -1.5 * one.margin), -1.0)
    most = min(max(MOST, one.upper + 0.03), 1.0)

    def at(value: float) -> float:
        share = (min(max(value, least), most) - least) / (most - least)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    return Interval(
        zero=at(0.0),
        margin=at(-one.margin),
        lower=at(one.lower),
        upper=at(one.upper),
        difference=at(one.difference),
        words=f"difference {signed(one.difference)}, between {signed(one.lower)} and {signed(one.upper)}",
        margin_words=f"margin {signed(-one.margin)}",
    )


def signed(share: float) -> str:
    """`+2 %`, `−10 %`, `0 %`."""
    words = phrases.percent(abs(share))
    return words if words == "0 %" else f"{'+' if share > 0 else '−'}{words}"
