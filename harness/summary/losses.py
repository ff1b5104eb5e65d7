"""What a suite asks for and a target could not be asked, because it cannot express it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.model.result import Run
from harness.summary import phrases

MOST = 8
"""Lines before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing one target was not asked for, in some suites' answers."""

    target: str
    what: str
    why: str
    answers: int
    suites: tuple[str, ...]


def left_out(run: Run) -> list[LeftOut]:
    """By target and what was lost, in the order of the answers."""
    counts: dict[tuple[str, str, str], int] = {}
    suites: dict[tuple[str, str, str], dict[str, None]] = {}
    for suite in run.suites:
        for answer in (answer for case in suite.cases for answer in case.answers):
            for loss in answer.response.losses if answer.response else ():
                key = (answer.target, loss.what, loss.why)
                counts[key] = counts.get(key, 0) + 1
                suites.setdefault(key, {})[suite.name] = None
    return [LeftOut(*key, counts[key], tuple(suites[key])) for key in counts]


def losses(run: Run) -> Iterator[str]:
    """A sentence each, its names marked:
    `claude could not be asked exactly what triage says: temperature (60 answers): Anthropic takes no …`.
    """
    rows = left_out(run)
    for row in rows[:MOST]:
        suites = phrases.listed([phrases.name(suite) for suite in row.suites], most=2)
        what, why = phrases.name(row.what, 2 * phrases.SIDE), phrases.name(row.why, 300)
        yield (
            f"{phrases.name(row.target)} could not be asked exactly what {suites} say{'s' * (len(row.suites) == 1)}:"
            f" {what} ({phrases.count_of(row.answers, 'answer')}): {why}"
        )
    if len(rows) > MOST:
        yield f"{len(rows) - MOST} more losses are listed with the answers (`-o results.json`)"
