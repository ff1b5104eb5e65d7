"""What must hold of every verdict, whatever the rates."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.evidence import paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no
from harness.stats.noninferiority import judge, noninferiority, noninferiority_these_cases, p_value

METHODS = (refutes_yes_no, refutes_fixed, refutes_anytime)
ORDER = ("does-not-port", "inconclusive", "ports")
yes_no = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=50)
rates = st.sampled_from([0.0, 0.25, 0.5, 1.0])
cases = st.lists(
    st.tuples(st.lists(rates, max_size=4), st.lists(rates, min_size=1, max_size=4)), min_size=1, max_size=12
)


@given(yes_no, st.data())
@settings(max_examples=25)
def test_one_more_success_of_the_candidate_never_lowers_a_bound(pairs, data):
    failures = [case for case, (_, passed) in enumerate(pairs) if not passed]
    if not failures:
        return
    better = list(pairs)
    case = data.draw(st.sampled_from(failures))
    better[case] = (pairs[case][0], True)
    for method in METHODS:
        before, after = (
            judge(paired_cases(method, [b for b, _ in some], [c for _, c in some]), 0.10, 0.95)
            for some in (pairs, better)
        )
        # Bounds are searched to 2⁻¹¹.
        assert after.lower >= before.lower - 2**-10
        assert after.upper >= before.upper - 2**-10
        assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)


@given(yes_no)
@settings(max_examples=20)
def test_more_confidence_is_a_wider_interval(pairs):
    baseline, candidate = [float(b) for b, _ in pairs], [float(c) for _, c in pairs]
    narrow, wide = (noninferiority(baseline, candidate, 0.10, confidence) for confidence in (0.90, 0.99))
    assert wide.lower <= narrow.lower + 2**-10
    assert wide.upper >= narrow.upper - 2**-10


@given(st.integers(1, 28), st.sampled_from(METHODS), st.integers(1, 4))
@settings(max_examples=30)
def test_fewer_than_29_perfect_units_never_port(units, method, size):
    groups = [case // size for case in range(units * size)]
    perfect = [1.0] * len(groups)
    verdict = judge(paired_cases(method, perfect, perfect, groups), 0.10, 0.95)
    assert (verdict.verdict, verdict.leads_to) == ("inconclusive", "ports")
    assert units + verdict.cases_needed >= 29


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
@settings(max_examples=20)
def test_neither_order_nor_names_of_groups_matter(labelled, rng):
    shuffled = rng.sample(labelled, len(labelled))
    rename = dict(zip("abcdef", rng.sample(range(6), 6), strict=True))
    one = noninferiority([1.0] * len(labelled), [c for _, c in labelled], groups=[label for label, _ in labelled])
    other = noninferiority(
        [1.0] * len(shuffled), [c for _, c in shuffled], groups=[rename[label] for label, _ in shuffled]
    )
    assert one == other


@given(yes_no)
@settings(max_examples=20)
def test_a_group_repeated_is_no_more_evidence(pairs):
    baseline, candidate = [float(b) for b, _ in pairs], [float(c) for _, c in pairs]
    once = noninferiority(baseline, candidate)
    thrice = noninferiority(baseline * 3, candidate * 3, groups=[*range(len(pairs))] * 3)
    assert (once.verdict, once.lower, once.upper) == (thrice.verdict, thrice.lower, thrice.upper)
    assert (thrice.cases, thrice.groups) == (3 * len(pairs), len(pairs))


@given(yes_no, st.lists(st.booleans(), min_size=50, max_size=50))
@settings(max_examples=20)
def test_an_unknown_floor_claims_no_more_than_a_known_one(pairs, unknown):
    candidate = [float(c) for _, c in pairs]
    floors = [None if hidden else float(b) for (b, _), hidden in zip(pairs, unknown, strict=False)]
    verdict = judge(paired_cases(refutes_yes_no, floors, candidate), 0.10, 0.95)
    for filler in (0.0, 1.0):
        told = judge(paired_cases(refutes_yes_no, [filler if b is None else b for b in floors], candidate), 0.10, 0.95)
        assert verdict.lower <= told.lower + 2**-10
        assert verdict.upper >= told.upper - 2**-10
    everywhere = judge(paired_cases(refutes_yes_no, [None] * len(pairs), candidate), 0.10, 0.95)
    assert everywhere.verdict != "does-not-port"


@given(cases, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_bounds_on_these_cases_enclose_the_difference_in_any_order(cases, rng):
    verdict, other = (
        noninferiority_these_cases([b for b, _ in order], [c for _, c in order])
        for order in (cases, rng.sample(cases, len(cases)))
    )
    assert -1 <= verdict.lower <= verdict.difference + 2**-10
    assert verdict.difference - 2**-10 <= verdict.upper <= 1
    assert verdict.verdict == other.verdict
    assert verdict.lower == pytest.approx(other.lower, abs=2**-10)
    expected = "ports" if verdict.lower > -0.1 else "does-not-port" if verdict.upper < -0.1 else "inconclusive"
    assert verdict.verdict == expected


@pytest.mark.parametrize("method", METHODS)
def test_a_p_value_is_where_the_verdict_turns(method):
    rng = random.Random(8)
    for _ in range(6):
        evidence = paired_cases(method, [1.0] * 60, [float(rng.random() < 0.98) for _ in range(60)])
        p = p_value(evidence, 0.10)
        assert p == 1.0 or evidence.refutes_at_most(-0.10, p)
        assert not evidence.refutes_at_most(-0.10, p * 0.99)
