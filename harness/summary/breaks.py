"""What breaks when a candidate takes over: classes of break, time and money, the worst cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from harness.model.comparison import Comparison
from harness.model.result import Answer, CaseResult, SuiteResult
from harness.model.summary import Takeover, Why, WorstCase
from harness.summary import phrases, standing

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


@dataclass(frozen=True, slots=True)
class _Spent:
    """What one target's answers to a case took: seconds and US dollars, as far as they were measured."""

    latencies: list[float]
    costs: list[float]

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> _Spent:
        responses = [answer.response for answer in answers if answer.response is not None]
        return cls(
            [response.latency_s for response in responses if response.latency_s is not None],
            [answer.cost_usd for answer in answers if answer.cost_usd is not None],
        )


def takeover(suite: SuiteResult, comparison: Comparison, whys: Mapping[tuple[str, str], Why]) -> Takeover:
    """`whys` are those of the suite."""
    classes: Counter[str] = Counter()
    spent: list[tuple[_Spent, _Spent]] = []
    for case in suite.cases:
        theirs = case.answers_to(comparison.candidate)
        spent.append((_Spent.of(case.answers_to(suite.baseline)), _Spent.of(theirs)))
        classes.update({*_classes(suite, case, theirs), *_growth(*spent[-1])})
    return Takeover(
        comparison=comparison,
        standing=standing.of_comparison(comparison),
        needed=standing.needed(comparison),
        more=standing.more(comparison),
        mend_first=standing.mend_first(comparison),
        remedy=standing.remedy(comparison),
        verdict=standing.verdict(comparison),
        evidence=tuple(standing.evidence(comparison, suite.baseline)),
        classes=tuple(sorted(classes.items(), key=lambda counted: (-counted[1], counted[0]))),
        latency_and_cost=beside(spent),
        worst=tuple(worst(suite, comparison.candidate, whys)),
    )


def beside(spent: Iterable[tuple[_Spent, _Spent]]) -> str:
    """`0.8 s → 1.2 s median, $0.20 → $0.50 per 1,000 answers`: what baseline and candidate took, case by case.

    A case counts once on either side, however many answers were drawn, and only where both were measured: what is
    slower or dearer in every case is so here.
    """
    cases = list(spent)
    latencies = [(median(a.latencies), median(b.latencies)) for a, b in cases if a.latencies and b.latencies]
    costs = [(median(a.costs), median(b.costs)) for a, b in cases if a.costs and b.costs]
    parts = []
    if latencies:
        before, after = (phrases.duration(median(side)) for side in zip(*latencies, strict=True))
        parts.append(f"{before} → {after} median")
    if costs:
        before, after = (phrases.money(1000 * fmean(side)) for side in zip(*costs, strict=True))
        parts.append(f"{before} → {after} per 1,000 answers")
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


def _growth(before: _Spent, after: _Spent) -> Iterator[str]:
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
