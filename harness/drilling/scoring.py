"""Scoring what was served under an outage, as a candidate beside the baseline's recordings.

The answers of a drill are given to the scorer by hand and are gone with it: they reach no journal, cassette or history.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harness.engine.assess import assess
from harness.equivalence.comparer import Comparer
from harness.model.comparison import Comparison
from harness.model.config import Config, Target
from harness.model.drill import UNDER_OUTAGE
from harness.model.events import Event
from harness.model.options import Options
from harness.model.result import Reply, SuiteResult, WorkId
from harness.model.suite import Suite
from harness.planning.plan import Plan, plan
from harness.planning.samples import Samples
from harness.scoring import judge_tasks
from harness.scoring.review import review
from harness.sending.calls import Calls
from harness.sending.resume import NewRun
from harness.sending.run_folders import new_run_id


@dataclass(frozen=True, slots=True)
class ScoredDrill:
    """The suites' results, and the baseline's replies that they rest on."""

    suites: tuple[SuiteResult, ...]
    baseline: Mapping[WorkId, Reply]
    troubles: tuple[str, ...] = ()

    def good(self, suite: Suite) -> set[tuple[str, int]]:
        """(case, sample) of the answers served that passed their checks and say what the baseline says."""
        return {
            (case.id, answer.sample)
            for result in self.suites
            if result.name == suite.name
            for case in result.cases
            for answer in case.answers
            if answer.target == UNDER_OUTAGE
            and answer.outcome == "pass"
            and (answer.equivalence is None or answer.equivalence.equivalent)
        }

    def comparison(self, suite: Suite) -> Comparison | None:
        return next((one for result in self.suites if result.name == suite.name for one in result.comparisons), None)


async def scored(config: Config, suites: Sequence[Suite], served: Mapping[WorkId, Reply]) -> ScoredDrill:
    """`served` are the replies of the outage, under the target `UNDER_OUTAGE`.

    Raises:
        StoreError: a recording of the baseline cannot be read.
    """
    beside = _planned(config, suites)
    baseline = baseline_replies(beside)
    replies = {**baseline, **served}
    comparers = {suite.name: Comparer.of(suite.equivalence) for suite in beside.suites}
    reviewed = await asyncio.to_thread(review, beside, replies, comparers)
    calls = _calls(beside)
    try:
        await judge_tasks.settle(reviewed.tasks, calls, _unheard, {})
    finally:
        calls.close()
    results, troubles = await asyncio.to_thread(assess, beside, replies, reviewed, _unheard)
    return ScoredDrill(results, baseline, troubles)


def baseline_replies(planned: Plan) -> dict[WorkId, Reply]:
    """What is recorded of the baseline."""
    samples, calls = Samples(_unheard, len(planned.works)), _calls(planned)
    try:
        for work in planned.works:
            following = work if work.id.target != UNDER_OUTAGE else None
            while following is not None:
                reply = calls.had(following)
                assert reply is not None  # noqa: S101 - a pure replay leaves nothing to be called
                following = samples.take(following, reply)
    finally:
        calls.close()
    return dict(samples.replies)


def normal_replies(results: ScoredDrill, suite: Suite) -> list[Reply]:
    """The baseline's recorded replies to a suite."""
    return [reply for work, reply in results.baseline.items() if work.suite == suite.name and reply.response]


def _planned(config: Config, suites: Sequence[Suite]) -> Plan:
    """The suites with two targets: the baseline, and whoever answers during the outage."""
    # Whoever of the chain answers was asked; a model that none of them names is told as ever.
    models = tuple(model for target in config.targets.values() for model in (target.model, *target.served))
    stand_in = Target(name=UNDER_OUTAGE, provider="replay", model=UNDER_OUTAGE, served=models)
    beside = replace(config, targets={**config.targets, UNDER_OUTAGE: stand_in})
    pairs = [replace(suite, targets=(suite.baseline, UNDER_OUTAGE)) for suite in suites]
    return plan(beside, pairs, Options(record="none"))


def _calls(planned: Plan) -> Calls:
    return Calls(planned.config, planned.options, NewRun(new_run_id(), {}), stop=asyncio.Event(), emit=_unheard)


def _unheard(_event: Event) -> None:
    """A drill tells what happens in its own words."""
