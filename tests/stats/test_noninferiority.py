from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.evidence import paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no
from harness.stats.noninferiority import (
    noninferiority,
    noninferiority_anytime,
    noninferiority_yes_no,
)
from harness.stats.visibility import visible_drop

rates = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=40)


FORMS = (noninferiority, noninferiority_yes_no, noninferiority_anytime)


@pytest.mark.parametrize(
    ("judge", "fewest"), [(noninferiority, 32), (noninferiority_yes_no, 29), (noninferiority_anytime, 34)]
)
def test_so_many_cases_without_any_difference_prove_a_margin_of_ten_percent(judge, fewest):
    for cases in (28, fewest - 1):
        assert judge([1.0] * cases, [1.0] * cases).verdict == "inconclusive"
    assert judge([1.0] * fewest, [1.0] * fewest).verdict == "ports"


def test_two_failures_in_sixty_are_nearly_settled():
    found = [judge([1.0] * 60, [1.0] * 58 + [0.0] * 2) for judge in FORMS]
    assert [one.verdict for one in found] == ["inconclusive"] * 3
    assert found[0].cases_needed <= 24
    assert found[1].cases_needed <= 18


def test_an_exact_verdict_beyond_what_the_exact_test_counts_is_left_to_bets():
    cases = 3000
    assert noninferiority_yes_no([1.0] * cases, [1.0] * (cases - 150) + [0.0] * 150).verdict == "ports"
    assert noninferiority_yes_no([1.0] * cases, [1.0] * (cases - 600) + [0.0] * 600).verdict == "does-not-port"


def test_the_smallest_drop_that_could_have_been_seen():
    found = noninferiority([1.0] * 10, [1.0] * 10)
    drop = visible_drop(found.difference, found.upper, 0.10)
    assert 0.3 < drop < 0.5
    assert visible_drop(0.0, 0.02, 0.10) == pytest.approx(0.12)
    assert visible_drop(-0.9, 0.5, 0.10) == 1.0


def test_a_candidate_that_mostly_fails_does_not_port():
    found = noninferiority([1.0] * 12, [1.0] * 3 + [0.0] * 9)
    assert (found.verdict, found.cases_needed) == ("does-not-port", None)
    assert found.upper < -0.10


def test_an_inconclusive_verdict_says_how_many_more_cases_settle_it():
    found = noninferiority([1.0] * 10, [1.0] * 10)
    assert found.verdict == "inconclusive"
    more = 10 + found.cases_needed
    assert noninferiority([1.0] * more, [1.0] * more).verdict == "ports"


def test_without_any_case_there_is_a_plan_but_no_difference():
    found = noninferiority([], [])
    assert (found.verdict, found.difference, found.lower, found.upper) == ("inconclusive", None, None, None)
    assert found.cases_needed == 32


@given(rates)
@settings(max_examples=30)
def test_bounds_enclose_the_difference_and_decide_the_verdict(pairs):
    for judge in (noninferiority, noninferiority_anytime):
        found = judge([b for b, _ in pairs], [c for _, c in pairs])
        assert -1 <= found.lower <= found.difference + 1e-9
        assert found.difference - 1e-9 <= found.upper <= 1
        expected = "ports" if found.lower > -0.1 else "does-not-port" if found.upper < -0.1 else "inconclusive"
        assert found.verdict == expected


@given(rates, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_cases_does_not_matter(pairs, rng):
    shuffled = rng.sample(pairs, len(pairs))
    for judge in (noninferiority, noninferiority_anytime):
        one, other = (judge([b for b, _ in order], [c for _, c in order]) for order in (pairs, shuffled))
        assert one == other


@pytest.mark.parametrize(
    ("baseline", "candidate", "choice", "message"),
    [
        ([1.0], [], {}, "paired"),
        ([1.2], [1.0], {}, r"\[0, 1\]"),
        ([float("nan")], [1.0], {}, r"\[0, 1\]"),
        ([1.0], [1.0], {"margin": 0.0}, "margin"),
        ([1.0], [1.0], {"confidence": 1.0}, "confidence"),
    ],
)
def test_what_is_not_a_rate_is_refused(baseline, candidate, choice, message):
    with pytest.raises(ValueError, match=message):
        noninferiority(baseline, candidate, **choice)


@pytest.mark.parametrize("base", [1.0, 0.8])
@pytest.mark.parametrize("samples", [1, 3])
def test_exactly_at_the_margin_ports_is_claimed_no_oftener_than_five_in_a_hundred(samples, base):
    """`benchmarks/verdict.py` is the large version: more worlds, more sizes, more trials."""
    rng = random.Random(f"{samples}{base}")
    trials, claims, peeking = 300, 0, 0

    def rate(share: float) -> float:
        return sum(rng.random() < share for _ in range(samples)) / samples

    for _ in range(trials):
        differences: Counter[float] = Counter()
        stopped = False
        for _ in range(40):
            differences[round(rate(base - 0.10) - rate(base), 12)] += 1
            stopped = stopped or refutes_anytime(differences, -0.10, 0.05)
        fixed = refutes_yes_no if samples == 1 else refutes_fixed
        claims += fixed(differences, -0.10, 0.05)
        peeking += stopped
    # 15 expected at most; three standard errors above are 26.
    assert claims <= 26
    assert peeking <= 26


def test_cases_of_one_group_are_one_unit():
    baseline, candidate = [1.0] * 60, [1.0] * 60
    alone = noninferiority(baseline, candidate)
    grouped = noninferiority(baseline, candidate, groups=[case // 5 for case in range(60)])
    assert (alone.verdict, alone.groups) == ("ports", 60)
    assert (grouped.verdict, grouped.cases, grouped.groups, grouped.cases_needed) == ("inconclusive", 60, 12, 20)


def test_a_mean_of_group_means_weighs_each_group_the_same():
    found = noninferiority([1.0] * 5, [0.0] + [1.0] * 4, groups=["short", "long", "long", "long", "long"])
    assert found.difference == pytest.approx(-0.5)


def test_no_label_is_a_group_of_its_own():
    found = noninferiority([1.0] * 4, [1.0] * 4, groups=[None, None, ("a", 1), ("a", 1)])
    assert found.groups == 3


@given(rates)
@settings(max_examples=20)
def test_groups_of_one_are_no_groups(pairs):
    baseline, candidate = [b for b, _ in pairs], [c for _, c in pairs]
    for judge in FORMS:
        assert judge(baseline, candidate, groups=range(len(pairs))) == judge(baseline, candidate)


@pytest.mark.parametrize("groups", [["a"], ["a", float("nan")], ["a", []], ["a", ([],)], []])
def test_labels_that_cannot_group_are_refused(groups):
    with pytest.raises(ValueError, match="label"):
        noninferiority([1.0, 1.0], [1.0, 1.0], groups=groups)


def test_the_direction_of_what_is_needed_is_told():
    assert noninferiority([1.0] * 4, [0.0] * 4).leads_to in (None, "does-not-port")
    assert noninferiority([1.0] * 3, [0.0] * 3).leads_to == "does-not-port"
    assert noninferiority([1.0] * 10, [1.0] * 10).leads_to == "ports"


def test_inside_a_group_a_case_counts_by_its_weight_and_groups_count_alike():
    evidence = paired_cases(refutes_fixed, [1.0] * 3, [1.0, 0.0, 0.0], ["a", "a", "b"], weights=[3.0, 1.0, 50.0])
    assert evidence.difference == pytest.approx((-0.25 - 1.0) / 2)
