"""`--samples auto`: look at the verdicts while answers come in, and stop asking once they are settled.

A suite begins with a few of its cases, in an order that only their ids decide, and takes more until every comparison is
settled. The bets behind the verdicts are valid after every case, so looking costs nothing (`harness.stats.betting`).
Where all cases do not suffice, every case is asked more often: first twice, then four times as often as the suite
says. These answers are not new cases, so each of the three levels has its own share of the error rate, and all of
them together err no oftener than was promised.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.model.result import SuiteResult, WorkId
from harness.model.suite import Case, Suite
from harness.planning.plan import MOST_TIMES, Plan

FIRST_CASES = 12
"""So few cases can only show that a candidate is far off; it is what most hopeless ones are."""
FEWEST_MORE = 4
SHARES = (0.8, 0.1, 0.1)
"""Of the error rate, by level: 37 cases without any difference prove a margin of 0.10 at 95 % at the first."""


@dataclass(frozen=True, slots=True)
class SuiteStage:
    """How much of a suite is asked: so many cases, at a level that says how often each."""

    cases: int
    level: int = 0

    def of(self, suite: Suite) -> Suite:
        """The suite's cases in the order of the file, its samples those of the level."""
        chosen = {case.id for case in ordered(suite)[: self.cases]}
        times = MOST_TIMES // 2**self.level
        return replace(
            suite,
            cases=tuple(case for case in suite.cases if case.id in chosen),
            samples=math.ceil(suite.samples / times),
        )


Stages = Mapping[str, SuiteStage]
"""By suite name."""


def ordered(suite: Suite) -> list[Case]:
    """As if drawn by lot, but the same whenever the run is taken up again."""
    return sorted(suite.cases, key=lambda case: hashlib.sha256(f"{suite.name}/{case.id}".encode()).digest())


def first_stages(plan: Plan) -> Stages:
    return {suite.name: SuiteStage(min(FIRST_CASES, len(suite.cases))) for suite in plan.suites}


def part_of(plan: Plan, stages: Stages) -> Plan:
    """The part of the plan that is asked so far."""
    suites = tuple(stages[suite.name].of(suite) for suite in plan.suites)
    asked = {(suite.name, case.id): suite for suite in suites for case in suite.cases}

    def is_asked(work: WorkId) -> bool:
        suite = asked.get((work.suite, work.case))
        return suite is not None and work.sample < suite.samples_of(work.target)

    part = plan.only(is_asked)
    return replace(part, suites=suites, shares={name: SHARES[stage.level] for name, stage in stages.items()})


def next_stages(plan: Plan, stages: Stages, suites: Iterable[SuiteResult]) -> Stages:
    """What to ask further; the same stages where everything is settled or nothing is left to ask."""
    results = {result.name: result for result in suites}
    return {suite.name: _next(suite, stages[suite.name], results[suite.name]) for suite in plan.suites}


def savings(plan: Plan, asked: int, stages: Stages, suites: Sequence[SuiteResult]) -> str:
    """What stopping early has saved, for the remarks of the run."""
    fixed = len(plan.works)
    parts = [
        f"{suite.name} {'is settled' if _settled(result) else 'is not settled'} after {stages[suite.name].cases}"
        f" of {len(suite.cases)} cases, {stages[suite.name].of(suite).samples} samples each"
        for suite, result in zip(plan.suites, suites, strict=True)
    ]
    return f"samples auto: {asked} of the {fixed} answers of the fixed plan were asked for; {'; '.join(parts)}"


def _next(suite: Suite, stage: SuiteStage, result: SuiteResult) -> SuiteStage:
    if _settled(result):
        return stage
    if stage.cases < len(suite.cases):
        # Twice the cases at most: the number needed is foreseen from few of them, and may be far off.
        needed = max((comparison.cases_needed or stage.cases for comparison in result.comparisons), default=stage.cases)
        more = min(max(needed, FEWEST_MORE), stage.cases)
        return SuiteStage(min(stage.cases + more, len(suite.cases)))
    return SuiteStage(stage.cases, min(stage.level + 1, len(SHARES) - 1))


def _settled(result: SuiteResult) -> bool:
    return all(comparison.verdict != "inconclusive" for comparison in result.comparisons) and bool(result.comparisons)
