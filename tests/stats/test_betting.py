"""The bounds hold whatever the distribution; the figures users are promised are exact."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.betting import BETS, counts_of, lower_bound, refutes, upper_bound

values = st.lists(st.floats(0, 1).map(lambda value: round(value, 3)), min_size=1, max_size=60)


def test_the_weights_of_the_bets_are_a_distribution():
    assert sum(weight for _, weight in BETS) == pytest.approx(1.0)
    assert all(0 < stake <= 1 for stake, _ in BETS)


@given(values)
def test_the_bounds_enclose_the_mean_seen(seen):
    mean = sum(seen) / len(seen)
    assert lower_bound(counts_of(seen), 0.05) <= mean + 1e-9
    assert upper_bound(counts_of(seen), 0.05) >= mean - 1e-9


@given(values, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_does_not_matter(seen, rng):
    shuffled = seen[:]
    rng.shuffle(shuffled)
    assert lower_bound(counts_of(seen), 0.05) == lower_bound(counts_of(shuffled), 0.05)


@given(values, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_higher_mean_is_harder_to_refute_than_a_lower_one(seen, one, other):
    low, high = sorted((one, other))
    assert refutes(counts_of(seen), low, 0.05) or not refutes(counts_of(seen), high, 0.05)


@pytest.mark.parametrize("cases", [10, 29, 60, 200])
@pytest.mark.parametrize("rate", [0.5, 0.8, 0.95])
def test_a_true_mean_is_refuted_no_oftener_than_alpha(cases, rate):
    """Ville's inequality, seen: 1,000 simulated data sets of yes/no data with exactly the mean under test."""
    rng = random.Random(f"{cases}-{rate}")
    refuted = sum(
        refutes(counts_of([float(rng.random() < rate) for _ in range(cases)]), rate, 0.05) for _ in range(1000)
    )
    # 50 expected at most; 72 would be three standard errors above.
    assert refuted <= 72
