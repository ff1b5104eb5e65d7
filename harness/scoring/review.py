"""The answers of a run under review: what is to be checked in them, how they compare, and what judges have to decide.

Who may judge is `judges.py`'s, how judges are asked `judge_tasks.py`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

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
from harness.scoring.decided import Decided
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
    checks: Decided[CheckPlace, Score]
    pairs: Mapping[str, Decided[SamplePair, Sameness | Preference]]
    tasks: Iterator[JudgeTask]
    """All that judges have to decide, made as it is asked for; what they decide goes into `checks` and `pairs`."""

    def judged(self, answer: AnswerToCheck) -> Judged:
        """The findings about one answer."""

        def finding(spec: CheckSpec) -> Score:
            return self.checks.finding((answer.sample, answer.number, id(spec)))

        return finding

    def decided(self, suite: Suite) -> Equivalences:
        """What was compared, as the judge sees it. Pairs that it could not decide are left out."""
        compared, decided = self.equivalences[suite.name], self.pairs[suite.name]
        if not len(decided):
            return compared
        by_pair, troubles = SpooledMapping[SamplePair, Equivalence](SamplePair), []
        for pair, equivalence in compared.by_pair.items():
            try:
                by_pair[pair] = _equivalence(decided.finding(pair)) if pair in decided else equivalence
            except CheckError as error:
                troubles.append(str(error))
        if not troubles:
            return replace(compared, by_pair=by_pair)
        trouble = f"{suite.name}: {len(troubles)} of {len(decided)} pairs of answers could not be judged: {troubles[0]}"
        return replace(compared, by_pair=by_pair, trouble=trouble)

    def preferences(self, suite: Suite, candidate: str) -> Preferences | None:
        """What the judge preferred among the candidate's answers to their own cases; None where nobody asked it."""
        if suite.equivalence.ask != "as-good":
            return None
        # `decided` tells of those that could not be judged.
        findings = [
            finding
            for pair, finding in self.pairs[suite.name].findings()
            if isinstance(finding, Preference) and pair.target == candidate and pair.answer_to is None
        ]
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
    checks: Decided[CheckPlace, Score] = Decided(tuple)
    pairs = {suite.name: Decided[SamplePair, Sameness | Preference](SamplePair) for suite in plan.suites}

    def tasks() -> Iterator[JudgeTask]:
        for suite in plan.suites:
            yield from _check_tasks(plan.config, suite, to_check[suite.name], checks)
        for suite in plan.suites:
            yield from _pair_tasks(plan.config, suite, replies, equivalences[suite.name], pairs[suite.name])

    return Review(to_check, equivalences, checks, pairs, tasks())


def _check_tasks(
    config: Config, suite: Suite, to_check: AnswersToCheck, checks: Decided[CheckPlace, Score]
) -> Iterator[JudgeTask]:
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
                    decided = partial(checks.keep, (answer.sample, answer.number, id(spec)))
                    yield replace(_check_task(config, to_check, answer, spec, about), decided=decided)


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
    config: Config,
    suite: Suite,
    replies: Replies,
    equivalences: Equivalences,
    decided: Decided[SamplePair, Sameness | Preference],
) -> Iterator[JudgeTask]:
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
        yield JudgeTask(suite.name, about, judge, open_judgment, partial(decided.keep, pair))


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
