from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.comparison.family import controlled
from harness.comparison.verdict import Compared
from harness.model.comparison import Comparison, PassRate
from harness.stats.evidence import paired_cases, refutes_anytime, refutes_yes_no
from harness.stats.noninferiority import judge, p_value


def compared(lost: int = 0, cases: int = 40, confidence: float = 0.95) -> Compared:
    baseline, candidate = [1.0] * cases, [0.0] * lost + [1.0] * (cases - lost)
    evidence = paired_cases(refutes_yes_no, baseline, candidate)
    found = judge(evidence, 0.10, confidence)
    comparison = Comparison(
        candidate="c", verdict=found.verdict, cases=cases, missing=0, matches=cases - lost, difference=found.difference,
        lower=found.lower, upper=found.upper, margin=0.10, confidence=confidence, pass_rate=PassRate(1.0, 1.0),
        noise_floor=1.0, cases_needed=found.cases_needed, leads_to=found.leads_to,
        groups=found.cases,
    )  # fmt: skip
    return Compared(comparison, evidence, evidence)


def verdicts(*found: Compared) -> list[str]:
    return [one.verdict for one in controlled(found)]


def test_one_comparison_stays_as_it_is():
    assert controlled([compared()]) == [compared().comparison]
    assert controlled([]) == []


def test_thirty_cases_prove_one_comparison_but_not_each_of_six():
    assert verdicts(compared(cases=30)) == ["ports"]
    found = controlled([compared(cases=30)] * 6)
    assert {one.verdict for one in found} == {"inconclusive"}
    assert found[0].lower < -0.10
    assert 30 + found[0].cases_needed == 46  # 0.9^46 < 0.05 / 6 < 0.9^45
    assert "all 6 comparisons" in found[0].reasons[0]
    assert "99.2 %" in found[0].reasons[0]


def test_the_clearest_makes_way_for_the_next():
    """40 cases hold at 0.05/2, 30 at 0.05 once the other is settled; the order of the suites does not matter."""
    assert verdicts(compared(cases=30), compared(cases=40)) == ["ports", "ports"]
    assert verdicts(compared(cases=30), compared(cases=30)) == ["inconclusive", "inconclusive"]


@given(st.lists(st.integers(3, 80), min_size=1, max_size=12), st.data())
def test_what_is_foreseen_is_enough_beside_the_others(sizes, data):
    alone = [compared(cases=size) for size in sizes]
    open_ones = [number for number, one in enumerate(controlled(alone)) if one.verdict == "inconclusive"]
    if not open_ones:
        return
    chosen = data.draw(st.sampled_from(open_ones))
    needed = controlled(alone)[chosen].cases_needed
    alone[chosen] = compared(cases=sizes[chosen] + needed)
    assert controlled(alone)[chosen].verdict == "ports"


def test_all_are_proven_once_each_has_what_it_needs():
    few = controlled([compared(cases=12)] * 10)
    assert {one.cases_needed for one in few} == {39}  # 0.9^51 < 0.05 / 10 < 0.9^50
    assert set(verdicts(*[compared(cases=12 + 39)] * 10)) == {"ports"}


def test_verdicts_that_let_nobody_move_stay_and_count():
    assert verdicts(compared(lost=12), compared(cases=10), compared(cases=60)) == [
        "does-not-port", "inconclusive", "ports",
    ]  # fmt: skip
    assert verdicts(compared(lost=12), compared(cases=10), compared(cases=35)) == [
        "does-not-port", "inconclusive", "inconclusive",
    ]  # fmt: skip


def test_each_suite_is_measured_by_its_own_confidence():
    assert verdicts(compared(cases=30), compared(cases=40, confidence=0.80)) == ["ports", "ports"]


@pytest.mark.parametrize("refutes", [refutes_yes_no, refutes_anytime])
def test_a_p_value_decides_as_the_verdict_does(refutes):
    rng = random.Random(4)
    for _ in range(12):
        candidate = [float(rng.random() < 0.97) for _ in range(60)]
        baseline = [1.0] * 60
        p = p_value(paired_cases(refutes, baseline, candidate), 0.10)
        seen = Counter(c - b for b, c in zip(baseline, candidate, strict=True))
        assert p == 1.0 or refutes(seen, -0.10, p)
        assert not refutes(seen, -0.10, p * 0.99)


def test_any_wrong_claim_in_a_family_stays_within_the_promise():
    rng = random.Random(7)
    tables = {lost: compared(lost, 60) for lost in range(20)}
    families = [[tables[sum(rng.random() < 0.1 for _ in range(60))] for _ in range(5)] for _ in range(150)]
    wrong = sum("ports" in verdicts(*family) for family in families)
    assert wrong <= 15  # 7.5 expected at most, and three standard errors


def test_what_was_withheld_before_is_not_claimed_after():
    withheld = replace(compared(cases=60), comparison=replace(compared(cases=60).comparison, verdict="inconclusive"))
    assert verdicts(withheld, compared(cases=60)) == ["inconclusive", "ports"]
