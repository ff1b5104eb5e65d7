"""The bounds hold whatever the distribution; the figures users are promised are exact."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.betting import ANYTIME, BESIDE_EXACT, refutes

values = st.lists(st.floats(0, 1).map(lambda value: round(value, 3)), min_size=1, max_size=60)


@pytest.mark.parametrize("bets", [ANYTIME, BESIDE_EXACT])
def test_the_weights_of_the_bets_are_a_distribution(bets):
    assert sum(weight for _, weight in bets) == pytest.approx(1.0)
    assert all(0 < stake <= 1 for stake, _ in bets)


@given(values)
def test_no_mean_above_the_one_seen_is_refuted(seen):
    assert not refutes(Counter(seen), min(1.0, sum(seen) / len(seen) + 1e-9), 0.05)


@given(values, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_higher_mean_is_harder_to_refute_than_a_lower_one(seen, one, other):
    low, high = sorted((one, other))
    assert refutes(Counter(seen), low, 0.05) or not refutes(Counter(seen), high, 0.05)


@pytest.mark.parametrize("cases", [10, 29, 60, 200])
@pytest.mark.parametrize("rate", [0.5, 0.8, 0.95])
def test_a_true_mean_is_refuted_no_oftener_than_alpha(cases, rate):
    """Ville's inequality, seen: 1,000 simulated data sets of yes/no data with exactly the mean under test."""
    rng = random.Random(f"{cases}-{rate}")
    refuted = sum(refutes(Counter(float(rng.random() < rate) for _ in range(cases)), rate, 0.05) for _ in range(1000))
    # 50 expected at most; 72 would be three standard errors above.
    assert refuted <= 72
