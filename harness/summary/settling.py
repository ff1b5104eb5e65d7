"""What is to be said beside every inconclusive verdict: what would settle it, and what would have been seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from harness.model.result import Comparison, Run
from harness.stats.noninferiority import visible_drop
from harness.summary import phrases


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An inconclusive comparison. `reasons` are the engine's own, where cases are not all that is missing."""

    suite: str
    candidate: str
    text: str
    reasons: tuple[str, ...]


def unsettled(run: Run) -> Iterator[Unsettled]:
    """The inconclusive comparisons of a run."""
    for suite in run.suites:
        for one in suite.comparisons:
            if one.verdict == "inconclusive":
                yield Unsettled(suite.name, one.candidate, what_would_settle(one), one.reasons)


def what_would_settle(one: Comparison) -> str:
    """`18 more cases would settle it; a drop of 22 % would have been seen`."""
    if one.cases_needed is None:
        ahead = "no number of further cases can be foreseen to settle it"
        if one.missing and one.reasons:
            ahead = f"{phrases.count_of(one.missing, 'missing case')} would have to be measured"
    else:
        ahead = f"{phrases.count_of(one.cases_needed, 'more case')} would settle it"
    return f"{ahead}; {what_was_visible(one)}"


def what_was_visible(one: Comparison) -> str:
    """The smallest drop that the cases there are would have shown to be beyond the margin."""
    drop = 1.0
    if one.difference is not None and one.upper is not None:
        drop = visible_drop(one.difference, one.upper, one.margin)
    return (
        f"a drop of {phrases.percent(math.ceil(drop * 100) / 100)} would have been seen"
        if drop < 1
        else ("so few cases show no drop, however large")
    )
