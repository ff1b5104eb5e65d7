"""What a page shows of a whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from harness.model.summary import Summary
from harness.pages import losses, retirements, trend
from harness.pages.kinds import kinds_of
from harness.pages.packs import packs
from harness.pages.section import SuiteSurvey, section

READABLE = 300
"""Cases of a page that can be read without its script. Of a page of more, so many; the others stand in it packed."""
ANSWER, LEAST_ANSWER = 8_000, 400
"""Characters shown of one answer, and of each where there are very many."""
TEXT = 300_000_000
"""Characters of answers on one page, about."""
ACROSS = 5
"""Targets that fit side by side; more stand below each other."""


def values(summary: Summary) -> dict[str, Any]:
    """All that `report.html.j2` asks for. The packed cases are made while the page is written."""
    run, targets = summary.run, summary.targets
    readable = shares([len(suite.cases) for suite in run.suites], READABLE)
    surveys = [SuiteSurvey(suite, targets, most) for suite, most in zip(run.suites, readable, strict=True)]
    kinds = kinds_of(sum((survey.kinds for survey in surveys), Counter()))
    numbers = {kind.name: kind.number for kind in kinds}
    length = max(LEAST_ANSWER, min(ANSWER, TEXT // max(sum(survey.answers for survey in surveys), 1)))
    sections = [
        section(suite, survey, targets, numbers, length) for suite, survey in zip(summary.suites, surveys, strict=True)
    ]
    return {
        "run": run,
        "sentences": summary.sentences,
        "cautions": summary.cautions,
        "remarks": summary.remarks[len(summary.cautions) :],
        "losses": losses.vendors(summary.readiness.outages) if run.readiness else (),
        "steps": [suite.nearest for suite in summary.suites if suite.nearest is not None],
        "totals": summary.totals,
        "judged_before": summary.judged_before,
        "columns": targets,
        "shared": summary.baseline,
        "outages": summary.readiness.outages if run.readiness else (),
        "strip": retirements.strip(run),
        "trends": trend.kept(run.extra.get("trends")),
        "kinds": kinds,
        "sections": sections,
        "packs": packs(summary.suites, sections, targets, numbers, length),
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
