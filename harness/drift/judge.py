"""From nightly runs in history to a verdict for every watch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from harness.drift.agreements import Key, agreements
from harness.drift.reading import DriftQuestion, MeasuredRun, Place, Watched, reading
from harness.drift.served import changes
from harness.drift.watches import WATCHES, Watch
from harness.errors import UsageError
from harness.history import Agreement, Filter, Measurement
from harness.model.config import Config
from harness.model.drift import Drift
from harness.plugins import suggest

if TYPE_CHECKING:
    from harness.history import History


def judge(past: History, config: Config, question: DriftQuestion) -> Drift:
    """Read every watch of every suite and target of the pinned run, on all nightly runs since.

    Raises:
        UsageError: there is no such run, or it measured nothing.
        StoreError: history cannot be read, or what it keeps of a run is damaged.
    """
    pinned = past.load(question.pinned)
    first = _night(past.measurements(run=pinned.id))
    if not first.places:
        raise UsageError(f"the run {pinned.id} measured nothing", slug="nothing-pinned", hint="pin one with answers")
    entries = past.runs(Filter(since=first.at, nightly=True))
    runs = [entry.id for entry in reversed(entries) if entry.id != pinned.id]
    rows = _by_run(past.measurements(since=first.at, nightly=True))
    nights = [MeasuredRun(run, _at(rows[run]), _places(rows[run])) for run in runs if run in rows]
    agreed, notices = agreements(past, pinned, [night.run for night in nights], question.suites, config)
    # Everything is watched before the question narrows it: the number of watches sets each one's threshold.
    watched = list(_watched(first, _equivalence(agreed)))
    asked = _asked(watched, question)
    last = nights[-1].run if nights else None
    return Drift(
        pinned=pinned.id,
        pinned_at=first.at,
        since=question.since,
        last_run=last,
        last=nights[-1].at if nights else None,
        nights=sum(night.at >= question.since for night in nights),
        watches=len(watched),
        alarms_a_year=question.alarms_a_year,
        readings=tuple(
            reading(
                Watched(place, watch, first, tuple(nights), watch.basis(first.places[place])), question, len(watched)
            )
            for place, watch in asked
        ),
        served=tuple(
            change
            for change in changes(past.served(since=first.at), {pinned.id, *runs}, last)
            if question.targets is None or change.target in question.targets
        ),
        notices=tuple(notices),
    )


def _asked(watched: Sequence[tuple[Place, Watch]], question: DriftQuestion) -> list[tuple[Place, Watch]]:
    """What is to be told.

    Raises:
        UsageError: a suite or target that was asked for is not part of the pinned run.
    """
    for what, number, names in (("suite", 0, question.only), ("target", 1, question.targets)):
        measured = {place[number] for place, _ in watched}
        for name in sorted((names or frozenset()) - measured):
            hint = suggest(name, tuple(measured)) or "pin a run that has it"
            raise UsageError(f"the pinned run has no {what} {name!r}", slug=f"unknown-{what}", hint=hint)
    return [
        (place, watch)
        for place, watch in watched
        if (question.only is None or place[0] in question.only)
        and (question.targets is None or place[1] in question.targets)
    ]


def _by_run(measurements: Iterable[Measurement]) -> dict[str, list[Measurement]]:
    rows: dict[str, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        rows[measurement.run].append(measurement)
    return rows


def _night(measurements: Iterable[Measurement]) -> MeasuredRun:
    rows = list(measurements)
    return MeasuredRun(rows[0].run if rows else "", _at(rows), _places(rows))


def _at(rows: Sequence[Measurement]) -> str:
    return rows[0].started_at if rows else ""


def _places(rows: Iterable[Measurement]) -> dict[Place, dict[str, Measurement]]:
    places: dict[Place, dict[str, Measurement]] = defaultdict(dict)
    for row in rows:
        places[row.suite, row.target][row.case] = row
    return dict(places)


def _equivalence(agreements: Mapping[Key, Agreement]) -> Watch:
    def agreement(row: Measurement) -> Agreement | None:
        return agreements.get((row.run, row.suite, row.case, row.target))

    def values(row: Measurement, _: Measurement) -> Sequence[float]:
        agreed = agreement(row)
        return () if agreed is None else [1.0] * (agreed.compared - agreed.equivalent) + [0.0] * agreed.equivalent

    return Watch(name="equivalence", values=values, good=True, comparable=lambda row: agreement(row) is not None)


def _watched(first: MeasuredRun, equivalence: Watch) -> Iterator[tuple[Place, Watch]]:
    """What the pinned run can be a baseline for."""
    for place, rows in first.places.items():
        for watch in (equivalence, *WATCHES):
            if watch.basis(rows):
                yield place, watch
