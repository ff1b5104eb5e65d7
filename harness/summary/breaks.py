"""What breaks when a candidate takes over: classes of break, time and money, the worst cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from harness.model.result import Answer, CaseResult, Comparison, SuiteResult
from harness.model.summary import Takeover, Why, WorstCase
from harness.summary import evidence, phrases

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


@dataclass(slots=True)
class _Spent:
    """What one target's answers took: seconds and US dollars, as far as they were measured."""

    latencies: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def add(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            if answer.response is not None and answer.response.latency_s is not None:
                self.latencies.append(answer.response.latency_s)
            if answer.cost_usd is not None:
                self.costs.append(answer.cost_usd)


def takeover(suite: SuiteResult, comparison: Comparison, whys: Mapping[tuple[str, str], Why]) -> Takeover:
    """`whys` are those of the suite."""
    classes: Counter[str] = Counter()
    before, after = _Spent(), _Spent()
    for case in suite.cases:
        ours, theirs = case.answers_to(suite.baseline), case.answers_to(comparison.candidate)
        before.add(ours)
        after.add(theirs)
        classes.update({*_classes(suite, case, theirs), *_growth(ours, theirs)})
    return Takeover(
        comparison=comparison,
        verdict=evidence.verdict(comparison),
        evidence=tuple(evidence.evidence(comparison, suite.baseline)),
        classes=tuple(sorted(classes.items(), key=lambda counted: (-counted[1], counted[0]))),
        latency_and_cost=beside(before, after),
        worst=tuple(worst(suite, comparison.candidate, whys)),
    )


def beside(baseline: _Spent, candidate: _Spent) -> str:
    """`0.8 s → 1.2 s median, $0.02 → $0.05`."""
    parts = []
    if baseline.latencies and candidate.latencies:
        before, after = (phrases.duration(median(spent.latencies)) for spent in (baseline, candidate))
        parts.append(f"{before} → {after} median")
    if baseline.costs and candidate.costs:
        parts.append(f"{phrases.money(sum(baseline.costs))} → {phrases.money(sum(candidate.costs))}")
    return ", ".join(parts) or "latency and cost unknown"


def worst(suite: SuiteResult, candidate: str, whys: Mapping[tuple[str, str], Why]) -> Iterator[WorstCase]:
    """The cases with the lowest score first. What could not be had is no bad answer."""
    ranked = []
    for case in suite.cases:
        why = whys.get((case.id, candidate))
        if why is not None and why.measured and not why.unstable:
            answer = min(case.answers_to(candidate), key=_goodness)
            ranked.append((_goodness(answer), case, answer, why.text))
    ranked.sort(key=lambda row: row[0])
    for _, case, answer, text in ranked[:WORST]:
        ours = [one for one in case.answers_to(suite.baseline) if one.response is not None]
        # The same sample of the baseline where there is one, else its first.
        beside_it = next((one for one in ours if one.sample == answer.sample), ours[0] if ours else None)
        yield WorstCase(case.id, text, _text(beside_it), _text(answer))


def _classes(suite: SuiteResult, case: CaseResult, answers: Sequence[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.outcome == "error":
            continue
        if answer.equivalence is not None and not answer.equivalence.equivalent and case.id not in suite.unstable:
            yield from (reason.kind for reason in answer.equivalence.reasons)
            if not answer.equivalence.reasons:
                yield "changed meaning"
        yield from (
            BY_ASSERTION.get(check.assertion.removeprefix("not-"), "failed check")
            for check in answer.checks
            if check.outcome == "fail" and not check.tolerated and not answer.tolerated
        )


def _growth(ours: Sequence[Answer], theirs: Sequence[Answer]) -> Iterator[str]:
    before, after = _Spent(), _Spent()
    before.add(ours)
    after.add(theirs)
    if _grew(before.latencies, after.latencies, SLOWER, LEAST_SLOWER_S):
        yield "slower"
    if _grew(before.costs, after.costs, DEARER, 0.0):
        yield "dearer"


def _grew(ours: Sequence[float], theirs: Sequence[float], times: float, least: float) -> bool:
    if not ours or not theirs:
        return False
    before, after = median(ours), median(theirs)
    return after > before * times and after - before > least


def _goodness(answer: Answer) -> tuple[bool, bool, float]:
    """Lowest is worst; what could not be had is no bad answer."""
    score = answer.equivalence.score if answer.equivalence else 1.0
    return answer.outcome == "error", answer.outcome == "pass", score


def _text(answer: Answer | None) -> str:
    if answer is None or answer.response is None:
        return ""
    return " ".join([answer.response.text, *map(phrases.tool_call, answer.response.tool_calls)])
