"""What each candidate is compared by on a suite: the answers side by side, the placebo, who served them.

Nothing is decided here; `harness.comparison.verdict` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from harness.comparison import budgets
from harness.comparison.material import Material
from harness.comparison.pairs import Equivalences, SamplePair, is_compared, is_known_to_fail, pairs_among, replies_of
from harness.comparison.rates import AgreementMatrix, CasePair, tally_of
from harness.comparison.served import other_models
from harness.model.result import Answer, CaseResult, Equivalence, WorkId
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan
from harness.scoring.review import Review
from harness.scoring.score import outcome_of, score
from harness.templates.template import render


def materials(
    plan: Plan, suite: Suite, results: Sequence[CaseResult], decided: Equivalences, review: Review
) -> Iterator[Material]:
    """One for every candidate that was to be asked anything; `results` are in the order of the suite's cases."""
    by_pair = decided.by_pair
    shuffled: dict[str, list[SamplePair]] = defaultdict(list)
    for pair in by_pair:
        if pair.answer_to is not None:
            shuffled[pair.target].append(pair)
    for candidate in suite.targets:
        if candidate == suite.baseline or not any(result.answers_to(candidate) for result in results):
            continue
        placebo = _placebo(suite, shuffled[candidate], by_pair, review)
        is_unread = not decided.unread.isdisjoint((suite.baseline, candidate))
        pairs = _Pairs(suite, candidate, results, by_pair, placebo, is_unread)
        tally = tally_of(pairs)
        yield Material(
            suite=suite,
            candidate=candidate,
            pairs=pairs,
            tally=tally,
            skipped=len(suite.cases) + suite.left_out - tally.pairs,
            xfailed=sum(is_known_to_fail(suite, case, candidate) for case in suite.cases),
            served={
                target: other_models(plan.config.targets[target], served)
                for target, served in zip((suite.baseline, candidate), tally.served, strict=True)
            },
            preferences=review.preferences(suite, candidate),
            # Cost and time of cases that were chosen for failing say nothing of the others.
            budgets=() if plan.options.failed_cases else budgets.judged(suite, pairs),
            share=plan.shares.get(suite.name, 1.0),
            floor_command=_second_answer(suite, replays_only=plan.config.targets[suite.baseline].replays_only),
            only_failed=bool(plan.options.failed_cases),
        )


def _second_answer(suite: Suite, *, replays_only: bool) -> str:
    """How the noise floor comes to be known, with a key and without one, and what needs none."""
    ways = [
        *([] if replays_only else [f"record (`harness run {suite.path} --baseline-samples 2`)"]),
        "import (`harness import answers`, rows of case, target, output and sample: 1)",
    ]
    return (
        f"{' or '.join(ways)} a second answer to each, or add checks (`assert`) or `expected` answers, which need none"
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The cases to be compared, each put together when it is looked at: of a long run they do not stay in memory."""

    suite: Suite
    candidate: str
    results: Sequence[CaseResult]
    by_pair: Mapping[SamplePair, Equivalence]
    placebo: Mapping[str, Mapping[str, list[float]]]
    is_unread: bool
    """Whether no difference by meaning is known to be one: the answers are in a language that is not read here."""

    def __iter__(self) -> Iterator[CasePair]:
        cases = iter(self.suite.cases)
        for result in self.results:
            case = next(case for case in cases if case.id == result.id)
            baseline, candidate = result.answers_to(self.suite.baseline), result.answers_to(self.candidate)
            if baseline and candidate and is_compared(self.suite, case, self.candidate):
                yield CasePair(
                    case=case.id,
                    group=case.group,
                    alike=self.suite.alike.get(case.id),
                    weight=case.weight,
                    baseline=baseline,
                    candidate=candidate,
                    agreement=self._agreement(case, candidate, baseline),
                    baseline_agreement=self._agreement(case, baseline, baseline),
                    placebo=tuple(self.placebo.get(case.id, {}).values()),
                )

    def _agreement(self, case: Case, answers: Sequence[Answer], baseline: Sequence[Answer]) -> AgreementMatrix:
        samples, others = ([answer.sample for answer in side] for side in (answers, baseline))
        pairs = pairs_among(case.id, answers[0].target, samples, others, itself=answers is baseline)
        compared = {
            (pair.sample, pair.baseline_sample): found
            for pair in pairs
            if (found := self.by_pair.get(pair)) is not None
        }
        return AgreementMatrix(
            {numbers: found.equivalent for numbers, found in compared.items()},
            frozenset(numbers for numbers, found in compared.items() if self._is_doubtful(found)),
        )

    def _is_doubtful(self, found: Equivalence) -> bool:
        return found.is_doubtful or (self.is_unread and found.is_by_meaning)


def baseline_rate(suite: Suite, case: Case, answers: Sequence[Answer]) -> float | None:
    """How often the baseline passes the checks of a case; None where that was not measured, or is known to fail."""
    if suite.baseline in case.xfail:
        return None
    measured = [
        answer.acceptable
        for answer in answers
        if answer.target == suite.baseline and answer.outcome in ("pass", "fail")
    ]
    return fmean(measured) if measured else None


def _placebo(
    suite: Suite, pairs: Sequence[SamplePair], by_pair: Mapping[SamplePair, Equivalence], review: Review
) -> dict[str, dict[str, list[float]]]:
    """By case, and by the case whose answers it gets, how these do there."""
    wanted = {pair.case for pair in pairs}
    cases = {case.id: case for case in suite.cases if case.id in wanted}
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        # Checks are asked only of what says the same: most shuffled answers are settled without them.
        passes = by_pair[pair].equivalent and _passes(suite, cases[pair.case], pair, review)
        if passes is None and suite.equivalence.ask == "checks":
            continue  # nothing else tells right from wrong here
        # What a judge or a running program would have to decide counts as passed: the placebo is no weaker for it.
        scores[pair.case][pair.answer_to or ""].append(float(passes is not False))
    return scores


def _passes(suite: Suite, case: Case, pair: SamplePair, review: Review) -> bool | None:
    """Whether an answer to another case passes this one's checks; None where that takes asking a judge, running code,
    or a score which came with the answer.
    """
    to_check = review.to_check[suite.name]
    sample = WorkId(suite.name, case.id, pair.target, pair.sample)
    moved = replace(to_check, replies={sample: replies_of(pair, suite, to_check.replies)[1]}, allow_exec=False)
    checks = [
        check for answer in moved.of(case, sample) for check in score(answer.specs, answer.subject, render=render)
    ]
    outcome = outcome_of(checks, case.threshold)
    return None if outcome == "error" else outcome == "pass"
