"""What a candidate costs and how long it takes, held against the suite's budgets.

Each case weighs the same: the mean over its samples, baseline and candidate paired. Of a quantile the first answer of
each side counts, since several answers to one case are no several cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import fmean

from harness.comparison.rates import CasePair
from harness.model.comparison import BudgetResult, Measure
from harness.model.result import Answer
from harness.model.suite import Budget, Suite
from harness.stats.budgets import (
    NOTHING,
    BudgetVerdict,
    judge_mean,
    judge_mean_ratio,
    judge_quantile,
    judge_quantile_ratio,
)

MISSING_SHARE = 0.05
"""A budget is not judged once more than this share of the cases lack the figure: these may be the slow ones."""
QUANTILES: dict[Measure, float] = {"p95_latency": 0.95}


def judged(suite: Suite, pairs: Iterable[CasePair]) -> tuple[BudgetResult, ...]:
    """Every budget of the suite, over the cases of a comparison."""
    return tuple(_judged(budget, suite, pairs) for budget in suite.budgets)


def _judged(budget: Budget, suite: Suite, pairs: Iterable[CasePair]) -> BudgetResult:
    amount = _first if budget.measure in QUANTILES else _mean
    cases, rows = 0, []
    for pair in pairs:
        cases += 1
        ours, theirs = amount(pair.baseline, budget.measure), amount(pair.candidate, budget.measure)
        if theirs is not None and (ours is not None or not budget.relative):
            rows.append((ours or 0.0, theirs, pair.group))
    verdict = (
        NOTHING if cases - len(rows) > MISSING_SHARE * cases else _verdict(budget, suite.equivalence.confidence, rows)
    )
    return BudgetResult(
        measure=budget.measure,
        limit=budget.limit,
        relative=budget.relative,
        state=verdict.state,
        value=verdict.value,
        lower=verdict.lower,
        upper=verdict.upper,
        cases=len(rows),
    )


def _verdict(budget: Budget, confidence: float, rows: Sequence[tuple[float, float, str | None]]) -> BudgetVerdict:
    baseline, candidate = [ours for ours, _, _ in rows], [theirs for _, theirs, _ in rows]
    labels = [group for _, _, group in rows]
    # A label each makes a quantile's exact test give way to bets: not where no case has a fellow.
    groups = labels if any(labels) else None
    quantile = QUANTILES.get(budget.measure)
    if quantile is None and budget.relative:
        return judge_mean_ratio(baseline, candidate, budget.limit, confidence, groups=groups)
    if quantile is None:
        return judge_mean(candidate, budget.limit, confidence, groups=groups)
    if budget.relative:
        return judge_quantile_ratio(baseline, candidate, budget.limit, confidence, quantile=quantile, groups=groups)
    return judge_quantile(candidate, budget.limit, confidence, quantile=quantile, groups=groups)


def _mean(answers: Sequence[Answer], measure: Measure) -> float | None:
    amounts = list(_amounts(answers, measure))
    return fmean(amounts) if amounts else None


def _first(answers: Sequence[Answer], measure: Measure) -> float | None:
    return next(_amounts(answers, measure), None)


def _amounts(answers: Sequence[Answer], measure: Measure) -> Iterator[float]:
    read: Callable[[Answer], float | None] = {"cost": _cost, "ttft": _ttft}.get(measure, _latency)
    return (amount for answer in answers if (amount := read(answer)) is not None)


def _cost(answer: Answer) -> float | None:
    return answer.cost_usd


def _latency(answer: Answer) -> float | None:
    return answer.response.latency_s if answer.response else None


def _ttft(answer: Answer) -> float | None:
    return answer.response.ttft_s if answer.response else None
