"""What history measured, night by night: one figure for each suite, target and quantity."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from harness.model.past import Measurement, ServedModel
from harness.pages.trend import Change, Point, Trend, trend

Z = 1.96
"""Standard normal quantile of a two-sided interval at 95 %."""


@dataclass(slots=True)
class SuiteNight:
    """All cases of one suite for one target in one run, summed."""

    run: str
    started_at: str
    suite_digest: str
    prompt_digest: str
    passed: int = 0
    failed: int = 0
    errors: int = 0
    answers: int = 0
    refusals: int = 0
    compared: int = 0
    equivalent: int = 0
    latencies: list[float] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def add(self, measurement: Measurement) -> None:
        self.passed += measurement.passed
        self.failed += measurement.failed
        self.errors += measurement.errors
        self.answers += measurement.answers
        self.refusals += measurement.refusals
        self.compared += measurement.compared
        self.equivalent += measurement.equivalent
        for kept, value in (
            (self.latencies, measurement.latency_s),
            (self.speeds, measurement.tokens_per_s),
            (self.costs, measurement.cost_usd),
        ):
            if value is not None:
                kept.append(value)


@dataclass(frozen=True, slots=True)
class Over:
    """What the lines of a page share: the ends of the axis of time; and, of one target, what changed."""

    moments: tuple[str, str]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One target on one suite, the oldest night first."""

    suite: str
    target: str
    nights: tuple[SuiteNight, ...]


def series(measured: Iterable[Measurement]) -> list[Series]:
    """By suite and target, in the order in which they first appear."""
    by_target: dict[tuple[str, str], dict[str, SuiteNight]] = {}
    for measurement in measured:
        nights = by_target.setdefault((measurement.suite, measurement.target), {})
        night = nights.get(measurement.run)
        if night is None:
            night = nights[measurement.run] = SuiteNight(
                measurement.run, measurement.started_at, measurement.suite_digest, measurement.prompt_digest
            )
        night.add(measurement)
    return [Series(suite, target, tuple(nights.values())) for (suite, target), nights in by_target.items()]


def pass_rate(line: Series, over: Over) -> Trend | None:
    """The share of measured samples that pass their checks, with its interval."""
    return _share("passes its checks", line, lambda night: (night.passed, night.passed + night.failed), over)


def every(line: Series, over: Over) -> list[Trend]:
    """Everything that is watched of a target on a suite, but for what is not known or never happened."""
    drawn = (
        pass_rate(line, over),
        _share("says what the baseline says", line, lambda night: (night.equivalent, night.compared), over),
        _share("could not be had", line, lambda night: (night.errors, _asked(night)), over),
        _share("refuses", line, lambda night: (night.refusals, night.answers), over),
        _mean("latency, median of cases", line, lambda night: night.latencies, "seconds", over),
        _mean("tokens a second, median of cases", line, lambda night: night.speeds, "number", over),
        _mean("cost of an answer, median of cases", line, lambda night: night.costs, "usd", over),
    )
    return [trend for trend in drawn if trend is not None and any(dot.value for dot in trend.dots)]


def changes_of(line: Series, served: Iterable[ServedModel]) -> tuple[Change, ...]:
    """When another model answered, and when the prompt was changed."""
    models: dict[str, list[str]] = {}
    for row in served:
        if row.target == line.target:
            models.setdefault(row.run, []).append(row.model)
    changes: list[Change] = []
    model = prompt = ""
    for night in line.nights:
        now = ", ".join(sorted(models.get(night.run, ())))
        if model and now and now != model:
            changes.append(Change(night.started_at, f"served by {now} instead of {model}"))
        if prompt and night.prompt_digest and night.prompt_digest != prompt:
            changes.append(Change(night.started_at, "the prompt was changed"))
        # A night without an answer names no model: the last known one stays the one to compare with.
        model, prompt = now or model, night.prompt_digest or prompt
    return tuple(changes)


def interval(good: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 % (Wilson 1927, J. Am. Stat. Assoc. 22:209)."""
    share, weight = good / of, Z * Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / (4 * of))
    # Rounding must not leave the share itself outside.
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def _asked(night: SuiteNight) -> int:
    return night.passed + night.failed + night.errors


def _share(
    title: str,
    line: Series,
    counts: Callable[[SuiteNight], tuple[int, int]],
    over: Over,
) -> Trend | None:
    points = []
    for night in line.nights:
        good, of = counts(night)
        if of:
            points.append(Point(night.started_at, good / of, *interval(good, of), link=_link(night)))
    return trend(title, points, changes=over.changes, moments=over.moments)


def _mean(
    title: str,
    line: Series,
    values: Callable[[SuiteNight], list[float]],
    unit: str,
    over: Over,
) -> Trend | None:
    points = [
        Point(night.started_at, median(measured), link=_link(night))
        for night in line.nights
        if (measured := values(night))
    ]
    return trend(title, points, unit=unit, changes=over.changes, moments=over.moments)


def _link(night: SuiteNight) -> str:
    return "/run?" + urlencode({"id": night.run})
