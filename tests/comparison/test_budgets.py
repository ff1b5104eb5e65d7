"""Cost and latency are claims with an interval, not two numbers side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from compared_sides import pair, suite

from harness.comparison.budgets import judged
from harness.comparison.rates import CasePair
from harness.model.exchange import Response
from harness.model.suite import Budget


def priced(ours: float | None, theirs: float | None, **more) -> CasePair:
    """A case whose answers cost so many dollars and took as many seconds."""
    case = pair(**more)

    def with_cost(answers, amount):
        return [replace(one, cost_usd=amount, response=Response(text="x", latency_s=amount)) for one in answers]

    return replace(case, baseline=with_cost(case.baseline, ours), candidate=with_cost(case.candidate, theirs))


def state(budget: Budget, pairs: list[CasePair]) -> str:
    (found,) = judged(suite(budgets=(budget,)), pairs)
    return found.state


@pytest.mark.parametrize(
    ("measure", "limit", "relative"),
    [("cost", 1.5, True), ("cost", 0.02, False), ("latency", 1.5, True), ("p95_latency", 0.02, False)],
)
def test_a_budget_is_kept_broken_or_open(measure, limit, relative):
    budget = Budget(measure, limit, relative=relative)
    assert state(budget, [priced(0.01, 0.01)] * 100) == "kept"
    assert state(budget, [priced(0.01, 0.05)] * 100) == "broken"
    assert state(budget, [priced(0.01, 0.01)] * 2) == "inconclusive"


@pytest.mark.parametrize("measure", ["cost", "ttft"])
def test_what_was_not_measured_is_neither(measure):
    assert state(Budget(measure, 1.2, relative=True), [priced(None, None)] * 60) == "inconclusive"


def test_missing_figures_withhold_it():
    budget = Budget("cost", 1.2, relative=True)
    assert state(budget, [priced(0.01, 0.01)] * 96 + [priced(0.01, None)] * 4) == "kept"
    assert state(budget, [priced(0.01, 0.01)] * 90 + [priced(0.01, None)] * 10) == "inconclusive"


def test_a_model_against_itself_breaks_no_budget():
    """Long tails on either side: a comparison of the two means alone would call it broken half of the time."""
    slow = [priced(0.01, 0.01)] * 58 + [priced(0.01, 0.4), priced(0.3, 0.01)]
    assert state(Budget("latency", 1.1, relative=True), slow) != "broken"
