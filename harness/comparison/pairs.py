"""Which answers are held against each other, and whether they say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.comparison.same import say_the_same
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.model.events import WorkId
from harness.model.result import Equivalence, Reply
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan

Replies = Mapping[WorkId, Reply]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two samples to be held against each other; `target` is the baseline itself for the noise floor."""

    case: str
    target: str
    sample: int
    baseline_sample: int

    def of(self, suite: Suite) -> tuple[WorkId, WorkId]:
        """The baseline's sample, then the target's."""
        baseline = WorkId(suite.name, self.case, suite.baseline, self.baseline_sample)
        return baseline, WorkId(suite.name, self.case, self.target, self.sample)


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
    both = [tuple(replies[sample] for sample in pair.of(suite)) for pair in pairs]
    try:
        found = say_the_same(suite, comparer, [(ours, theirs) for ours, theirs in both])
    except CheckError as error:
        return Equivalences({}, f"{suite.name}: equivalence could not be computed: {error}. {error.hint}".strip())
    return Equivalences(dict(zip(pairs, found, strict=True)))


def pairs_of(suite: Suite, replies: Replies) -> Iterator[Pair]:
    """Those of which both answers could be had."""
    for pair in (pair for case in suite.cases for pair in _pairs(suite, case)):
        if all(_answered(replies.get(sample)) for sample in pair.of(suite)):
            yield pair


def _pairs(suite: Suite, case: Case) -> Iterator[Pair]:
    samples = range(suite.samples)
    for target in suite.targets:
        for sample in samples:
            for other in samples:
                if target != suite.baseline or sample != other:
                    yield Pair(case.id, target, sample, other)


def _answered(reply: Reply | None) -> bool:
    return reply is not None and reply.response is not None
