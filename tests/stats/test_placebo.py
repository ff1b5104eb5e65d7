from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.evidence import paired_cases, refutes_yes_no
from harness.stats.placebo import PAIRINGS, Placebo, placebo, shuffles


@given(st.integers(2, 80), st.integers(0, 5))
def test_no_case_keeps_its_answer_and_no_pairing_comes_twice(cases, seed):
    dealt = shuffles(cases, seed=seed)
    assert all(sorted(shuffle) == list(range(cases)) for shuffle in dealt)
    pairings = [(case, answer) for shuffle in dealt for case, answer in enumerate(shuffle)]
    assert len(set(pairings)) == len(pairings)
    assert all(case != answer for case, answer in pairings)
    assert len(pairings) >= min(PAIRINGS, cases * (cases - 1))


@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=2, max_size=40))
def test_answers_go_to_another_group_unless_one_has_most_cases(groups):
    dealt = shuffles(len(groups), groups=groups)
    assert dealt
    largest = max(1, *(groups.count(label) for label in "abcd"))
    pairings = ((groups[case], groups[answer]) for shuffle in dealt for case, answer in enumerate(shuffle))
    assert 2 * largest > len(groups) or all(ours is None or ours != theirs for ours, theirs in pairings)


def test_what_cannot_be_shuffled():
    assert shuffles(0) == shuffles(1) == []
    assert placebo([], [], 0.10, 0.95) is None


def test_the_same_seed_deals_the_same():
    assert shuffles(30, seed=7) == shuffles(30, seed=7) != shuffles(30, seed=8)
    assert len(shuffles(30, most=2)) == 2


def judged(wanted: list[str], answers: list[str]) -> Placebo | None:
    """Cases want a label; the baseline always gives it."""
    rates = [
        [float(wanted[case] == answers[answer]) for case, answer in enumerate(shuffle)]
        for shuffle in shuffles(len(wanted))
    ]
    evidence = [paired_cases(refutes_yes_no, [1.0] * len(wanted), some) for some in rates]
    return placebo(evidence, [sum(some) / len(some) for some in rates], 0.10, 0.95)


def test_where_all_cases_want_the_same_the_placebo_ports():
    outcome = judged(["refund"] * 30, ["refund"] * 30)
    assert outcome.ports
    assert (outcome.rate, outcome.porting) == (1.0, outcome.shuffles)


def test_where_cases_want_different_answers_it_does_not():
    wanted = [str(case) for case in range(30)]
    outcome = judged(wanted, wanted)
    assert not outcome.ports
    assert outcome.rate == 0.0


@pytest.mark.parametrize(("porting", "ports"), [(0, False), (1, False), (2, True), (4, True)])
def test_it_ports_once_half_of_the_shuffles_do(porting, ports):
    assert Placebo(rate=0.9, shuffles=4, porting=porting).ports is ports
