"""Which answers are held against each other, and whether they say the same.

Beside the pairs that are evidence stand those of the placebo: a candidate's answer to one case held against another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from harness.comparison.same import say_the_same
from harness.comparison.shuffle import MOST, MOST_JUDGED, chosen, deranged
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.model.events import WorkId
from harness.model.result import Equivalence, Reply
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan

Replies = Mapping[WorkId, Reply]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two samples to be held against each other; `target` is the baseline itself for the noise floor. In a placebo the
    target's answer is one to another case, `answer_to`.
    """

    case: str
    target: str
    sample: int
    baseline_sample: int
    answer_to: str | None = None

    def of(self, suite: Suite) -> tuple[WorkId, WorkId]:
        """The baseline's sample, then the target's."""
        baseline = WorkId(suite.name, self.case, suite.baseline, self.baseline_sample)
        return baseline, WorkId(suite.name, self.answer_to or self.case, self.target, self.sample)


@dataclass(frozen=True, slots=True)
class Equivalences:
    """Whether the pairs of a suite say the same; `trouble` says why some or all could not be compared."""

    by_pair: Mapping[Pair, Equivalence]
    trouble: str = ""


def compare_answers(plan: Plan, replies: Replies, comparers: Mapping[str, Comparer]) -> dict[str, Equivalences]:
    """By suite name, as the comparers are."""
    return {suite.name: _equivalences(suite, replies, comparers[suite.name]) for suite in plan.suites}


def _equivalences(suite: Suite, replies: Replies, comparer: Comparer) -> Equivalences:
    pairs = list(pairs_of(suite, replies))
    if suite.equivalence.ask == "checks":
        return Equivalences(dict.fromkeys(pairs, Equivalence(1.0, True)))
    try:
        found = say_the_same(suite, comparer, [replies_of(pair, suite, replies) for pair in pairs])
    except CheckError as error:
        return Equivalences({}, f"{suite.name}: equivalence could not be computed: {error}. {error.hint}".strip())
    return Equivalences(dict(zip(pairs, found, strict=True)))


def replies_of(pair: Pair, suite: Suite, replies: Replies) -> tuple[Reply, Reply]:
    """The baseline's, then the target's: one that was given to another case, as if it had been asked this one."""
    ours, theirs = (replies[sample] for sample in pair.of(suite))
    if pair.answer_to is not None and ours.steps and theirs.steps:
        theirs = replace(theirs, steps=(*theirs.steps[:-1], replace(theirs.steps[-1], asked=ours.steps[-1].asked)))
    return ours, theirs


def pairs_of(suite: Suite, replies: Replies) -> Iterator[Pair]:
    """Those of which both answers could be had, then those of the placebo."""
    for pair in (pair for case in suite.cases for pair in _pairs(suite, case)):
        if all(_answered(replies.get(sample)) for sample in pair.of(suite)):
            yield pair
    for candidate in suite.targets:
        if candidate != suite.baseline:
            yield from _placebo(suite, candidate, replies)


def is_compared(suite: Suite, case: Case, candidate: str) -> bool:
    """Whether the suite leaves the case to the comparison: what is skipped or known to fail is no evidence."""
    return not ({suite.baseline, candidate} & {*case.skip, *case.xfail})


def _pairs(suite: Suite, case: Case) -> Iterator[Pair]:
    for target in suite.targets:
        both = itertools.product(range(suite.samples_of(target)), range(suite.samples_of(suite.baseline)))
        for sample, other in both:
            if target != suite.baseline or sample != other:
                yield Pair(case.id, target, sample, other)


def _placebo(suite: Suite, candidate: str, replies: Replies) -> Iterator[Pair]:
    """Every answer of the candidate against the baseline's first to another case."""
    compared = [case.id for case in suite.cases if is_compared(suite, case, candidate)]
    answers = {case: _samples(suite, case, candidate, replies) for case in compared}
    references = {case: _samples(suite, case, suite.baseline, replies) for case in compared}
    cases = [case for case in compared if answers[case] and references[case]]
    seed = f"{suite.name}/{candidate}"
    some = chosen(cases, MOST if suite.equivalence.judge is None else MOST_JUDGED, seed)
    times = max(1, MOST // max(len(some), 1)) if suite.equivalence.judge is None else 1
    texts = {case: _text(replies[WorkId(suite.name, case, candidate, answers[case][0])]) for case in some}
    for case, other in deranged(texts, seed).items():
        for sample in answers[other][:times]:
            yield Pair(case, candidate, sample, references[case][0], answer_to=other)


def _samples(suite: Suite, case: str, target: str, replies: Replies) -> list[int]:
    """The numbers of those that were answered."""
    numbers = range(suite.samples_of(target))
    return [number for number in numbers if _answered(replies.get(WorkId(suite.name, case, target, number)))]


def _text(reply: Reply) -> str:
    """An answer as far as it has to be told from others, its tool calls with it."""
    response = reply.response
    return f"{response.text} {[(call.name, call.arguments) for call in response.tool_calls]}" if response else ""


def _answered(reply: Reply | None) -> bool:
    return reply is not None and reply.response is not None
