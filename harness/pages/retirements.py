"""When the models of a run are withdrawn, as a strip of time: today at the left, the soonest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from harness.facts import OLD_DAYS, Book, book
from harness.model.config import Target
from harness.model.facts import ModelFacts
from harness.model.result import Run
from harness.pages.interval import Tick

WIDTH, EDGE = 440, 8
"""Pixels of a strip, and those kept free at either side."""
SHORTEST_DAYS, LONGEST_DAYS = 180, 730
"""The stretch of days that a strip shows at least and at most; what is further off stands at its end."""
SOON_DAYS = 90
"""A port takes weeks: as for the linter's rule HP602."""
_MONTHS_APART = (1, 2, 3, 6)
_MOST_TICKS = 6

State = Literal["gone", "soon", "later", "unnamed", "unknown", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """One target's model. `at` is where its day stands, in pixels from the left; None where no day is known."""

    target: str
    model: str
    roles: tuple[str, ...]
    state: State
    words: str
    at: float | None = None
    successor: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """`today` is the day of the run, from which days are counted; `soon` where 90 days from it stand, in pixels."""

    today: date
    collected: date
    is_old: bool
    soon: float
    ticks: tuple[Tick, ...]
    rows: tuple[Retirement, ...]


def strip(run: Run, facts: Book | None = None) -> Strip | None:
    """None for a run whose models are nobody's but the user's own, or that says of no day."""
    facts = facts or book()
    today = _day(run.finished_at or run.started_at)
    used = [target for target in _used(run) if target.provider != "replay"]
    if today is None or not any(facts.covers(target) for target in used):
        return None
    known = {target.name: facts.about(target) for target in used}
    days = [(found.retires - today).days for found in known.values() if found and found.retires]
    length = min(max(SHORTEST_DAYS, *(day * 11 // 10 for day in days), SHORTEST_DAYS), LONGEST_DAYS)
    rows = []
    for target in used:
        roles = tuple(_roles(target.name, run))
        own = Retirement(target=target.name, model=target.model, roles=roles, state="own", words="yours to say")
        rows.append(_published(own, known[target.name], today, length) if facts.covers(target) else own)
    rows.sort(key=lambda row: (row.at is None, row.at or 0.0, row.target))
    return Strip(
        today=today,
        collected=facts.collected,
        is_old=facts.age(today) > OLD_DAYS,
        soon=_at(SOON_DAYS, length),
        ticks=tuple(_ticks(today, length)),
        rows=tuple(rows),
    )


def _published(row: Retirement, facts: ModelFacts | None, today: date, length: int) -> Retirement:
    """The row of a vendor's model, with what is published of it."""
    if facts is None:
        return replace(row, state="unknown", words="known to no source")
    row = replace(row, successor=facts.successor, source=facts.source)
    if facts.retires is None:
        return replace(row, state="unnamed", words="no day named")
    days = (facts.retires - today).days
    state: State = "gone" if days <= 0 else "soon" if days <= SOON_DAYS else "later"
    left = "gone" if days <= 0 else f"{days} days"
    return replace(row, state=state, words=f"{facts.retires}, {left}", at=_at(days, length))


def _used(run: Run) -> Iterator[Target]:
    for name, info in run.targets.items():
        if any(True for _ in _roles(name, run)):
            yield Target(name=name, provider=info.provider, model=info.model)


def _roles(name: str, run: Run) -> Iterable[str]:
    compared = [comparison for suite in run.suites for comparison in suite.comparisons]
    if any(suite.baseline == name for suite in run.suites):
        yield "baseline"
    if any(comparison.candidate == name for comparison in compared):
        yield "candidate"
    if any(comparison.judge == name for comparison in compared):
        yield "judge"


def _at(days: int, length: int) -> float:
    share = min(max(days, 0), length) / length
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)


def _ticks(today: date, length: int) -> Iterator[Tick]:
    """The first days of months, as many as have room."""
    months = length / 30.4
    step = next((step for step in _MONTHS_APART if months / step <= _MOST_TICKS), _MONTHS_APART[-1])
    year, month = today.year, today.month
    while True:
        month += 1
        year, month = (year + 1, 1) if month > 12 else (year, month)  # noqa: PLR2004 - months of a year
        days = (date(year, month, 1) - today).days
        if days > length - 20:  # the words of one further right would stand outside
            return
        if (month - 1) % step == 0:
            yield Tick(
                _at(days, length), f"{date(year, month, 1):%b %Y}" if month == 1 else f"{date(year, month, 1):%b}"
            )


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp[:10])
    except ValueError:
        return None
