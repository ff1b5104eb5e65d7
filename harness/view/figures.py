"""What history measured, night by night: one figure for each suite, target and quantity."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from harness.model.past import Measurement, Served
from harness.pages.trend import Change, Point, Trend, trend

Z = 1.96
"""Standard normal quantile of a two-sided interval at 95 %."""


@dataclass(slots=True)
class Night:
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

    def add(self, one: Measurement) -> None:
        self.passed += one.passed
        self.failed += one.failed
        self.errors += one.errors
        self.answers += one.answers
        self.refusals += one.refusals
        self.compared += one.compared
        self.equivalent += one.equivalent
        for kept, value in (
            (self.latencies, one.latency_s),
            (self.speeds, one.tokens_per_s),
            (self.costs, one.cost_usd),
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
    nights: tuple[Night, ...]


def series(measured: Iterable[Measurement]) -> list[Series]:
    """By suite and target, in the order in which they first appear."""
    found: dict[tuple[str, str], dict[str, Night]] = {}
    for one in measured:
        nights = found.setdefault((one.suite, one.target), {})
        night = nights.get(one.run)
        if night is None:
            night = nights[one.run] = Night(one.run, one.started_at, one.suite_digest, one.prompt_digest)
        night.add(one)
    return [Series(suite, target, tuple(nights.values())) for (suite, target), nights in found.items()]


def pass_rate(one: Series, over: Over) -> Trend | None:
    """The share of measured samples that pass their checks, with its interval."""
    return _share("passes its checks", one, lambda night: (night.passed, night.passed + night.failed), over)


def every(one: Series, over: Over) -> list[Trend]:
    """Everything that is watched of a target on a suite, but for what is not known or never happened."""
    drawn = (
        pass_rate(one, over),
        _share("says what the baseline says", one, lambda night: (night.equivalent, night.compared), over),
        _share("could not be had", one, lambda night: (night.errors, _asked(night)), over),
        _share("refuses", one, lambda night: (night.refusals, night.answers), over),
        _mean("latency, median of cases", one, lambda night: night.latencies, "seconds", over),
        _mean("tokens a second, median of cases", one, lambda night: night.speeds, "number", over),
        _mean("cost of an answer, median of cases", one, lambda night: night.costs, "usd", over),
    )
    return [found for found in drawn if found is not None and any(dot.value for dot in found.dots)]


def changes_of(one: Series, served: Iterable[Served]) -> tuple[Change, ...]:
    """When another model answered, and when the prompt was changed."""
    models: dict[str, list[str]] = {}
    for row in served:
        if row.target == one.target:
            models.setdefault(row.run, []).append(row.model)
    found: list[Change] = []
    model = prompt = ""
    for night in one.nights:
        now = ", ".join(sorted(models.get(night.run, ())))
        if model and now and now != model:
            found.append(Change(night.started_at, f"served by {now} instead of {model}"))
        if prompt and night.prompt_digest and night.prompt_digest != prompt:
            found.append(Change(night.started_at, "the prompt was changed"))
        model, prompt = now or model, night.prompt_digest or prompt
    return tuple(found)


def interval(good: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 % (Wilson 1927, J. Am. Stat. Assoc. 22:209)."""
    share, weight = good / of, Z * Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / (4 * of))
    # Rounding must not leave the share itself outside.
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def _asked(night: Night) -> int:
    return night.passed + night.failed + night.errors


def _share(
    title: str,
    one: Series,
    counts: Callable[[Night], tuple[int, int]],
    over: Over,
) -> Trend | None:
    points = []
    for night in one.nights:
        good, of = counts(night)
        if of:
            points.append(Point(night.started_at, good / of, *interval(good, of), link=_link(night)))
    return trend(title, points, changes=over.changes, moments=over.moments)


def _mean(
    title: str,
    one: Series,
    values: Callable[[Night], list[float]],
    unit: str,
    over: Over,
) -> Trend | None:
    points = [
        Point(night.started_at, _median(found), link=_link(night)) for night in one.nights if (found := values(night))
    ]
    return trend(title, points, unit=unit, changes=over.changes, moments=over.moments)


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _link(night: Night) -> str:
    return "/run?" + urlencode({"id": night.run})
