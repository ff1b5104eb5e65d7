"""The comparisons of a suite as intervals on one axis, beside the margin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.comparison import Comparison
from harness.summary import phrases

WIDTH, EDGE = 440, 22
"""Pixels of the drawing, and those kept free at either side."""
LEAST, MOST = -0.30, 0.15
"""The axis shows at least this stretch of differences."""
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_TICKS = 7
"""So many ticks at most."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across an axis, in pixels from the left, and the words at it."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of differences from `least` to `most`, and where each stands in pixels from the left."""

    least: float
    most: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.least), self.most) - self.least) / (self.most - self.least)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        step = next((step for step in _STEPS if (self.most - self.least) / step < _TICKS), _STEPS[-1])
        # 1e-9: an end that is a multiple of the step gets its tick in spite of rounding.
        first, last = math.ceil(self.least / step - 1e-9), math.floor(self.most / step + 1e-9)
        return tuple(Tick(self.at(n * step), signed(round(n * step, 6))) for n in range(first, last + 1))


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


def axis(compared: Sequence[Comparison]) -> Axis:
    """One axis for all comparisons of a suite, so that they can be told apart by eye."""
    # The margin stays in sight with half of itself to spare; 0.03 is room for the end of an interval.
    least = min(
        (
            min(comparison.lower - 0.03, -1.5 * comparison.margin)
            for comparison in compared
            if comparison.lower is not None
        ),
        default=LEAST,
    )
    most = max((comparison.upper + 0.03 for comparison in compared if comparison.upper is not None), default=MOST)
    return Axis(max(min(LEAST, least), -1.0), min(max(MOST, most), 1.0))


def interval(comparison: Comparison, on: Axis) -> Interval | None:
    """The drawing of a comparison; None if nothing was measured."""
    if comparison.lower is None or comparison.upper is None or comparison.difference is None:
        return None
    return Interval(
        zero=on.at(0.0),
        margin=on.at(-comparison.margin),
        lower=on.at(comparison.lower),
        upper=on.at(comparison.upper),
        difference=on.at(comparison.difference),
        words=f"difference {signed(comparison.difference)},"
        f" between {signed(comparison.lower)} and {signed(comparison.upper)}",
        margin_words=f"margin {signed(-comparison.margin)}",
    )


def signed(share: float) -> str:
    """`+2 %`, `−10 %`, `0 %`."""
    words = phrases.percent(abs(share))
    return words if words == "0 %" else f"{'+' if share > 0 else '−'}{words}"
