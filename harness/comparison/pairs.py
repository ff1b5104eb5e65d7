"""Which answers are held against each other, and whether they say the same.

Beside the pairs that are evidence stand those of the placebo: a candidate's answer to one case held against another.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from harness.comparison.depth import main_language
from harness.comparison.processes import JudgingProcesses
from harness.comparison.stored import Judge, judged_or_found
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.model.result import Equivalence, Reply, WorkId
from harness.model.suite import Case, Suite
from harness.planning.plan import Plan
from harness.reading.exactly import bare_labels
from harness.reading.length import too_long
from harness.spool.mapping import SpooledMapping
from harness.spool.sizes import limit_beside
from harness.stats.placebo import shuffles

MOST, MOST_SHUFFLES = 200, 3
"""Pairs of a placebo, and how often the answers are shuffled for them: more make a replay slower, and the mean hardly
surer."""
MOST_JUDGED = 20
"""The same where only a judge can tell, and has to be paid for every pair."""
AT_ONCE = 1024
"""Pairs whose answers are in memory together, a multiple of those that are embedded together."""
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
    """Whether the pairs of a suite say the same; `trouble` says why some or all could not be compared. `unread` are the
    targets most of whose answers the embedder cannot read.
    """

    by_pair: Mapping[SamplePair, Equivalence]
    trouble: str = ""
    unread: frozenset[str] = frozenset()


def compare_answers(plan: Plan, replies: Replies, comparers: Mapping[str, Comparer]) -> dict[str, Equivalences]:
    """By suite name, as the comparers are."""
    root = Path(plan.config.root) if plan.options.stored_scores else None
    with JudgingProcesses(plan.options.jobs, len(replies)) as processes:
        return {
            suite.name: _equivalences(suite, replies, comparers[suite.name], root, processes.judged)
            for suite in plan.suites
        }


def _equivalences(suite: Suite, replies: Replies, comparer: Comparer, root: Path | None, judge: Judge) -> Equivalences:
    """`root` is where judgments of earlier runs lie, None where each pair is to be judged afresh."""
    by_pair: SpooledMapping[SamplePair, Equivalence] = SpooledMapping(SamplePair, most=limit_beside(replies))
    if suite.equivalence.ask == "checks":
        by_pair.update((pair, Equivalence(1.0, True)) for pair in pairs_of(suite, replies))
        return Equivalences(by_pair)
    evidence, left_out, excess = 0, 0, ""
    pairs = pairs_of(suite, replies)
    try:
        while some := list(_short(pairs, suite, replies)):
            evidence += sum(pair.answer_to is None for pair, _, _ in some)
            left_out += sum(pair.answer_to is None for pair, _, why in some if why)
            excess = excess or next((why for _, _, why in some if why), "")
            short = {pair: both for pair, both, why in some if not why}
            judged = judged_or_found(suite, comparer, list(short.values()), root, len(by_pair), judge=judge)
            by_pair.update(zip(short, judged, strict=True))
    except CheckError as error:
        return Equivalences({}, f"{suite.name}: equivalence could not be computed: {error}. {error.hint}".strip())
    trouble = f"{suite.name}: {left_out} of {evidence} pairs of answers were not compared: " if excess else ""
    return Equivalences(by_pair, trouble + excess, frozenset(_unread(suite, replies, comparer)))


def _unread(suite: Suite, replies: Replies, comparer: Comparer) -> Iterator[str]:
    for target in dict.fromkeys((suite.baseline, *suite.targets)):
        texts = (_text_of(replies.get(WorkId(suite.name, case.id, target, 0))) for case in suite.cases)
        if main_language(suite, comparer.means, filter(None, texts)):
            yield target


def _text_of(reply: Reply | None) -> str:
    return reply.response.text if reply is not None and reply.response is not None else ""


def _short(
    pairs: Iterator[SamplePair], suite: Suite, replies: Replies
) -> Iterator[tuple[SamplePair, tuple[Reply, Reply], str]]:
    """The next pairs until `AT_ONCE` can be judged, each with its replies and why it cannot be judged."""
    judged = 0
    while judged < AT_ONCE and (pair := next(pairs, None)) is not None:
        both = replies_of(pair, suite, replies)
        why = next(filter(None, map(_too_long, both)), "")
        judged += not why
        yield pair, both, why


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
    sides = dict.fromkeys((suite.baseline, *suite.targets))
    both = {target: bytearray() for target in suite.targets}
    """For each case, whether the baseline and the target answered it."""
    for case in suite.cases:
        answered = {target: _answered_samples(suite, case, target, replies) for target in sides}
        for target in suite.targets:
            both[target].append(bool(answered[target] and answered[suite.baseline]))
        for target in suite.targets:
            theirs, ours = answered[target], answered[suite.baseline]
            yield from pairs_among(case.id, target, theirs, ours, itself=target == suite.baseline)
    for candidate in suite.targets:
        if candidate != suite.baseline:
            compared = (
                case for case in itertools.compress(suite.cases, both[candidate]) if is_compared(suite, case, candidate)
            )
            yield from _placebo(suite, candidate, replies, compared)


def is_compared(suite: Suite, case: Case, candidate: str) -> bool:
    """Whether the suite leaves the case to the comparison: what is skipped or known to fail is no evidence."""
    return not ({suite.baseline, candidate} & {*case.skip, *case.xfail})


def is_known_to_fail(suite: Suite, case: Case, candidate: str) -> bool:
    """Whether it is asked and left out of the comparison, since the suite declares that one side fails (`xfail`)."""
    sides = {suite.baseline, candidate}
    return not sides.isdisjoint(case.xfail) and sides.isdisjoint(case.skip)


def pairs_among(
    case: str, target: str, samples: Iterable[int], others: Iterable[int], *, itself: bool
) -> Iterator[SamplePair]:
    """Those of a target's so numbered answers to a case with the baseline's `others`; `itself` says that the target is
    the baseline, whose answers are not held against themselves.
    """
    return (
        SamplePair(case, target, sample, other)
        for sample in samples
        for other in others
        if not itself or sample != other
    )


def _placebo(suite: Suite, candidate: str, replies: Replies, compared: Iterator[Case]) -> Iterator[SamplePair]:
    """The candidate's answers to other cases against the baseline's first to this one, shuffle by shuffle; `compared`
    are the cases that both sides answered.
    """
    if suite.equivalence.ask == "as-good":
        cases, most = _drawn(compared, MOST_JUDGED), 1
    else:
        cases = _drawn(compared, MOST)
        most = max(1, MOST // max(len(cases), 1))
    samples = {case.id: _answered_samples(suite, case, candidate, replies) for case in cases}
    # Where half of the cases want *yes* and half *no*, an answer to another case is wrong only if it says the other
    # word: equal answers are kept apart like those of one group.
    alike = [
        case.group or _text(suite, replies[WorkId(suite.name, case.id, candidate, samples[case.id][0])])
        for case in cases
    ]
    for shuffle in shuffles(len(cases), groups=alike, most=min(most, MOST_SHUFFLES)):
        for case, other in zip(cases, shuffle, strict=True):
            answer_to = cases[other].id
            numbers = samples[answer_to] if suite.claim == "these-cases" else samples[answer_to][:1]
            reference = _answered_samples(suite, case, suite.baseline, replies)[0]
            for sample in numbers:
                yield SamplePair(case.id, candidate, sample, reference, answer_to)


def _drawn(cases: Iterator[Case], most: int) -> list[Case]:
    """At most so many, as if drawn by lot, but the same in every run."""
    first = list(itertools.islice(cases, most + 1))
    if len(first) <= most:
        return first
    every = itertools.chain(first, cases)
    return heapq.nsmallest(most, every, lambda case: hashlib.sha256(case.id.encode("utf-8", "surrogatepass")).digest())


def _answered_samples(suite: Suite, case: Case, target: str, replies: Replies) -> list[int]:
    numbers = range(suite.samples_of(target))
    return [number for number in numbers if _answered(replies.get(WorkId(suite.name, case.id, target, number)))]


def _text(suite: Suite, reply: Reply) -> str:
    """An answer as far as equal ones are kept apart."""
    if reply.response is None:
        return ""
    text = " ".join(reply.response.text.casefold().split())
    if suite.output.type == "label":
        text = bare_labels.read(reply.response.text, suite.output.labels).name
    return f"{text} {reply.response.tool_calls}"


def _answered(reply: Reply | None) -> bool:
    return reply is not None and reply.response is not None
