"""What each candidate is compared by on a suite: the answers side by side, the placebo, who served them.

Nothing is decided here; `harness.comparison.verdict` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from harness.comparison import budgets
from harness.comparison.pairs import SamplePair, is_compared, replies_of
from harness.comparison.rates import AgreementMatrix, CasePair
from harness.comparison.served import other_models
from harness.comparison.verdict import Material
from harness.model.events import WorkId
from harness.model.result import Answer, Equivalence
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan
from harness.scoring.review import Review
from harness.scoring.score import outcome_of, score
from harness.templates.template import render

Answers = Mapping[str, Sequence[Answer]]
"""All answers to a suite, by case."""


def materials(
    plan: Plan, suite: Suite, answers: Answers, by_pair: Mapping[SamplePair, Equivalence], review: Review
) -> Iterator[Material]:
    """One for every candidate that was to be asked anything."""
    same: dict[tuple[str, str], dict[tuple[int, int], bool]] = defaultdict(dict)
    shuffled: dict[str, list[SamplePair]] = defaultdict(list)
    for pair, equivalence in by_pair.items():
        if pair.answer_to is None:
            same[pair.case, pair.target][pair.sample, pair.baseline_sample] = equivalence.equivalent
        else:
            shuffled[pair.target].append(pair)
    for candidate in suite.targets:
        if candidate == suite.baseline or not any(
            answer.target == candidate for of_case in answers.values() for answer in of_case
        ):
            continue
        placebo = _placebo(suite, shuffled[candidate], by_pair, review)
        pairs = [
            CasePair(
                case=case.id,
                group=case.group,
                weight=case.weight,
                baseline=[answer for answer in answers[case.id] if answer.target == suite.baseline],
                candidate=[answer for answer in answers[case.id] if answer.target == candidate],
                agreement=AgreementMatrix(same[case.id, candidate]),
                baseline_agreement=AgreementMatrix(same[case.id, suite.baseline]),
                placebo=tuple(placebo.get(case.id, {}).values()),
            )
            for case in suite.cases
            if is_compared(suite, case, candidate)
            and {suite.baseline, candidate} <= {answer.target for answer in answers.get(case.id, ())}
        ]
        yield Material(
            suite=suite,
            candidate=candidate,
            pairs=pairs,
            skipped=len(suite.cases) + suite.left_out - len(pairs),
            served={
                target: other_models(plan.config.targets[target], of_target)
                for target, of_target in (
                    (suite.baseline, [answer for pair in pairs for answer in pair.baseline]),
                    (candidate, [answer for pair in pairs for answer in pair.candidate]),
                )
            },
            preferences=review.preferences(suite, candidate),
            # Cost and time of cases that were chosen for failing say nothing of the others.
            budgets=() if plan.options.failed_cases else budgets.judged(suite, pairs),
            share=plan.shares.get(suite.name, 1.0),
            floor_command=_floor_command(plan, suite),
            only_failed=bool(plan.options.failed_cases),
        )


def baseline_fails(suite: Suite, answers: Answers) -> bool:
    """Whether the baseline passes its checks in fewer cases than there must be to port anything (`least`). What is
    known to fail is left out.
    """
    rates = [
        fmean(answer.acceptable for answer in measured)
        for case in suite.cases
        if suite.baseline not in case.xfail
        and (
            measured := [
                answer
                for answer in answers.get(case.id, ())
                if answer.target == suite.baseline and answer.outcome in ("pass", "fail")
            ]
        )
    ]
    return bool(rates) and fmean(rates) < suite.least


def _placebo(
    suite: Suite, pairs: Sequence[SamplePair], by_pair: Mapping[SamplePair, Equivalence], review: Review
) -> dict[str, dict[str, list[float]]]:
    """By case, and by the case whose answers it gets, how these do there."""
    cases = {case.id: case for case in suite.cases}
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


def _floor_command(plan: Plan, suite: Suite) -> str:
    if plan.config.targets[suite.baseline].replays_only:
        return f"import a second answer of {suite.baseline} to each case, and it can (`harness import outputs --help`)"
    return f"`harness run {suite.path}` asks it again (baseline_samples: 2)"
