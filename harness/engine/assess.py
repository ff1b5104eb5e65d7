"""From replies to results: checks on each answer, equivalence with the baseline's, comparisons."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import fmean
from typing import Self

from harness.comparison.family import controlled
from harness.comparison.pairs import Replies, SamplePair, pairs_among
from harness.comparison.same import STEPS
from harness.comparison.verdict import Compared, compare
from harness.engine.materials import baseline_rate, materials
from harness.model.events import CaseScored
from harness.model.result import (
    XFAIL,
    Answer,
    CaseResult,
    Check,
    Equivalence,
    Outcome,
    Reply,
    SuiteResult,
    WorkId,
)
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan
from harness.protocols import Listener
from harness.scoring.consistency import Consistencies, flips
from harness.scoring.review import Review
from harness.scoring.score import outcome_of, score
from harness.scoring.tolerance import tolerated
from harness.spool.sequence import kept
from harness.spool.sizes import limit_beside
from harness.templates.template import render


@dataclass(frozen=True, slots=True)
class _Assessed:
    """A suite's result but for its comparisons, these taken alone, and why equivalence could not be computed."""

    result: SuiteResult
    compared: Sequence[Compared]
    trouble: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the cases of a suite come to, taken in one by one: how often the baseline passes the checks of each, which
    are unstable, and how samples agree.
    """

    baseline_rates: array[float] = field(default_factory=lambda: array("d"))
    unstable: list[str] = field(default_factory=list)
    consistencies: Consistencies = field(default_factory=Consistencies)


@dataclass(frozen=True, slots=True)
class _Assessor:
    plan: Plan
    suite: Suite
    replies: Replies
    review: Review
    checks_steps: bool
    """Whether a step of the suite has checks of its own."""

    @classmethod
    def of(cls, plan: Plan, suite: Suite, replies: Replies, review: Review) -> Self:
        return cls(plan, suite, replies, review, any(step.checks for step in suite.steps))

    def assess(self, emit: Listener) -> _Assessed:
        decided = self.review.decided(self.suite)
        seen = _Seen()
        # Case by case, and of a long run on disk: all answers together would be what fills the memory.
        cases = kept(self._results(decided.by_pair, seen, emit), most=limit_beside(self.replies))
        failing = bool(seen.baseline_rates) and fmean(seen.baseline_rates) < self.suite.least
        return _Assessed(
            SuiteResult(
                name=self.suite.name,
                path=self.suite.path,
                digest=self.suite.digest,
                baseline=self.suite.baseline,
                critical=self.suite.critical,
                cases=cases,
                comparisons=(),
                # Of cases that were chosen for failing, most may well fail for the baseline, too.
                failing=failing and not self.plan.options.failed_cases,
                unstable=tuple(seen.unstable),
                consistency=tuple(seen.consistencies.found()),
            ),
            tuple(map(compare, materials(self.plan, self.suite, cases, decided, self.review))),
            decided.trouble,
        )

    def _results(self, same: Mapping[SamplePair, Equivalence], seen: _Seen, emit: Listener) -> Iterator[CaseResult]:
        for case in self.suite.cases:
            answers = tolerated(tuple(self._answers(case, same)), case)
            rate = baseline_rate(self.suite, case, answers)
            if rate is not None:
                seen.baseline_rates.append(rate)
            if not answers:
                continue
            result = CaseResult(
                id=case.id,
                answers=answers,
                explicit=self._is_checked(case),
                min_pass_rate=case.min_pass_rate,
                group=case.group,
                xfail=case.xfail,
            )
            seen.consistencies.take(result)
            if self._is_unstable(result, same):
                seen.unstable.append(case.id)
            emit(CaseScored(self.suite.name, result))
            yield result

    def _is_checked(self, case: Case) -> bool:
        return bool(case.checks) or self.checks_steps

    def _is_unstable(self, case: CaseResult, same: Mapping[SamplePair, Equivalence]) -> bool:
        """Whether two of the baseline's own answers say different things, or not all of them pass."""
        baseline = self.suite.baseline
        samples = [answer.sample for answer in case.answers if answer.target == baseline]
        if len(samples) <= 1:
            return False
        pairs = map(same.get, pairs_among(case.id, baseline, samples, samples, itself=True))
        return any(pair is not None and not pair.equivalent for pair in pairs) or flips(case, baseline)

    def _answers(self, case: Case, same: Mapping[SamplePair, Equivalence]) -> Iterator[Answer]:
        for target in self.suite.targets:
            for sample in range(self.suite.samples_of(target)):
                work = WorkId(self.suite.name, case.id, target, sample)
                if self.plan.skipped and work in self.plan.skipped:
                    yield _skipped(case, target, sample)
                elif (reply := self.replies.get(work)) is not None:  # else it was not selected
                    yield self._answer(case, work, reply, same)

    def _answer(self, case: Case, work: WorkId, reply: Reply, same: Mapping[SamplePair, Equivalence]) -> Answer:
        target = work.target
        checks: tuple[Check, ...] = ()
        outcome: Outcome = "error"
        if reply.response is not None:
            checks = tuple(self._checks(case, work, reply)) if self._is_checked(case) or reply.broken else ()
            outcome = outcome_of(checks, case.threshold)
            # The outcome stays a fail: whether it is tolerated is a matter of counting, not of scoring.
            if outcome == "fail" and target in case.xfail:
                checks = (*checks, Check(XFAIL, "skip", None, case.xfail[target]))
        equivalence, compared_with = self._comparison(case.id, work, same)
        return Answer(
            target=target,
            sample=work.sample,
            response=reply.response,
            trouble=reply.trouble,
            source=reply.source,
            origin=reply.origin,
            outcome=outcome,
            cost_usd=reply.cost_usd,
            attempts=reply.attempts,
            checks=checks,
            equivalence=equivalence,
            steps=() if self.suite.single_call else reply.steps,
            compared_with=compared_with,
        )

    def _checks(self, case: Case, sample: WorkId, reply: Reply) -> Iterator[Check]:
        """Of every step on its own answer, then of the case on the whole."""
        for answer in self.review.to_check[self.suite.name].of(case, sample):
            judged = self.review.judged(answer)
            for check in score(answer.specs, answer.subject, render=render, judged=judged):
                yield check if answer.step is None else replace(check, step=answer.step)
        if reply.broken:
            yield Check(STEPS, "fail", 0.0, reply.broken)

    def _comparison(
        self, case: str, work: WorkId, same: Mapping[SamplePair, Equivalence]
    ) -> tuple[Equivalence, int] | tuple[None, None]:
        """That with the baseline's sample which it is nearest to, and that sample's number."""
        if work.target == self.suite.baseline:
            return None, None
        judged = [
            (equivalence, other)
            for other in range(self.suite.samples_of(self.suite.baseline))
            if (equivalence := same.get(SamplePair(case, work.target, work.sample, other))) is not None
        ]
        # The likest of the baseline's samples is shown; the verdict counts all of them.
        return max(judged, key=lambda found: (found[0].equivalent, found[0].score), default=(None, None))


def _skipped(case: Case, target: str, sample: int) -> Answer:
    """Not asked for, and not measured; the one check says why."""
    return Answer(
        target=target,
        sample=sample,
        response=None,
        trouble=None,
        source="recorded",
        outcome="skip",
        checks=(Check("skip", "skip", None, case.skip[target]),),
    )


def assess(
    plan: Plan, replies: Replies, review: Review, emit: Listener
) -> tuple[tuple[SuiteResult, ...], tuple[str, ...]]:
    """Score every answer of the plan, its review being settled. Returns the suites' results and what could not be
    computed.
    """
    assessed = [_Assessor.of(plan, suite, replies, review).assess(emit) for suite in plan.suites]
    comparisons = iter(controlled([compared for suite in assessed for compared in suite.compared]))
    results = (replace(suite.result, comparisons=tuple(islice(comparisons, len(suite.compared)))) for suite in assessed)
    return tuple(results), tuple(suite.trouble for suite in assessed if suite.trouble)
