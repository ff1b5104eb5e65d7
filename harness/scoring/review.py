"""The answers of a run under review: what is to be checked in them, how they compare, and what judges have to decide.

Who may judge is `judges.py`'s, how judges are asked `judge_tasks.py`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from harness.checks.forms import form_of
from harness.comparison.pairs import Equivalences, Replies, SamplePair, compare_answers, pairs_of, replies_of
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.judging.preference import Preference, preference
from harness.judging.questions import shown
from harness.judging.sameness import Sameness, sameness
from harness.model.comparison import Preferences
from harness.model.config import Config
from harness.model.result import Difference, Equivalence, Score, WorkId
from harness.model.suite import CheckSpec, Suite
from harness.planning.plan import Plan
from harness.protocols import Embedder
from harness.scoring.answers_to_check import AnswersToCheck, AnswerToCheck
from harness.scoring.cold_starts import cold_starts
from harness.scoring.judge_tasks import JudgeTask
from harness.scoring.judges import judge_of, require_impartial
from harness.scoring.open_judgment import OpenJudgment
from harness.scoring.score import Judged, judged_specs, judgment
from harness.spool.mapping import SpooledMapping

JUDGE = "judge"
"""Names the difference that a judge found."""
CheckPlace = tuple[WorkId, int, int]
"""A check of an answer: its sample, the number of the step, the identity of the check."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of a run's answers before they are scored, and all that judges have to decide about them.
    `to_check`, `equivalences` and `pairs` are by suite name.
    """

    to_check: Mapping[str, AnswersToCheck]
    equivalences: Mapping[str, Equivalences]
    checks: Mapping[CheckPlace, JudgeTask]
    pairs: Mapping[str, Mapping[SamplePair, JudgeTask]]

    @property
    def tasks(self) -> list[JudgeTask]:
        return [*self.checks.values(), *(task for of_suite in self.pairs.values() for task in of_suite.values())]

    def judged(self, answer: AnswerToCheck) -> Judged:
        """The findings about one answer."""

        def finding(spec: CheckSpec) -> Score:
            score: Score = self.checks[answer.sample, answer.number, id(spec)].judgment.finding()
            return score

        return finding

    def decided(self, suite: Suite) -> Equivalences:
        """What was compared, as the judge sees it. Pairs that it could not decide are left out."""
        compared, tasks = self.equivalences[suite.name], self.pairs[suite.name]
        if not tasks:
            return compared
        by_pair, troubles = SpooledMapping[SamplePair, Equivalence](SamplePair), []
        for pair, equivalence in compared.by_pair.items():
            try:
                by_pair[pair] = _equivalence(tasks[pair].judgment.finding()) if pair in tasks else equivalence
            except CheckError as error:
                troubles.append(str(error))
        if not troubles:
            return replace(compared, by_pair=by_pair)
        trouble = f"{suite.name}: {len(troubles)} of {len(tasks)} pairs of answers could not be judged: {troubles[0]}"
        return Equivalences(by_pair, trouble)

    def preferences(self, suite: Suite, candidate: str) -> Preferences | None:
        """What the judge preferred among the candidate's answers to their own cases; None where nobody asked it."""
        if suite.equivalence.ask != "as-good":
            return None
        findings = []
        for pair, task in self.pairs[suite.name].items():
            if pair.target == candidate and pair.answer_to is None:
                with suppress(CheckError):  # `decided` tells of those that could not be judged
                    findings.append(task.judgment.finding())
        outcomes = Counter(finding.outcome for finding in findings)
        reversed_ = sum(not finding.consistent for finding in findings)
        return Preferences(outcomes["win"], outcomes["tie"], outcomes["loss"], reversed_)


def review(plan: Plan, replies: Replies, comparers: Mapping[str, Comparer]) -> Review:
    """Compare the answers and find what judges have to decide; `comparers` are by suite name."""
    measuring = cold_starts(plan)

    def answers_of(suite: Suite) -> AnswersToCheck:
        comparer = comparers[suite.name]
        return AnswersToCheck(
            suite, replies, lambda: comparer.means.embedder, plan.options.allow_exec, measuring, comparer
        )

    to_check = {suite.name: answers_of(suite) for suite in plan.suites}
    return _review(plan, replies, to_check, compare_answers(plan, replies, comparers))


def presumed_review(plan: Plan, replies: Replies) -> Review:
    """The same without comparing anything, as though no pair of answers broke anything: what a dry run goes by."""

    def no_embedder() -> Embedder:
        raise CheckError("nothing is measured here")

    to_check = {suite.name: AnswersToCheck(suite, replies, no_embedder) for suite in plan.suites}
    alike = Equivalence(1.0, True)
    equivalences = {suite.name: Equivalences(dict.fromkeys(pairs_of(suite, replies), alike)) for suite in plan.suites}
    return _review(plan, replies, to_check, equivalences)


def _review(
    plan: Plan, replies: Replies, to_check: Mapping[str, AnswersToCheck], equivalences: Mapping[str, Equivalences]
) -> Review:
    return Review(
        to_check,
        equivalences,
        dict(place for suite in plan.suites for place in _check_tasks(plan.config, suite, to_check[suite.name])),
        {suite.name: dict(_pair_tasks(plan.config, suite, replies, equivalences[suite.name])) for suite in plan.suites},
    )


def _check_tasks(config: Config, suite: Suite, to_check: AnswersToCheck) -> Iterator[tuple[CheckPlace, JudgeTask]]:
    step_checks = [check for step in suite.steps for check in step.checks]
    for case in suite.cases:
        if not any(judged_specs([*case.checks, *step_checks])):
            continue
        places = ((target, number) for target in suite.targets for number in range(suite.samples_of(target)))
        for sample in (WorkId(suite.name, case.id, target, number) for target, number in places):
            if sample not in to_check.replies:
                continue
            number = 0
            for answer in to_check.of(case, sample):
                for spec in judged_specs(answer.specs):
                    number += 1
                    about = f"{_place(answer.sample)} {spec.label} {number}"
                    yield (answer.sample, answer.number, id(spec)), _check_task(config, to_check, answer, spec, about)


def _check_task(
    config: Config, to_check: AnswersToCheck, answer: AnswerToCheck, spec: CheckSpec, about: str
) -> JudgeTask:
    suite, judge = to_check.suite, judge_of(config, spec)
    if judge is None:
        hint = "judge: TARGET in harness.yaml, or provider: TARGET in the check"
        refused: OpenJudgment[Score] = OpenJudgment.refused(CheckError("no judge is named", hint=hint))
        # A task has a judge; nobody asks this one anything.
        return JudgeTask(suite.name, about, config.targets[config.baseline], refused)
    # A check that compares shows the judge the answers of all targets, its own perhaps among them.
    targets = suite.targets if form_of(spec.assertion).compares else (answer.sample.target,)
    try:
        require_impartial(config, judge, (replace(answer.sample, target=name) for name in targets), to_check.replies)
    except CheckError as error:
        return JudgeTask(suite.name, about, judge, OpenJudgment.refused(error))
    return JudgeTask(suite.name, about, judge, OpenJudgment(judgment(spec, answer.subject)))


def _pair_tasks(
    config: Config, suite: Suite, replies: Replies, equivalences: Equivalences
) -> Iterator[tuple[SamplePair, JudgeTask]]:
    """Those of answers that break nothing: what a guard found, no judge excuses. Whether two answers say the same is
    asked of prose alone.
    """
    as_good = suite.equivalence.ask == "as-good"
    judge = config.targets.get(suite.equivalence.judge or "")
    if judge is None or suite.equivalence.ask == "checks" or not (as_good or suite.output.type == "text"):
        return
    for pair, compared in equivalences.by_pair.items():
        if pair.answer_to is not None and not as_good:
            continue  # whether shuffled answers say the same is told without paying anyone
        samples = pair.of(suite)
        ours, theirs = replies_of(pair, suite, replies)
        if ours.broken or theirs.broken or any(reason.hard for reason in compared.reasons):
            continue
        first, second = (
            shown(reply.response.text, reply.response.tool_calls) if reply.response else "" for reply in (ours, theirs)
        )
        if first.split() == second.split():
            continue  # word for word alike: no judge is paid to say so
        reference = _place(samples[0]) if pair.answer_to else f"{suite.baseline}#{pair.baseline_sample}"
        about = f"{_place(samples[1])} = {reference}"
        try:
            require_impartial(config, judge, samples, replies)
        except CheckError as error:
            open_judgment: OpenJudgment[Sameness] | OpenJudgment[Preference] = OpenJudgment.refused(error)
        else:
            question = theirs.steps[-1].asked or None
            open_judgment = (
                OpenJudgment(preference(first, second, question))
                if as_good
                else OpenJudgment(sameness(first, second, question))
            )
        yield pair, JudgeTask(suite.name, about, judge, open_judgment)


def _place(sample: WorkId) -> str:
    return f"{sample.case}[{sample.target}]#{sample.sample}"


def _equivalence(finding: Sameness | Preference) -> Equivalence:
    if isinstance(finding, Preference):
        return _not_worse(finding)
    if finding.same:
        return Equivalence(finding.score, True)
    doubt = "says so one way round only: " if not finding.consistent else ""
    reason = f"the judge: {doubt}{finding.reason}"
    difference = Difference(JUDGE, "", reason, "changed answer", hard=False, side="candidate")
    return Equivalence(finding.score, False, (difference,))


def _not_worse(finding: Preference) -> Equivalence:
    score = {"win": 1.0, "tie": 0.5, "loss": 0.0}[finding.outcome]
    if finding.outcome != "loss":
        return Equivalence(score, True)
    difference = Difference(
        JUDGE, "", f"the judge: worse: {finding.reason}", "worse answer", hard=False, side="candidate"
    )
    return Equivalence(score, False, (difference,))
