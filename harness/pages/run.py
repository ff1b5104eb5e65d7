"""What a page shows of a whole run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.model.result import Run
from harness.pages import trend
from harness.pages.kinds import kinds_of
from harness.pages.section import Limits, section
from harness.summary.cells import answers_of, columns, common_baseline, rows
from harness.summary.readiness import losses
from harness.summary.sentence import sentences
from harness.summary.totals import remarks, totals_line

CASES = 10_000
"""Cases shown on one page; of every suite those that did not come out well first."""
ANSWER, LEAST_ANSWER = 8_000, 400
"""Characters shown of one answer, and of each where there are very many."""
TEXT = 30_000_000
"""Characters of answers on one page; what a browser opens at once."""
ACROSS = 5
"""Targets that fit side by side; more stand below each other."""


def values(run: Run) -> dict[str, Any]:
    """All that `report.html.j2` asks for; made from the run alone, so that it can be made again."""
    targets = columns(run)
    found = kinds_of(run, targets)
    numbers = {kind.name: kind.number for kind in found}
    answers = sum(1 for _ in answers_of(run))
    length = max(LEAST_ANSWER, min(ANSWER, TEXT // max(answers, 1)))
    allowed = shares([len(suite.cases) for suite in run.suites], CASES)
    return {
        "run": run,
        "sentences": sentences(run),
        "remarks": remarks(run),
        "totals": totals_line(run),
        "columns": targets,
        "shared": common_baseline(run),
        "losses": losses(run) if run.readiness else [],
        "trends": trend.kept(run.extra.get("trends")),
        "kinds": found,
        "sections": [
            section(suite, cells, numbers, Limits(cases=cases, answer=length))
            for (suite, cells), cases in zip(rows(run), allowed, strict=True)
        ],
        "transposed": len(targets) > max(ACROSS, len(run.suites)),
    }


def shares(sizes: Sequence[int], most: int) -> list[int]:
    """How many of each may be had where `most` may be had of all: the small ones whole, the rest alike."""
    given = [0] * len(sizes)
    left = most
    for turn, number in enumerate(sorted(range(len(sizes)), key=lambda number: sizes[number])):
        given[number] = min(sizes[number], left // (len(sizes) - turn))
        left -= given[number]
    return given
