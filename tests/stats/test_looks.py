"""Looks at one held-out part: together they err no oftener than promised, however they depend on each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.looks import level


def test_the_first_looks_halve_what_is_left():
    assert [level(0.05, [False] * count) for count in range(4)] == [0.025, 0.0125, 0.00625, 0.003125]


def test_what_a_look_has_proven_with_is_passed_on_to_the_next_alone():
    assert level(0.05, [True]) == pytest.approx(0.0375)
    assert level(0.05, [True, False]) == pytest.approx(0.00625)
    assert level(0.05, [True, True]) == pytest.approx(0.04375)


@given(st.lists(st.booleans(), max_size=30), st.floats(0.001, 0.5))
def test_no_look_ever_gets_more_than_was_promised_for_all(proven, alpha):
    assert 0 < level(alpha, proven) < alpha


@given(st.integers(1, 40), st.floats(0.001, 0.5))
def test_looks_that_prove_nothing_spend_less_than_alpha_together(looks, alpha):
    assert sum(level(alpha, [False] * count) for count in range(looks)) <= alpha + 1e-12


@pytest.mark.parametrize("alpha", [0, 1, -0.1, 2])
def test_alpha_lies_between_0_and_1(alpha):
    with pytest.raises(ValueError, match="alpha must lie"):
        level(alpha, [])


def test_a_false_claim_in_any_of_many_looks_is_as_rare_as_promised():
    """Independent looks, none of whose claims is true: the worst case for the sum of levels."""
    draw = random.Random(7)
    trials, wrong = 4_000, 0
    for _ in range(trials):
        proven: list[bool] = []
        for _ in range(6):
            proven.append(draw.random() <= level(0.05, proven))
        wrong += any(proven)
    assert wrong / trials < 0.06
