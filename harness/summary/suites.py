"""What a run says of one suite: its row of the matrix, why cases failed, how samples agree, and what breaks when a
candidate takes over: classes of break, time and money, the worst cases.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from harness.model.comparison import Comparison
from harness.model.result import Answer, SuiteResult, held_against
from harness.model.summary import Cell, SampleAgreement, SuiteSummary, Takeover, Unsettled, Why, WorstCase
from harness.summary import next_steps, phrases, standing, whys

BY_ASSERTION = {
    "is-refusal": "refused",
    "is-json": "format",
    "is-sql": "format",
    "is-xml": "format",
    "is-html": "format",
    "is-valid-openai-tools-call": "tool call",
    "latency": "slower",
    "cost": "dearer",
}
SLOWER, DEARER = 1.5, 1.2
"""A case counts as slower or dearer from so many times the baseline's on; neither changes the verdict."""
LEAST_SLOWER_S = 0.5
WORST = 3
"""Cases shown with their answers."""


def of(suite: SuiteResult, targets: Sequence[str], run_id: str = "last") -> SuiteSummary:
    """The cases are gone through once, since those of a long run are read from disk each time."""
    gathered = whys.SuiteWhys(suite)
    breakages = {row.candidate: _Breakage(suite, row) for row in suite.comparisons}
    lost: dict[str, str] = {}
    most_samples: dict[str, int] = {}
    shares: list[float | None] = []
    for case in suite.cases:
        answers = case.by_target()
        of_case, ours = gathered.add(case.id, answers, case.xfail), answers.get(suite.baseline, ())
        for candidate, breakage in breakages.items():
            if not case.xfail.keys().isdisjoint((suite.baseline, candidate)):
                continue  # declared, and no part of the comparison
            breakage.add(case.id, ours, answers.get(candidate, ()), of_case.get(candidate))
        for target, samples in answers.items():
            most_samples[target] = max(most_samples.get(target, 0), len(samples))
            # Measured, and not good; where the baseline does not agree with itself, differing alone is not bad.
            stable = case.id not in suite.unstable
            if any(
                answer.outcome != "error"
                and (answer.counts_against or (stable and answer.equivalence and not answer.equivalence.equivalent))
                for answer in samples
            ):
                lost.setdefault(target, case.id)
        # A skipped case is nobody's gap: it counts neither as measured nor as missing.
        if not any(answer.outcome == "skip" for answer in ours):
            acceptable = [answer.acceptable for answer in ours if answer.outcome in ("pass", "fail")]
            shares.append(sum(acceptable) / len(acceptable) if acceptable else None)
    facts = next_steps.StepFacts(suite, run_id, lost, most_samples)
    takeovers = {candidate: breakage.takeover() for candidate, breakage in breakages.items()}
    steps = {
        candidate: step
        for candidate, takeover in takeovers.items()
        if (step := next_steps.next_step(facts, takeover)) is not None
    }
    bad = gathered.by_case_and_target()
    return SuiteSummary(
        result=suite,
        cells=tuple(_cell(suite, target, shares, takeovers.get(target)) for target in targets),
        whys=bad,
        blamed=tuple(why for why in bad.values() if not why.unstable),
        unsettled={
            candidate: _unsettled(suite, takeover)
            for candidate, takeover in takeovers.items()
            if takeover.comparison.verdict == "inconclusive"
        },
        samples=tuple(_samples(suite)),
        takeovers=takeovers,
        next_steps=steps,
        nearest=next_steps.shortest(suite, takeovers, steps),
    )


def _cell(suite: SuiteResult, target: str, shares: Sequence[float | None], takeover: Takeover | None) -> Cell:
    """What became of `target` on `suite`; `shares` of the baseline's answers to each case are acceptable, None where
    none was measured.
    """
    if target == suite.baseline:
        measured = [share for share in shares if share is not None]
        good, missing = sum(measured), len(shares) - len(measured)
        return Cell(suite=suite.name, target=target, state="baseline", good=good, cases=len(measured), missing=missing)
    if takeover is None:
        return Cell(suite=suite.name, target=target, state="absent")
    comparison = takeover.comparison
    return Cell(
        suite=suite.name,
        target=target,
        state=comparison.verdict,
        good=comparison.matches,
        cases=comparison.cases,
        missing=comparison.missing,
        needed=takeover.needed,
        held_up=phrases.held_up(comparison),
    )


def _unsettled(suite: SuiteResult, takeover: Takeover) -> Unsettled:
    reasons, remedy = takeover.comparison.reasons, takeover.remedy
    return Unsettled(suite.name, takeover.comparison.candidate, reasons, remedy, "; ".join([*reasons, remedy]))


def _samples(suite: SuiteResult) -> Iterator[SampleAgreement]:
    """Of each target that was asked several times: `one sample passes 96 %, pass@3 100 %, pass^3 92 %, …`."""
    for consistency in suite.consistency:
        k = len(consistency.pass_at_k)
        yield SampleAgreement(
            suite.name,
            consistency.target,
            f"one sample passes {phrases.percent(consistency.pass_at_k[0])},"
            f" pass@{k} {phrases.percent(consistency.pass_at_k[-1])},"
            f" pass^{k} {phrases.percent(consistency.pass_all_k[-1])},"
            f" flip rate {phrases.percent(consistency.flip_rate)}"
            f" over {phrases.count_of(consistency.cases, 'case')}",
        )


@dataclass(frozen=True, slots=True)
class _Spent:
    """What one target's answers to a case took, their medians: seconds and US dollars, None if not measured."""

    latency: float | None
    cost: float | None

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> _Spent:
        responses = [answer.response for answer in answers if answer.response is not None]
        latencies = [response.latency_s for response in responses if response.latency_s is not None]
        costs = [answer.cost_usd for answer in answers if answer.cost_usd is not None]
        return cls(median(latencies) if latencies else None, median(costs) if costs else None)


@dataclass(frozen=True, slots=True)
class _Sides:
    """A measure of baseline and candidate, case by case, where both have it."""

    before: array[float] = field(default_factory=lambda: array("d"))
    after: array[float] = field(default_factory=lambda: array("d"))

    def take(self, before: float | None, after: float | None) -> None:
        if before is not None and after is not None:
            self.before.append(before)
            self.after.append(after)


class _Breakage:
    """What breaks in one suite where one candidate takes over, gathered case by case."""

    def __init__(self, suite: SuiteResult, comparison: Comparison) -> None:
        self._suite, self._comparison = suite, comparison
        self._classes: Counter[str] = Counter()
        self._grown: Counter[str] = Counter()
        self._latencies, self._costs = _Sides(), _Sides()
        self._worst: list[tuple[tuple[bool, bool, float], WorstCase]] = []

    def add(self, case: str, ours: Sequence[Answer], theirs: Sequence[Answer], why: Why | None) -> None:
        """`ours` are the baseline's answers to the case, `theirs` the candidate's; `why` these are not good."""
        before, after = _Spent.of(ours), _Spent.of(theirs)
        self._latencies.take(before.latency, after.latency)
        self._costs.take(before.cost, after.cost)
        self._classes.update({*_classes(self._suite, case, theirs)})
        self._grown.update(_growth(before, after))
        # What could not be had is no bad answer.
        if why is None or not why.measured or why.unstable:
            return
        answer = next(sample for sample in theirs if sample.sample == why.sample)
        if len(self._worst) == WORST and _goodness(answer) >= self._worst[-1][0]:
            return
        beside_it = _text(held_against(answer, ours))
        self._worst.append((_goodness(answer), WorstCase(case, why.text, beside_it, _text(answer))))
        # The lowest score first; of equals the first in the suite.
        self._worst = sorted(self._worst, key=lambda row: row[0])[:WORST]

    def takeover(self) -> Takeover:
        comparison = self._comparison
        return Takeover(
            comparison=comparison,
            standing=standing.of_comparison(comparison),
            needed=phrases.needed(comparison),
            more=phrases.more(comparison),
            mend_first=phrases.mend_first(comparison),
            remedy=phrases.remedy(comparison),
            verdict=phrases.verdict(comparison),
            evidence=tuple(phrases.evidence(comparison, self._suite.baseline)),
            besides=tuple(phrases.besides(comparison)),
            classes=_most_first(self._classes),
            grown=_most_first(self._grown),
            latency_and_cost=_beside(self._latencies, self._costs),
            worst=tuple(case for _, case in self._worst),
        )


def _most_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _beside(latencies: _Sides, costs: _Sides) -> str:
    """`0.8 s → 1.2 s median, $0.20 → $0.50 per 1,000 answers`: what baseline and candidate took, case by case.

    A case counts once on either side, however many answers were drawn, and only where both were measured: what is
    slower or dearer in every case is so here.
    """
    parts = []
    if latencies.before:
        before, after = (phrases.duration(median(side)) for side in (latencies.before, latencies.after))
        parts.append(f"{before} → {after} median")
    if costs.before:
        before, after = (phrases.money(1000 * fmean(side)) for side in (costs.before, costs.after))
        parts.append(f"{before} → {after} per 1,000 answers")
    return ", ".join(parts) or "latency and cost unknown"


def _classes(suite: SuiteResult, case: str, answers: Sequence[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.outcome == "error":
            continue
        if answer.equivalence is not None and not answer.equivalence.equivalent and case not in suite.unstable:
            yield from (reason.kind for reason in answer.equivalence.reasons)
            if not answer.equivalence.reasons:
                yield "changed meaning"
        yield from (
            BY_ASSERTION.get(check.assertion.removeprefix("not-"), "failed check")
            for check in answer.checks
            if check.outcome == "fail" and not check.tolerated and not answer.tolerated
        )


def _growth(before: _Spent, after: _Spent) -> Iterator[str]:
    if _grew(before.latency, after.latency, SLOWER, LEAST_SLOWER_S):
        yield "slower"
    if _grew(before.cost, after.cost, DEARER, 0.0):
        yield "dearer"


def _grew(before: float | None, after: float | None, times: float, least: float) -> bool:
    if before is None or after is None:
        return False
    return after > before * times and after - before > least


def _goodness(answer: Answer) -> tuple[bool, bool, float]:
    """Lowest is worst; what could not be had is no bad answer."""
    score = answer.equivalence.score if answer.equivalence else 1.0
    return answer.outcome == "error", answer.outcome == "pass", score


def _text(answer: Answer | None) -> str:
    if answer is None or answer.response is None:
        return ""
    return " ".join([answer.response.text, *map(phrases.tool_call, answer.response.tool_calls)])
