"""One watch of one target on one suite: its nights, and the verdict on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median

from harness.drift.watches import Watch
from harness.model.drift import ALARMS_A_YEAR, Night, WatchReading
from harness.model.past import Measurement
from harness.model.suite import Suite
from harness.stats import drift

ENOUGH = 0.9
"""Share of the cases that must be there for a night to be read."""
WEEK = 7
"""Nights within which a steady watch states what it would see."""
Place = tuple[str, str]
"""Suite and target."""
Rows = Mapping[str, Measurement]
"""By case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftQuestion:
    """What is asked of history. `suites` are the project's, by name; `only` and `targets` narrow what is told, never
    what is counted: a verdict does not depend on what else was asked for.
    """

    pinned: str
    since: str
    suites: Mapping[str, Suite]
    only: frozenset[str] | None = None
    targets: frozenset[str] | None = None
    alarms_a_year: float = ALARMS_A_YEAR


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run: what was measured at each place."""

    run: str
    at: str
    places: Mapping[Place, Rows]


@dataclass(frozen=True, slots=True)
class Watched:
    place: Place
    watch: Watch
    pinned: MeasuredRun
    nights: tuple[MeasuredRun, ...]
    """Oldest first, whatever they measured."""
    basis: tuple[str, ...]
    """The cases that the pinned run can be a baseline for."""

    @property
    def first(self) -> Rows:
        return self.pinned.places[self.place]


@dataclass(frozen=True, slots=True)
class _MeasuredNight:
    """A night of the watch. `trouble` says why it cannot be compared with the pinned run, if it cannot."""

    night: Night
    values: tuple[float, ...]
    trouble: str = ""
    comparable: bool = True
    """Whether the same was asked as in the pinned run."""


def reading(watched: Watched, question: DriftQuestion, watches: int) -> WatchReading:
    """The verdict, given how many watches share the promise."""
    suite, target = watched.place
    blank = WatchReading(suite=suite, target=target, watch=watched.watch.name, verdict="unreadable")
    here = [_measure(watched, night) for night in watched.nights if watched.place in night.places]
    # An old night says nothing of today: without a run since `since` the watch is missing, not steady.
    if not any(measured.night.at >= question.since for measured in here):
        return replace(
            blank, missing=True, reason=f"no nightly run since {question.since[:10]}; `harness run --nightly` makes one"
        )
    readable = [measured for measured in here if not measured.trouble]
    settings = watched.watch.settings(watches, question.alarms_a_year, len(watched.basis))
    outcome = _drifting_or_steady(watched, settings, readable, blank)
    last = here[-1]
    if last.trouble:
        outcome = replace(outcome, new=False, recovered=False)
    # A drift outlives a last night that lacks answers, but not one that was asked something else.
    if outcome.verdict == "drifting" and last.comparable and readable[-1].night.at >= question.since:
        return outcome
    if last.trouble:
        return replace(blank, missing=True, reason=last.trouble, nights=outcome.nights)
    if outcome.visible is None:
        return replace(outcome, verdict="unreadable", reason=_too_few(readable))
    return outcome


def _drifting_or_steady(
    watched: Watched, settings: drift.Settings, readable: list[_MeasuredNight], blank: WatchReading
) -> WatchReading:
    """Drifting or steady, by the nights that could be read."""
    watch, first = watched.watch, watched.watch.first(watched.first)
    samples = [measured.values for measured in readable]
    detected = drift.read(settings, first, samples)
    nights = (*_pinned_night(watched), *(measured.night for measured in readable))
    last = len(readable) - 1
    # The middle of what was seen before the change, the pinned run included.
    before = nights if detected.change is None else nights[: detected.change + (len(nights) - len(readable))]
    reading = replace(
        blank,
        verdict="drifting" if detected.drifting else "steady",
        before=median(night.value for night in before) if before else None,
        nights=nights,
        recovered=not detected.drifting and last - 1 in detected.alarms,
    )
    if detected.change is None:
        seen = drift.visible(settings, first, samples, WEEK)
        return replace(reading, visible=None if seen is None else watch.natural(seen))
    # The change is where the shift began; the alarm that made it certain came so many nights later.
    certain = next(number for number in detected.alarms if number >= detected.change)
    return replace(
        reading,
        after=median(measured.night.value for measured in readable[detected.change :]),
        since=readable[detected.change].night.at,
        night=detected.change + 1,
        found_after=certain - detected.change + 1,
        new=last - 1 not in detected.alarms,
    )


def _measure(watched: Watched, night: MeasuredRun) -> _MeasuredNight:
    rows = night.places[watched.place]
    values = watched.watch.night(rows, watched.first, watched.basis)
    typical = watched.watch.typical(rows, values) if values else math.nan
    night_values = _MeasuredNight(
        Night(run=night.run, at=night.at, value=typical, cases=len(values)),
        tuple(value for some in values.values() for value in some),
    )
    if _digest(rows) != _digest(watched.first):
        changed = f"not comparable: the suite of {night.at[:10]} is not the one that was pinned; pin again"
        return replace(night_values, trouble=changed, comparable=False)
    if len(values) < ENOUGH * len(watched.basis):
        few = f"only {len(values)} of {len(watched.basis)} cases could be measured on {night.at[:10]}"
        return replace(night_values, trouble=few)
    return night_values


def _digest(rows: Rows) -> str:
    return next(iter(rows.values())).suite_digest


def _pinned_night(watched: Watched) -> tuple[Night, ...]:
    """The pinned run as the first point of the line; none where it has nothing to be compared with."""
    watch, rows = watched.watch, watched.first
    values = watch.night(rows, rows, watched.basis)
    if not values:
        return ()
    return (Night(run=watched.pinned.run, at=watched.pinned.at, value=watch.typical(rows, values), cases=len(values)),)


def _too_few(read: list[_MeasuredNight]) -> str:
    answers = f"{len(read[-1].values)} answers" if read else "no answers"
    return f"too few nights or answers yet ({len(read)} × {answers}): a complete change would take over {WEEK} nights"
