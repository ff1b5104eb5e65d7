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
class Question:
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
class Measured:
    """A run: what was measured at each place."""

    run: str
    at: str
    places: Mapping[Place, Rows]


@dataclass(frozen=True, slots=True)
class Watched:
    place: Place
    watch: Watch
    pinned: Measured
    nights: tuple[Measured, ...]
    """Oldest first, whatever they measured."""
    basis: tuple[str, ...]
    """The cases that the pinned run can be a baseline for."""

    @property
    def first(self) -> Rows:
        return self.pinned.places[self.place]


@dataclass(frozen=True, slots=True)
class _Night:
    """A night of the watch. `trouble` says why it cannot be compared with the pinned run, if it cannot."""

    night: Night
    values: tuple[float, ...]
    trouble: str = ""
    comparable: bool = True
    """Whether the same was asked as in the pinned run."""


def reading(watched: Watched, question: Question, watches: int) -> WatchReading:
    """The verdict, given how many watches share the promise."""
    suite, target = watched.place
    blank = WatchReading(suite=suite, target=target, watch=watched.watch.name, verdict="unreadable")
    here = [_measure(watched, night) for night in watched.nights if watched.place in night.places]
    if not any(one.night.at >= question.since for one in here):
        return replace(
            blank, missing=True, reason=f"no nightly run since {question.since[:10]}; `harness run --nightly` makes one"
        )
    read = [one for one in here if not one.trouble]
    settings = watched.watch.settings(watches, question.alarms_a_year, len(watched.basis))
    told = _told(watched, settings, read, blank)
    last = here[-1]
    if last.trouble:
        told = replace(told, new=False, recovered=False)
    if told.verdict == "drifting" and last.comparable and read[-1].night.at >= question.since:
        return told
    if last.trouble:
        return replace(blank, missing=True, reason=last.trouble, nights=told.nights)
    if told.visible is None:
        return replace(told, verdict="unreadable", reason=_too_few(read))
    return told


def _told(watched: Watched, settings: drift.Settings, read: list[_Night], blank: WatchReading) -> WatchReading:
    """Drifting or steady, by the nights that could be read."""
    watch, first = watched.watch, watched.watch.first(watched.first)
    values = [one.values for one in read]
    found = drift.read(settings, first, values)
    nights = (*_pinned_night(watched), *(one.night for one in read))
    last = len(read) - 1
    told = replace(
        blank,
        verdict="drifting" if found.drifting else "steady",
        before=_typical(nights, found.change, len(nights) - len(read)),
        nights=nights,
        recovered=not found.drifting and last - 1 in found.alarms,
    )
    if found.change is None:
        seen = drift.visible(settings, first, values, WEEK)
        return replace(told, visible=None if seen is None else watch.natural(seen))
    certain = next(night for night in found.alarms if night >= found.change)
    return replace(
        told,
        after=median(one.night.value for one in read[found.change :]),
        since=read[found.change].night.at,
        night=found.change + 1,
        found_after=certain - found.change + 1,
        new=last - 1 not in found.alarms,
    )


def _measure(watched: Watched, night: Measured) -> _Night:
    rows = night.places[watched.place]
    values = watched.watch.night(rows, watched.first, watched.basis)
    shown = watched.watch.typical(rows, values) if values else math.nan
    told = _Night(
        Night(run=night.run, at=night.at, value=shown, cases=len(values)),
        tuple(value for some in values.values() for value in some),
    )
    if _digest(rows) != _digest(watched.first):
        changed = f"not comparable: the suite of {night.at[:10]} is not the one that was pinned; pin again"
        return replace(told, trouble=changed, comparable=False)
    if len(values) < ENOUGH * len(watched.basis):
        few = f"only {len(values)} of {len(watched.basis)} cases could be measured on {night.at[:10]}"
        return replace(told, trouble=few)
    return told


def _digest(rows: Rows) -> str:
    return next(iter(rows.values())).suite_digest


def _pinned_night(watched: Watched) -> tuple[Night, ...]:
    """The pinned run as the first point of the line; none where it has nothing to be compared with."""
    watch, rows = watched.watch, watched.first
    values = watch.night(rows, rows, watched.basis)
    if not values:
        return ()
    return (Night(run=watched.pinned.run, at=watched.pinned.at, value=watch.typical(rows, values), cases=len(values)),)


def _typical(nights: tuple[Night, ...], change: int | None, pinned: int) -> float | None:
    """The middle of what was seen before the change, the pinned run included."""
    before = nights if change is None else nights[: change + pinned]
    return median(one.value for one in before) if before else None


def _too_few(read: list[_Night]) -> str:
    answers = f"{len(read[-1].values)} answers" if read else "no answers"
    return f"too few nights or answers yet ({len(read)} × {answers}): a complete change would take over {WEEK} nights"
