"""What judges have to decide about the answers of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from harness.checks.forms import form_of
from harness.comparison.pairs import Alike, Pair, Replies, compare_answers, pairs_of
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.judging.questions import shown
from harness.judging.sameness import Sameness, sameness
from harness.model.coldstart import ColdStart
from harness.model.config import Config, Target
from harness.model.events import WorkId
from harness.model.exchange import Response
from harness.model.result import Difference, Equivalence, Score
from harness.model.suite import CheckSpec, Suite
from harness.planning.plan import Plan
from harness.probes import coldstart
from harness.protocols import Embedder
from harness.scoring.examination import Examined, Examiner
from harness.scoring.inquiry import Inquiry
from harness.scoring.matters import Matter
from harness.scoring.score import Judged, judged_specs, judgment

ColdStarts = Callable[[str], ColdStart | None]
JUDGE = "judge"
"""Names the difference that a judge found."""
Place = tuple[WorkId, int, int]
"""A check of an answer: its sample, the number of the step, the identity of the check."""


@dataclass(frozen=True, slots=True)
class Docket:
    """What is known of a run's answers before they are scored, and all that judges have to decide about them.
    `examiners`, `alike` and `pairs` are by suite name.
    """

    examiners: Mapping[str, Examiner]
    alike: Mapping[str, Alike]
    checks: Mapping[Place, Matter]
    pairs: Mapping[str, Mapping[Pair, Matter]]

    @property
    def matters(self) -> list[Matter]:
        return [*self.checks.values(), *(matter for those in self.pairs.values() for matter in those.values())]

    def judged(self, examined: Examined) -> Judged:
        """The findings about one answer."""

        def finding(spec: CheckSpec) -> Score:
            found: Score = self.checks[examined.sample, examined.number, id(spec)].inquiry.finding()
            return found

        return finding

    def decided(self, suite: Suite) -> Alike:
        """What was compared, as the judge sees it. Pairs that it could not decide are left out."""
        alike, matters = self.alike[suite.name], self.pairs[suite.name]
        same, troubles = dict(alike.same), []
        for pair, matter in matters.items():
            try:
                same[pair] = _equivalence(matter.inquiry.finding())
            except CheckError as error:
                troubles.append(str(error))
                del same[pair]
        if not troubles:
            return replace(alike, same=same)
        told = f"{suite.name}: {len(troubles)} of {len(matters)} pairs of answers could not be judged: {troubles[0]}"
        return Alike(same, told)


def open_docket(plan: Plan, replies: Replies, comparers: Mapping[str, Comparer]) -> Docket:
    """Compare the answers and find what judges have to decide; `comparers` are by suite name."""
    measuring = _cold_starts(plan)
    examiners = {suite.name: _examiner(plan, suite, replies, comparers[suite.name], measuring) for suite in plan.suites}
    return _docket(plan, replies, examiners, compare_answers(plan, replies, comparers))


def presumed_docket(plan: Plan, replies: Replies) -> Docket:
    """The same without comparing anything, as though no pair of answers broke anything."""
    examiners = {suite.name: Examiner(suite, replies, _no_embedder) for suite in plan.suites}
    alike = {suite.name: Alike(dict.fromkeys(pairs_of(suite, replies), _PRESUMED)) for suite in plan.suites}
    return _docket(plan, replies, examiners, alike)


def _docket(plan: Plan, replies: Replies, examiners: Mapping[str, Examiner], alike: Mapping[str, Alike]) -> Docket:
    return Docket(
        examiners,
        alike,
        dict(found for suite in plan.suites for found in _checks(plan.config, suite, examiners[suite.name])),
        {suite.name: dict(_pairs(plan.config, suite, replies, alike[suite.name])) for suite in plan.suites},
    )


_PRESUMED = Equivalence(1.0, True)


def _no_embedder() -> Embedder:
    raise CheckError("nothing is measured here")


def _cold_starts(plan: Plan) -> ColdStarts | None:
    """Measures a target when it is first asked about; None where nothing but replaying is wanted."""
    if plan.options.record == "none":
        return None

    @cache
    def measured(target: str) -> ColdStart | None:
        chosen = plan.config.targets[target]
        if chosen.replays_only:
            raise CheckError(f"{target} only replays answers made elsewhere")
        return asyncio.run(coldstart.measure_one(chosen)) if coldstart.runs_here(chosen) else None

    return measured


def _examiner(plan: Plan, suite: Suite, replies: Replies, comparer: Comparer, measuring: ColdStarts | None) -> Examiner:
    return Examiner(suite, replies, lambda: comparer.means.embedder, plan.options.allow_exec, measuring)


def judges_of(config: Config, suites: Iterable[Suite]) -> list[Target]:
    """The targets that may be asked to judge."""
    names = {name for suite in suites for name in _judges(config, suite)}
    return [target for name, target in config.targets.items() if name in names]


def _checks(config: Config, suite: Suite, examiner: Examiner) -> Iterator[tuple[Place, Matter]]:
    for case in suite.cases:
        if not any(judged_specs([*case.checks, *(check for step in suite.steps for check in step.checks)])):
            continue
        for name in suite.targets:
            for number in range(suite.samples):
                sample = WorkId(suite.name, case.id, name, number)
                if sample in examiner.replies:
                    yield from _of_answer(config, suite, list(examiner.examine(case, sample)))


def _of_answer(config: Config, suite: Suite, examined: Sequence[Examined]) -> Iterator[tuple[Place, Matter]]:
    number = 0
    for one in examined:
        for spec in judged_specs(one.specs):
            number += 1
            about = f"{_shown(one.sample)} {spec.label} {number}"
            yield (one.sample, one.number, id(spec)), _matter(config, suite, one, spec, about)


def _matter(config: Config, suite: Suite, examined: Examined, spec: CheckSpec, about: str) -> Matter:
    judge = _judge(config, spec)
    if judge is None:
        return Matter(suite.name, about, _nobody(config), Inquiry.refused("no judge is named", _NAME_ONE))
    names = suite.targets if form_of(spec.assertion).compares else (examined.sample.target,)
    judged = (replace(examined.sample, target=name) for name in names)
    itself = next(filter(None, (_itself(config, judge, one, examined.subject.response) for one in judged)), None)
    if itself:
        return Matter(suite.name, about, judge, Inquiry.refused(*_of_itself(judge, itself)))
    return Matter(suite.name, about, judge, Inquiry(judgment(spec, examined.subject)))


def _pairs(config: Config, suite: Suite, replies: Replies, alike: Alike) -> Iterator[tuple[Pair, Matter]]:
    """Those of answers in prose that break nothing: what a guard found, no judge excuses."""
    judge = config.targets.get(suite.equivalence.judge or "")
    if judge is None or suite.output.type != "text":
        return
    for pair, found in alike.same.items():
        ours, theirs = (replies[sample] for sample in pair.of(suite))
        if ours.broken or theirs.broken or any(reason.hard for reason in found.reasons):
            continue
        first, second = (_text(reply.response) for reply in (ours, theirs))
        if first.split() == second.split():
            continue
        samples = pair.of(suite)
        itself = next(filter(None, (_itself(config, judge, one, replies[one].response) for one in samples)), None)
        inquiry: Inquiry[Sameness] = (
            Inquiry.refused(*_of_itself(judge, itself))
            if itself
            else Inquiry(sameness(first, second, theirs.steps[-1].asked or None))
        )
        about = f"{_shown(samples[1])} = {suite.baseline}#{pair.baseline_sample}"
        yield pair, Matter(suite.name, about, judge, inquiry)


def is_itself(judge: Target, judged: Target, served: str | None = None) -> bool:
    """Whether a judge would judge its own kind: the same target, or the same model of one provider or vendor.
    `served` is the model that the judged answer says it is from.
    """
    if judge.name == judged.name:
        return True
    related = judge.vendor == judged.vendor or judge.provider == judged.provider
    models = {judged.model.casefold(), (served or "").casefold()} - {""}
    return related and judge.model.casefold() in models


def _itself(config: Config, judge: Target, sample: WorkId, response: Response | None) -> str | None:
    """The name of the target whose answer it is, if the judge must not judge it."""
    served = response.served_model if response else None
    return sample.target if is_itself(judge, config.targets[sample.target], served) else None


_NAME_ONE = "judge: TARGET in harness.yaml, or provider: TARGET in the check"


def _of_itself(judge: Target, judged: str) -> tuple[str, str]:
    what = "itself" if judge.name == judged else f"{judged!r}, which is the same model"
    return f"the judge {judge.name!r} cannot judge {what}", "name another: provider: TARGET in the check"


def _judge(config: Config, spec: CheckSpec) -> Target | None:
    return config.targets.get(spec.options.get("provider") or config.judge or "")


def _nobody(config: Config) -> Target:
    return config.targets[config.baseline]


def _judges(config: Config, suite: Suite) -> Iterator[str]:
    """Names; of cases that share the suite's checks each check is met once."""
    if suite.equivalence.judge:
        yield suite.equivalence.judge
    every = [check for case in suite.cases for check in case.checks]
    distinct = {id(check): check for check in (*every, *(check for step in suite.steps for check in step.checks))}
    for spec in judged_specs(distinct.values()):
        judge = _judge(config, spec)
        if judge is not None:
            yield judge.name


def _text(response: Response | None) -> str:
    return shown(response.text, response.tool_calls) if response else ""


def _shown(sample: WorkId) -> str:
    return f"{sample.case}[{sample.target}]#{sample.sample}"


def _equivalence(found: Sameness) -> Equivalence:
    if found.same:
        return Equivalence(found.score, True)
    doubt = "says so one way round only: " if not found.consistent else ""
    said = f"the judge: {doubt}{found.reason}"
    return Equivalence(
        found.score, False, (Difference(JUDGE, "", said, "changed answer", hard=False, side="candidate"),)
    )
