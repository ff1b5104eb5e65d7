from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.noninferiority import noninferiority

rates = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("cases", "verdict"), [(28, "inconclusive"), (29, "inconclusive"), (30, "ports"), (200, "ports")]
)
def test_so_many_cases_without_any_difference_prove_a_margin_of_ten_percent(cases, verdict):
    assert noninferiority([1.0] * cases, [1.0] * cases).verdict == verdict


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
    assert found.cases_needed == 30


@given(rates)
def test_bounds_enclose_the_difference_and_decide_the_verdict(pairs):
    found = noninferiority([b for b, _ in pairs], [c for _, c in pairs])
    assert -1 <= found.lower <= found.difference + 1e-9
    assert found.difference - 1e-9 <= found.upper <= 1
    expected = "ports" if found.lower > -0.1 else "does-not-port" if found.upper < -0.1 else "inconclusive"
    assert found.verdict == expected or abs(found.lower + 0.1) < 1e-6 or abs(found.upper + 0.1) < 1e-6


@pytest.mark.parametrize(
    ("baseline", "candidate", "settings", "message"),
    [
        ([1.0], [], {}, "paired"),
        ([1.2], [1.0], {}, r"\[0, 1\]"),
        ([float("nan")], [1.0], {}, r"\[0, 1\]"),
        ([1.0], [1.0], {"margin": 0.0}, "margin"),
        ([1.0], [1.0], {"confidence": 1.0}, "confidence"),
    ],
)
def test_what_is_not_a_rate_is_refused(baseline, candidate, settings, message):
    with pytest.raises(ValueError, match=message):
        noninferiority(baseline, candidate, **settings)


@pytest.mark.parametrize("base", [1.0, 0.8])
@pytest.mark.parametrize("cases", [29, 60])
def test_exactly_at_the_margin_ports_is_claimed_no_oftener_than_five_in_a_hundred(cases, base):
    rng = random.Random(f"{cases}{base}")

    def claims() -> bool:
        baseline = [float(rng.random() < base) for _ in range(cases)]
        candidate = [float(rng.random() < base - 0.10) for _ in range(cases)]
        return noninferiority(baseline, candidate).verdict == "ports"

    assert sum(claims() for _ in range(600)) <= 30 + 3 * 5.4
