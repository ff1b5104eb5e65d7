"""How a quantity is distributed, target by target, as small histograms on one axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from harness.pages.interval import Tick
from harness.summary import phrases

WIDTH, HEIGHT, EDGE = 440, 30, 22
"""Pixels of one histogram, and those kept free at either side."""
BINS = 44
WIDE = 12.0
"""Where the largest value is more than so many times the smallest, the axis is logarithmic."""
_Words = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """One target's values; `median` and `late` (the 95th percentile) in pixels from the left."""

    target: str
    bars: tuple[Bar, ...]
    median: float
    late: float
    median_words: str
    late_words: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    histograms: tuple[Histogram, ...]
    ticks: tuple[Tick, ...]
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    least: float
    most: float
    logarithmic: bool

    def share(self, value: float) -> float:
        """Where the value lies between both ends, from 0 to 1."""
        if self.most <= self.least:
            return 0.5
        ends = self.least, self.most, max(value, self.least)  # a rounded tick may be a little less
        least, most, here = (math.log(x) if self.logarithmic else x for x in ends)
        return min(max((here - least) / (most - least), 0.0), 1.0)

    def at(self, value: float) -> float:
        return round(EDGE + self.share(value) * (WIDTH - 2 * EDGE), 1)

    def ticks(self) -> tuple[float, ...]:
        if self.most <= self.least:
            return (self.least,)
        if self.logarithmic:
            middle = math.sqrt(self.least) * math.sqrt(self.most)
            return tuple(_rounded(value) for value in (self.least, middle, self.most))
        return tuple(_rounded(self.least + (self.most - self.least) * n / 4) for n in range(5))


def seconds(value: float) -> str:
    """`240 ms`, `1.24 s`, `38 s`."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.3g} s" if value < 1000 else f"{value:,.0f} s"  # noqa: PLR2004 - four digits


def chart(title: str, values: Mapping[str, Sequence[float]], words: _Words) -> Chart | None:
    """The values of every target that has some; None if no target has, or all are 0."""
    measured = {target: kept for target, given in values.items() if (kept := [v for v in given if _fits(v)])}
    # One scale for all targets, or their histograms could not be held against each other.
    every = [value for kept in measured.values() for value in kept]
    if not every or max(every) <= 0:
        return None
    scale = _Scale(min(every), max(every), min(every) > 0 and max(every) / min(every) > WIDE)
    histograms = tuple(_histogram(target, sorted(kept), scale, words) for target, kept in measured.items())
    ticks = tuple(Tick(scale.at(value), words(value)) for value in scale.ticks())
    return Chart(title, histograms, ticks, scale.logarithmic)


def money(dollars: float) -> str:
    """As everywhere, but of a single answer even a thousandth of a cent tells something."""
    if dollars <= 0 or dollars >= 0.01:  # noqa: PLR2004 - a cent
        return phrases.money(dollars)
    return f"${dollars:.{1 - math.floor(math.log10(dollars))}f}"


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that is not below `share` of them."""
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def _histogram(target: str, ordered: Sequence[float], scale: _Scale, words: _Words) -> Histogram:
    counts = [0] * BINS
    for value in ordered:
        counts[min(int(scale.share(value) * BINS), BINS - 1)] += 1
    wide = (WIDTH - 2 * EDGE) / BINS
    bars = []
    for number, count in enumerate(counts):
        if count:
            # Two pixels at least: a single late answer must not vanish beside a tall bar.
            high = max(HEIGHT * count / max(counts), 2.0)
            bars.append(
                Bar(round(EDGE + number * wide, 1), round(HEIGHT - high, 1), round(wide - 1, 1), round(high, 1))
            )
    median, late = quantile(ordered, 0.5), quantile(ordered, 0.95)
    return Histogram(
        target=target,
        bars=tuple(bars),
        median=scale.at(median),
        late=scale.at(late),
        median_words=words(median),
        late_words=words(late),
        count=len(ordered),
    )


def _fits(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value >= 0


def _rounded(value: float) -> float:
    """To two digits, which is enough for a tick."""
    return float(f"{value:.2g}")
