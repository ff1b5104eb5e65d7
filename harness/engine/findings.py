"""What comes of a run's answers; loaded while they are awaited, which takes as long as what asks for them does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harness.comparison.lenience import lenience
from harness.comparison.pairs import Replies
from harness.engine.assess import assess
from harness.engine.drills import DrillLog
from harness.engine.readiness import readiness
from harness.engine.remarks import remarks, unread_references
from harness.equivalence.comparer import Comparer
from harness.model.result import DomainOutage, SuiteResult
from harness.planning.plan import Plan
from harness.protocols import Listener
from harness.scoring.review import Review, review

__all__ = ["Conclusions", "found", "review", "settled_so_far"]


@dataclass(frozen=True, slots=True)
class Conclusions:
    """`troubles` kept something from being measured; `remarks` are to be said beside the results."""

    suites: tuple[SuiteResult, ...]
    readiness: tuple[DomainOutage, ...] | None
    troubles: Sequence[str]
    unread_references: Sequence[str]
    remarks: Sequence[str]


def found(
    plan: Plan, replies: Replies, reviewed: Review, comparers: Mapping[str, Comparer], emit: Listener
) -> Conclusions:
    """Score and compare all answers; `comparers` are by suite name."""
    assessed, troubles = assess(plan, replies, reviewed, emit)
    suites = tuple(
        replace(result, lenience=lenience(suite, comparers[suite.name].means))
        for suite, result in zip(plan.suites, assessed, strict=True)
    )
    compared = any(suite.comparisons for suite in suites)
    return Conclusions(
        suites=suites,
        readiness=readiness(plan.config, suites, DrillLog.of(plan.config)) if compared else None,
        troubles=troubles,
        unread_references=tuple(unread_references(plan.suites)),
        remarks=tuple(remarks(plan, suites, comparers)),
    )


def settled_so_far(plan: Plan, replies: Replies, reviewed: Review) -> tuple[SuiteResult, ...]:
    """The results by which it is told whether more is to be asked; of them nobody hears."""
    results, _ = assess(plan, replies, reviewed, lambda _: None)
    return results
