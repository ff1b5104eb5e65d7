from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.budgets import judge_mean, judge_mean_ratio, judge_quantile, judge_quantile_ratio

amounts = st.lists(st.floats(0.01, 100), min_size=1, max_size=40)
pairs = st.lists(st.tuples(st.floats(0.01, 100), st.floats(0.01, 100)), min_size=1, max_size=40)


def test_a_model_that_costs_the_same_keeps_and_one_that_costs_twice_breaks():
    rng = random.Random(3)
    base = [rng.lognormvariate(0, 0.5) for _ in range(200)]
    other = [amount * rng.lognormvariate(0, 0.2) for amount in base]
    assert judge_mean_ratio(base, other, 1.2).state == "kept"
    broken = judge_mean_ratio(base, [2 * amount for amount in other], 1.2)
    assert broken.state == "broken"
    assert 1.2 < broken.lower < broken.value < broken.upper < 3
    assert judge_mean_ratio(base[:8], other[:8], 1.2).state == "inconclusive"


def test_what_is_assumed_is_told_unless_a_bound_is_stated():
    base, other = [1.0, 2.0] * 20, [1.0, 2.0] * 20
    assert judge_mean_ratio(base, other, 1.2).assumed == pytest.approx(2 * 0.4)
    assert judge_mean_ratio(base, other, 1.2, bound=5.0).assumed is None
    assert judge_quantile(base, 1.2).assumed is None


def test_a_time_to_the_first_token_in_seconds():
    assert judge_mean([1.0] * 20, 2.0).state == "kept"
    assert judge_mean([3.0] * 20, 2.0).state == "broken"
    assert judge_mean([1.0], 2.0).state == "inconclusive"
    assert judge_mean([1.0], 2.0, bound=1.5).state == "kept"  # nothing can take longer


def test_what_is_free():
    free, dear = [0.0] * 30, [1.0] * 30
    assert judge_mean_ratio(free, free, 1.2).state == "kept"
    assert judge_mean_ratio(free, dear, 1.2).state == "broken"
    assert judge_mean_ratio(dear, free, 1.2).state == "kept"
    assert judge_mean_ratio(free, free, 1.2).value is None


@pytest.mark.parametrize(("within", "beyond", "state"), [(59, 0, "kept"), (58, 0, "inconclusive"), (50, 9, "broken")])
def test_order_statistics_bound_a_quantile(within, beyond, state):
    """0.95⁵⁹ < 0.05 < 0.95⁵⁸: the fewest that can prove a 95 % quantile."""
    assert judge_quantile([1.0] * within + [3.0] * beyond, 2.0).state == state


def test_a_ratio_of_quantiles_takes_a_bound_from_each_side():
    base = [1.0 + number / 1000 for number in range(100)]
    assert judge_quantile_ratio(base, base, 1.5).state == "kept"
    assert judge_quantile_ratio(base, [2 * amount for amount in base], 1.5).state == "broken"
    assert judge_quantile_ratio(base[:71], base[:71], 1.5).state == "inconclusive"


def test_samples_of_a_case_are_one_unit():
    values = [1.0] * 120
    assert judge_quantile(values, 2.0).units == 120
    grouped = judge_quantile(values, 2.0, groups=[number // 12 for number in range(120)])
    assert (grouped.state, grouped.units) == ("inconclusive", 10)
    assert judge_mean_ratio(values, values, 1.2, groups=[0] * 120).state == "inconclusive"


@pytest.mark.parametrize("judge", [judge_mean, judge_quantile])
def test_of_nothing_nothing_is_said(judge):
    verdict = judge([], 2.0)
    assert (verdict.state, verdict.value, verdict.lower, verdict.upper) == ("inconclusive", None, None, None)
    assert judge_mean_ratio([], [], 2.0) == judge_quantile_ratio([], [], 2.0) == verdict


@pytest.mark.parametrize("limit", [0.5, 1.0, 1.3])
@given(pairs)
@settings(max_examples=25)
def test_bounds_and_state_never_disagree(limit, pairs):
    base, other = [b for b, _ in pairs], [c for _, c in pairs]
    for verdict in (
        judge_mean(other, limit), judge_mean_ratio(base, other, limit), judge_mean_ratio(base, other, limit, bound=100),
        judge_quantile(other, limit), judge_quantile_ratio(base, other, limit),
    ):  # fmt: skip
        upper = math.inf if verdict.upper is None else verdict.upper
        assert 0 <= verdict.lower <= verdict.value * (1 + 1e-9)
        assert verdict.value <= upper * (1 + 1e-9)
        assert (verdict.state == "broken") == (verdict.lower > limit)
        assert (verdict.state == "kept") == (upper <= limit)


@given(pairs, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_cases_does_not_matter(pairs, rng):
    shuffled = rng.sample(pairs, len(pairs))
    one, other = (judge_mean_ratio([b for b, _ in order], [c for _, c in order], 1.2) for order in (pairs, shuffled))
    assert one.state == other.state
    assert one.value == pytest.approx(other.value)


@pytest.mark.parametrize("judge", [judge_mean_ratio, judge_quantile_ratio])
@pytest.mark.parametrize("cases", [10, 80])
def test_a_model_against_itself_seldom_breaks_even_a_limit_of_one(judge, cases):
    rng, trials = random.Random(f"{judge.__name__}{cases}"), 200
    broken = 0
    for _ in range(trials):
        sizes = [rng.lognormvariate(0, 1) for _ in range(cases)]
        base, other = ([size * rng.lognormvariate(0, 0.5) for size in sizes] for _ in range(2))
        broken += judge(base, other, 1.0).state == "broken"
    # 10 expected at most; three standard errors above are 19.
    assert broken <= 19


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: judge_mean([-1.0], 2.0), "not negative"),
        (lambda: judge_mean([math.nan], 2.0), "finite"),
        (lambda: judge_mean([math.inf], 2.0), "finite"),
        (lambda: judge_mean([3.0], 2.0, bound=2.5), "bound stated"),
        (lambda: judge_mean([1.0], 0.0), "limit"),
        (lambda: judge_mean([1.0], 2.0, 1.0), "confidence"),
        (lambda: judge_quantile([1.0], 2.0, quantile=1.0), "quantile"),
        (lambda: judge_mean_ratio([1.0], [], 2.0), "paired"),
        (lambda: judge_mean([1.0], 2.0, groups=["a", "b"]), "label"),
    ],
)
def test_what_cannot_be_judged_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
