"""From nightly runs in history to a verdict for every watch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from harness.drift.agreements import Key, agreements
from harness.drift.reading import Measured, Place, Question, Watched, reading
from harness.drift.served import changes
from harness.drift.watches import WATCHES, Watch
from harness.errors import UsageError
from harness.history import Agreement, Filter, Measurement
from harness.model.config import Config
from harness.model.drift import Drift
from harness.plugins import suggest

if TYPE_CHECKING:
    from harness.history import History


def judge(past: History, config: Config, question: Question) -> Drift:
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
    runs = [one.id for one in reversed(entries) if one.id != pinned.id]
    rows = _by_run(past.measurements(since=first.at, nightly=True))
    nights = [Measured(run, _at(rows[run]), _places(rows[run])) for run in runs if run in rows]
    known, notices = agreements(past, pinned, [one.run for one in nights], question.suites, config)
    watched = list(_watched(first, _equivalence(known)))
    asked = _asked(watched, question)
    last = nights[-1].run if nights else None
    return Drift(
        pinned=pinned.id,
        pinned_at=first.at,
        since=question.since,
        last_run=last,
        last=nights[-1].at if nights else None,
        nights=sum(one.at >= question.since for one in nights),
        watches=len(watched),
        alarms_a_year=question.alarms_a_year,
        readings=tuple(
            reading(
                Watched(place, watch, first, tuple(nights), watch.basis(first.places[place])), question, len(watched)
            )
            for place, watch in asked
        ),
        served=tuple(
            one
            for one in changes(past.served(since=first.at), {pinned.id, *runs}, last)
            if question.targets is None or one.target in question.targets
        ),
        notices=tuple(notices),
    )


def _asked(watched: Sequence[tuple[Place, Watch]], question: Question) -> list[tuple[Place, Watch]]:
    """What is to be told.

    Raises:
        UsageError: a suite or target that was asked for is not part of the pinned run.
    """
    for what, number, names in (("suite", 0, question.only), ("target", 1, question.targets)):
        known = {place[number] for place, _ in watched}
        for name in sorted((names or frozenset()) - known):
            hint = suggest(name, tuple(known)) or "pin a run that has it"
            raise UsageError(f"the pinned run has no {what} {name!r}", slug=f"unknown-{what}", hint=hint)
    return [
        (place, watch)
        for place, watch in watched
        if (question.only is None or place[0] in question.only)
        and (question.targets is None or place[1] in question.targets)
    ]


def _by_run(found: Iterable[Measurement]) -> dict[str, list[Measurement]]:
    rows: dict[str, list[Measurement]] = defaultdict(list)
    for one in found:
        rows[one.run].append(one)
    return rows


def _night(found: Iterable[Measurement]) -> Measured:
    rows = list(found)
    return Measured(rows[0].run if rows else "", _at(rows), _places(rows))


def _at(rows: Sequence[Measurement]) -> str:
    return rows[0].started_at if rows else ""


def _places(rows: Iterable[Measurement]) -> dict[Place, dict[str, Measurement]]:
    found: dict[Place, dict[str, Measurement]] = defaultdict(dict)
    for one in rows:
        found[one.suite, one.target][one.case] = one
    return dict(found)


def _equivalence(known: Mapping[Key, Agreement]) -> Watch:
    def agreement(row: Measurement) -> Agreement | None:
        return known.get((row.run, row.suite, row.case, row.target))

    def values(row: Measurement, _: Measurement) -> Sequence[float]:
        one = agreement(row)
        return () if one is None else [1.0] * (one.compared - one.equivalent) + [0.0] * one.equivalent

    return Watch(name="equivalence", values=values, good=True, told=lambda row: agreement(row) is not None)


def _watched(first: Measured, equivalence: Watch) -> Iterator[tuple[Place, Watch]]:
    """What the pinned run can be a baseline for."""
    for place, rows in first.places.items():
        for watch in (equivalence, *WATCHES):
            if watch.basis(rows):
                yield place, watch
