from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.model.config import Price, Target
from harness.model.exchange import Message, Request, Usage
from harness.sending.budget import Ledger, cost, estimate, require_bounded

PRICE = Price(input=1.0, output=10.0)


def request(text: str = "hello", **params) -> Request:
    return Request(model="m", messages=(Message("user", text),), params=params)


def test_cost_is_per_million_tokens():
    assert cost(Usage(input_tokens=1_000_000, output_tokens=100_000), PRICE) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("usage", "price"),
    [
        (Usage(input_tokens=1), PRICE),
        (Usage(input_tokens=1, output_tokens=1), None),
        (Usage(input_tokens=-5, output_tokens=1), PRICE),
    ],
)
def test_what_is_not_known_is_not_free(usage, price):
    assert cost(usage, price) is None


@given(st.text(max_size=200), st.integers(1, 1000))
def test_the_worst_case_is_no_better_than_the_expected(text, cap):
    foreseen = estimate(request(text, max_tokens=cap), PRICE)
    assert foreseen.worst_usd >= foreseen.expected_usd


def test_a_budget_needs_a_price_and_a_bound():
    priced = Target(name="t", provider="openai", model="m", price=PRICE)
    require_bounded(priced, request(max_tokens=5))
    with pytest.raises(UsageError, match="max_tokens"):
        require_bounded(priced, request())
    with pytest.raises(UsageError, match="no price"):
        require_bounded(Target(name="t", provider="openai", model="m"), request(max_tokens=5))


@given(st.floats(0, 10), st.lists(st.floats(0, 3), max_size=60), st.integers(0, 2**32))
def test_the_ledger_never_passes_its_limit(limit, worst_cases, seed):
    """Reservations and settlements interleave at random; what is spent never passes the budget."""
    rng, ledger, open_calls = random.Random(seed), Ledger(limit), []
    for worst in worst_cases:
        if ledger.reserve(worst):
            open_calls.append(worst)
        if open_calls and rng.random() < 0.5:
            settled = open_calls.pop(rng.randrange(len(open_calls)))
            ledger.settle(settled, rng.choice([None, settled * rng.random()]))
        assert ledger.spent + sum(open_calls) <= limit + 1e-9
