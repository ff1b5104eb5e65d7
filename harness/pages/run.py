"""What a page shows of a whole run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.model.summary import Summary
from harness.pages import losses, retirements, trend
from harness.pages.kinds import kinds_of
from harness.pages.section import PageLimits, section

CASES = 10_000
"""Cases shown on one page; of every suite those that did not come out well first."""
ANSWER, LEAST_ANSWER = 8_000, 400
"""Characters shown of one answer, and of each where there are very many."""
TEXT = 30_000_000
"""Characters of answers on one page; what a browser opens at once."""
ACROSS = 5
"""Targets that fit side by side; more stand below each other."""


def values(summary: Summary) -> dict[str, Any]:
    """All that `report.html.j2` asks for."""
    run, targets = summary.run, summary.targets
    kinds = kinds_of(run, targets)
    numbers = {kind.name: kind.number for kind in kinds}
    answers = sum(len(case.answers) for suite in run.suites for case in suite.cases)
    length = max(LEAST_ANSWER, min(ANSWER, TEXT // max(answers, 1)))
    allowed = shares([len(suite.cases) for suite in run.suites], CASES)
    return {
        "run": run,
        "sentences": summary.sentences,
        "cautions": summary.cautions,
        "remarks": summary.remarks[len(summary.cautions) :],
        "losses": losses.vendors(summary.readiness.outages) if run.readiness else (),
        "steps": [suite.nearest for suite in summary.suites if suite.nearest is not None],
        "totals": summary.totals,
        "columns": targets,
        "shared": summary.baseline,
        "outages": summary.readiness.outages if run.readiness else (),
        "strip": retirements.strip(run),
        "trends": trend.kept(run.extra.get("trends")),
        "kinds": kinds,
        "sections": [
            section(suite, targets, numbers, PageLimits(cases=cases, answer=length))
            for suite, cases in zip(summary.suites, allowed, strict=True)
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
