"""The exact test is exact: its size is summed over every outcome, not simulated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats import paired
from harness.stats.paired import Tally, refutes, tally_of


def probability(tally: Tally, gains: float, losses: float) -> float:
    n, lost, gained = tally
    kept = n - lost - gained
    ways = math.comb(n, lost) * math.comb(n - lost, gained)
    return ways * losses**lost * gains**gained * max(0.0, 1 - gains - losses) ** kept


def outcomes(n: int) -> list[Tally]:
    return [Tally(n, lost, gained) for lost in range(n + 1) for gained in range(n + 1 - lost)]


@pytest.mark.parametrize(("cases", "mean"), [(10, -0.3), (29, -0.1), (30, -0.1), (30, 0.1), (31, -0.2)])
def test_a_true_mean_is_refuted_with_no_more_than_the_probability_stated(cases, mean):
    refuting = [tally for tally in outcomes(cases) if refutes(tally, mean, 0.05)]
    low, high = max(0.0, mean), (1 + mean) / 2
    sizes = [
        sum(probability(tally, gains, gains - mean) for tally in refuting)
        for gains in (low + (high - low) * step / 150 for step in range(151))
    ]
    assert 0 < max(sizes) <= 0.05


@pytest.mark.parametrize(("lost", "fewest"), [(0, 29), (1, 46), (2, 61), (5, 103)])
def test_where_nothing_is_gained_it_is_nearly_the_binomial_test(lost, fewest):
    """`fewest` is the exact binomial bound's; noise that goes both ways costs a case or two."""
    assert not refutes(Tally(fewest - 1, lost, 0), -0.10, 0.05)
    assert refutes(Tally(fewest + 3 * bool(lost), lost, 0), -0.10, 0.05)


@pytest.mark.parametrize("mean", [-0.4, -0.1, -0.02, 0.05, 0.1, 0.4])
@pytest.mark.parametrize("cases", [10, 29, 120])
def test_fewer_losses_and_more_gains_are_always_more_extreme(cases, mean):
    lost, gained = np.arange(cases + 1)[:, None], np.arange(cases + 1)[None, :]
    score = paired._score(np, cases, lost, gained, mean)
    possible = lost + gained <= cases
    assert (score[1:] - score[:-1])[possible[1:]].max() < 1e-9
    assert (score[:, 1:] - score[:, :-1])[possible[:, 1:]].min() > -1e-9


@given(st.dictionaries(st.sampled_from([-1.0, -0.5, 0.0, 1 / 3, 1.0]), st.integers(1, 20), min_size=1))
def test_rounding_down_never_helps(differences):
    tally = tally_of(differences)
    assert tally.cases == sum(differences.values())
    assert tally.gained - tally.lost <= sum(value * count for value, count in differences.items())


def test_means_beyond_the_range_and_means_above_the_one_seen():
    assert refutes(Tally(5, 5, 0), -1.0, 0.05)
    assert not refutes(Tally(50, 0, 50), 1.0, 0.05)
    assert not refutes(Tally(1000, 200, 100), -0.1, 0.05)
