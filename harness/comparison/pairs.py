"""Which answers are held against each other, and whether they say the same.

Beside the pairs that are evidence stand those of the placebo: a candidate's answer to one case held against another.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness.comparison.stored import judged_or_found
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.model.events import WorkId
from harness.model.result import Equivalence, Reply
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan
from harness.reading.length import too_long
from harness.stats.placebo import shuffles

MOST, MOST_SHUFFLES = 200, 3
"""Pairs of a placebo, and how often the answers are shuffled for them: more make a replay slower, and the mean hardly
surer."""
MOST_JUDGED = 20
"""The same where only a judge can tell, and has to be paid for every pair."""
Replies = Mapping[WorkId, Reply]


@dataclass(frozen=True, slots=True)
class SamplePair:
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

    by_pair: Mapping[SamplePair, Equivalence]
    trouble: str = ""


def compare_answers(plan: Plan, replies: Replies, comparers: Mapping[str, Comparer]) -> dict[str, Equivalences]:
    """By suite name, as the comparers are."""
    root = Path(plan.config.root) if plan.options.stored_scores else None
    return {suite.name: _equivalences(suite, replies, comparers[suite.name], root) for suite in plan.suites}


def _equivalences(suite: Suite, replies: Replies, comparer: Comparer, root: Path | None) -> Equivalences:
    """`root` is where judgments of earlier runs lie, None where each pair is to be judged afresh."""
    pairs = list(pairs_of(suite, replies))
    if suite.equivalence.ask == "checks":
        return Equivalences(dict.fromkeys(pairs, Equivalence(1.0, True)))
    both = {pair: replies_of(pair, suite, replies) for pair in pairs}
    excess = {pair: why for pair, replied in both.items() if (why := next(filter(None, map(_too_long, replied)), ""))}
    pairs = [pair for pair in pairs if pair not in excess]
    try:
        judged = judged_or_found(suite, comparer, [both[pair] for pair in pairs], root)
    except CheckError as error:
        return Equivalences({}, f"{suite.name}: equivalence could not be computed: {error}. {error.hint}".strip())
    left_out, evidence = (sum(pair.answer_to is None for pair in some) for some in (excess, both))
    trouble = f"{suite.name}: {left_out} of {evidence} pairs of answers were not compared: " if excess else ""
    return Equivalences(dict(zip(pairs, judged, strict=True)), trouble + next(iter(excess.values()), ""))


def _too_long(reply: Reply) -> str:
    if reply.response is None:
        return ""
    return too_long(reply.response.text, (call.arguments for call in reply.response.tool_calls))


def replies_of(pair: SamplePair, suite: Suite, replies: Replies) -> tuple[Reply, Reply]:
    """The baseline's, then the target's: one that was given to another case, as if it had been asked this one."""
    ours, theirs = (replies[sample] for sample in pair.of(suite))
    if pair.answer_to is None or theirs.response is None:
        return ours, theirs
    steps = theirs.steps
    if ours.steps and steps:
        steps = (*steps[:-1], replace(steps[-1], asked=ours.steps[-1].asked))
    # A score that came with an answer is about its own case: it does not go along to another.
    return ours, replace(theirs, steps=steps, response=replace(theirs.response, scores={}))


def pairs_of(suite: Suite, replies: Replies) -> Iterator[SamplePair]:
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


def _pairs(suite: Suite, case: Case) -> Iterator[SamplePair]:
    for target in suite.targets:
        both = itertools.product(range(suite.samples_of(target)), range(suite.samples_of(suite.baseline)))
        for sample, other in both:
            if target != suite.baseline or sample != other:
                yield SamplePair(case.id, target, sample, other)


def _placebo(suite: Suite, candidate: str, replies: Replies) -> Iterator[SamplePair]:
    """The candidate's answers to other cases against the baseline's first to this one, shuffle by shuffle."""
    cases, samples = _compared(suite, candidate, replies)
    if suite.equivalence.ask == "as-good":
        cases, most = _drawn(cases, MOST_JUDGED), 1
    else:
        cases, most = _drawn(cases, MOST), max(1, MOST // max(len(cases), 1))
    # Where half of the cases want *yes* and half *no*, an answer to another case is wrong only if it says the other
    # word: equal answers are kept apart like those of one group.
    labels = [
        case.group or _text(replies, WorkId(suite.name, case.id, candidate, samples[case.id][0])) for case in cases
    ]
    for shuffle in shuffles(len(cases), groups=labels, most=min(most, MOST_SHUFFLES)):
        for case, other in zip(cases, shuffle, strict=True):
            answer_to = cases[other].id
            numbers = samples[answer_to] if suite.claim == "these-cases" else samples[answer_to][:1]
            reference = _answered_samples(suite, case, suite.baseline, replies)[0]
            for sample in numbers:
                yield SamplePair(case.id, candidate, sample, reference, answer_to)


def _compared(suite: Suite, candidate: str, replies: Replies) -> tuple[list[Case], dict[str, list[int]]]:
    """The cases that both sides answered, and by their id the numbers of the candidate's samples."""
    cases = [
        case
        for case in suite.cases
        if is_compared(suite, case, candidate) and _answered_samples(suite, case, suite.baseline, replies)
    ]
    samples = {case.id: _answered_samples(suite, case, candidate, replies) for case in cases}
    return [case for case in cases if samples[case.id]], samples


def _drawn(cases: Sequence[Case], most: int) -> list[Case]:
    """At most so many, as if drawn by lot, but the same in every run."""
    drawn = sorted(cases, key=lambda case: hashlib.sha256(case.id.encode("utf-8", "surrogatepass")).digest())[:most]
    return list(cases) if len(cases) <= most else drawn


def _answered_samples(suite: Suite, case: Case, target: str, replies: Replies) -> list[int]:
    numbers = range(suite.samples_of(target))
    return [number for number in numbers if _answered(replies.get(WorkId(suite.name, case.id, target, number)))]


def _text(replies: Replies, sample: WorkId) -> str:
    """An answer as far as equal ones are kept apart."""
    response = replies[sample].response
    return f"{' '.join(response.text.casefold().split())} {response.tool_calls}" if response else ""


def _answered(reply: Reply | None) -> bool:
    return reply is not None and reply.response is not None
