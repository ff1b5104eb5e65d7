from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.model.config import Price, Target
from harness.model.exchange import Message, Request, Tool, Usage
from harness.model.result import WorkId
from harness.sending.budget import BudgetLedger, cost, estimate, learn, require_bounds, size_of
from harness.sending.tokens import Bills, most_tokens_of, tokens_of

PRICE = Price(input=1.0, output=10.0)


def request(text: str = "hello", **params) -> Request:
    return Request(model="m", messages=(Message("user", text),), params=params)


def test_cost_is_per_million_tokens():
    assert cost(Usage(input_tokens=1_000_000, output_tokens=100_000), PRICE) == 2.0


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


@dataclass(frozen=True)
class Asked:
    id: WorkId
    request: Request


def asked(target: str, suite: str = "s", **params) -> Asked:
    return Asked(WorkId(suite, "c", target, 0), request(**params))


def test_a_budget_needs_a_price_and_a_bound_and_all_that_lack_one_are_named_at_once():
    targets = {name: Target(name=name, provider="openai", model="m", price=PRICE) for name in ("gpt", "claude")}
    targets |= {name: Target(name=name, provider="openai", model="m") for name in ("llama", "qwen")}
    require_bounds(targets, [asked("gpt", max_tokens=5)])
    with pytest.raises(UsageError) as caught:
        require_bounds(
            targets,
            [
                asked("llama", max_tokens=5),
                asked("qwen", max_tokens=5),
                asked("gpt", "refund"),
                asked("gpt", "tickets"),
            ],
        )
    for told in ("'llama' has no price", "'qwen' has no price", "calls to 'gpt' have no max_tokens", "refund, tickets"):
        assert told in str(caught.value)
    assert "targets.llama" in caught.value.hint
    assert "targets.qwen" in caught.value.hint


def test_scripts_take_tokens_of_their_own():
    for text, per_character in (
        ("plain English words " * 20, 0.25),
        ("日本語の文章です。" * 20, 1.1),
        ("русский текст " * 20, 0.5),
    ):
        assert tokens_of(text) / len(text) == pytest.approx(per_character, rel=0.15)


@given(st.text(max_size=80))
def test_an_estimate_stays_within_the_bound(text):
    assert tokens_of(text) <= most_tokens_of(text) + 1


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 3000)), min_size=1, max_size=20))
def test_what_a_vendor_billed_bounds_what_it_will_bill(bills):
    """Once a bill was seen, the same call is never thought to cost less at most."""
    learnt = Bills()
    for most, billed in bills:
        learnt.learn(most, most, billed)
    assert all(learnt.most(most) >= billed for most, billed in bills)


def test_pacing_follows_the_mean_of_the_bills():
    learnt = Bills()
    for _ in range(10):
        learnt.learn(100, 400, 230)
    assert learnt.expected(100) == 230


def test_tools_have_a_floor():
    tool = Tool("find", "Finds an order.", {"type": "object"})
    bare, with_tool = (estimate(replace(request(max_tokens=5), tools=tools), PRICE) for tools in ((), (tool,)))
    assert with_tool.worst_input_tokens - bare.worst_input_tokens > 600


@given(st.floats(0, 10), st.lists(st.floats(0, 3), max_size=60), st.integers(0, 2**32))
def test_the_ledger_never_passes_its_limit(limit, worst_cases, seed):
    """Reservations and settlements interleave at random; what is spent never passes the budget."""
    rng, ledger, open_calls = random.Random(seed), BudgetLedger(limit), []
    for worst in worst_cases:
        if ledger.reserve(worst):
            open_calls.append(worst)
        if open_calls and rng.random() < 0.5:
            settled = open_calls.pop(rng.randrange(len(open_calls)))
            ledger.settle(settled, rng.choice([None, settled * rng.random()]))
        assert ledger.spent + sum(open_calls) <= limit + 1e-9


def test_a_bill_beyond_the_worst_case_raises_the_next_worst_case():
    bills, asked_for = Bills(), request(max_tokens=10)
    before = estimate(asked_for, PRICE, bills)
    learn(bills, size_of(asked_for), Usage(input_tokens=before.worst_input_tokens + 7, output_tokens=10 + 5))
    after = estimate(asked_for, PRICE, bills)
    assert after.worst_input_tokens == before.worst_input_tokens + 7
    assert after.worst_usd - before.worst_usd == pytest.approx((7 * PRICE.input + 5 * PRICE.output) / 1e6)
    unknown = Bills()
    learn(unknown, size_of(asked_for), Usage())
    assert estimate(asked_for, PRICE, unknown) == before


CENTS = st.integers(0, 40)
STEP = st.one_of(
    st.tuples(st.just("reserve"), CENTS, st.booleans()),
    st.tuples(st.just("settle"), CENTS, st.booleans()),
    st.tuples(st.sampled_from(["hold", "elsewhere"]), st.integers(0, 5), st.just(True)),
)


@given(st.integers(0, 200), st.lists(STEP, max_size=30))
def test_a_ledger_is_the_sum_of_what_was_spent_and_what_is_set_aside(limit, steps):
    """Amounts in whole dollars, which floats add exactly."""
    ledger, open_calls, committed, spent = BudgetLedger(limit), [], 0, 0
    for kind, amount, is_known in steps:
        if kind == "reserve":
            worst = amount if is_known else None
            fits = committed + (worst or 0) <= limit
            assert ledger.reserve(worst) == fits
            if fits:
                open_calls.append(worst)
                committed += worst or 0
        elif kind == "settle" and open_calls:
            worst = open_calls.pop()
            actual = amount if is_known else None
            ledger.settle(worst, actual)
            came_to = (worst or 0) if actual is None else actual
            committed += came_to - (worst or 0)
            spent += came_to
        elif kind == "hold":
            ledger.hold(amount)
            committed += amount
        elif kind == "elsewhere":
            ledger.spend_elsewhere(amount)
            committed += amount
        assert ledger.spent == spent
