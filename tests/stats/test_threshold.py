"""Thresholds on a score, fitted on labels."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.threshold import LEAST, ScoredPair, auc, fit, gain, rates, reliability

BOTH = st.lists(st.builds(ScoredPair, st.booleans(), st.floats(0, 1)), min_size=2, max_size=40).filter(
    lambda rows: len({row.equivalent for row in rows}) == 2
)


def called(rows, threshold):
    return [row.score >= threshold for row in rows]


def balanced(rows, threshold):
    return rates([row.equivalent for row in rows], called(rows, threshold)).balanced


@given(BOTH)
def test_no_threshold_is_better_than_the_fitted_one(rows):
    best = balanced(rows, fit(rows, near=0.5))
    for row in rows:
        # Thresholds have four digits: scores nearer to each other than that cannot be told apart.
        others = [other.score for other in rows if other.score != row.score]
        if row.score >= LEAST and all(abs(row.score - other) > 2 * LEAST for other in others):
            assert balanced(rows, row.score) <= best + 1e-9


@given(BOTH, st.floats(0, 1))
def test_a_bound_on_false_equivalents_is_kept_where_it_can_be(rows, bound):
    labels = [row.equivalent for row in rows]
    found = rates(labels, called(rows, fit(rows, near=0.5, most_false_equivalent=bound)))
    least = rates(labels, called(rows, 1.0)).false_equivalent
    assert found.false_equivalent <= max(bound, least) + 1e-9


def test_of_equally_good_thresholds_the_present_one_stays():
    rows = [ScoredPair(False, 0.1), ScoredPair(True, 0.9)]
    assert fit(rows, near=0.6) == 0.6
    assert fit(rows, near=0.95) == 0.5


@given(BOTH)
def test_auc_is_the_share_of_well_ordered_pairs(rows):
    same = [row.score for row in rows if row.equivalent]
    other = [row.score for row in rows if not row.equivalent]
    wins = sum((one > two) + (one == two) / 2 for one in same for two in other)
    found = auc(rows)
    assert found.value == pytest.approx(wins / (len(same) * len(other)))
    assert 0 <= found.lower <= found.value <= found.upper <= 1


def test_the_interval_of_the_auc_covers_as_often_as_it_says():
    random = np.random.default_rng(1)
    # Normal scores one standard deviation apart: the true area is the normal distribution at 1 / sqrt(2).
    truth, hits = NormalDist().cdf(0.5**0.5), 0
    for _ in range(300):
        same = [ScoredPair(True, float(value)) for value in random.normal(1, 1, 40)]
        other = [ScoredPair(False, float(value)) for value in random.normal(0, 1, 60)]
        found = auc([*same, *other])
        hits += found.lower <= truth <= found.upper
    assert 0.92 <= hits / 300 <= 0.98


@pytest.mark.parametrize(("shift", "tells"), [(0.0, False), (-1.0, False), (1.0, True)])
def test_only_scores_better_than_a_coin_tell_apart(shift, tells):
    random = np.random.default_rng(0)
    rows = [ScoredPair(label, float(random.normal(shift * label, 1))) for label in (True, False) for _ in range(100)]
    assert auc(rows).tells_apart is tells


def test_the_gain_counts_each_label_half():
    labels = [True] * 10 + [False] * 90
    before = [False] * 10 + [False] * 90
    after = [True] * 5 + [False] * 5 + [False] * 90
    found = gain(labels, before, after)
    assert found.mean == pytest.approx(0.25)
    # The differences of ten pairs: mean 0.5, variance 0.25; a quarter of 0.25 / 10, 1.96 standard errors.
    assert found.upper - found.mean == pytest.approx(1.96 * (0.25 / 10 / 4) ** 0.5, rel=1e-3)


def test_hard_breaks_are_no_part_of_the_reliability():
    bins = reliability([ScoredPair(True, 0.0), ScoredPair(True, 0.05), ScoredPair(False, 0.05), ScoredPair(True, 1.0)])
    assert [(one.pairs, one.equivalent) for one in bins if one.pairs] == [(2, 1), (1, 1)]
