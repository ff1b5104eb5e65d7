from __future__ import annotations

import pytest

from harness.comparison.rates import CasePair, Same, baseline_rate, candidate_rate, compare
from harness.model.exchange import Response, Trouble
from harness.model.result import Answer
from harness.model.suite import EquivalenceSettings


def answer(target: str = "b", sample: int = 0, outcome: str = "pass") -> Answer:
    had = outcome != "error"
    return Answer(
        target=target,
        sample=sample,
        response=Response(text="x") if had else None,
        trouble=None if had else Trouble(kind="server", message="500"),
        source="live",
        outcome=outcome,
    )


def pair(baseline="p", candidate="p", same=(), baseline_same=()) -> CasePair:
    """Answers by letter (p pass, f fail, e error); `same` lists the pairs of samples that agree."""
    words = {"p": "pass", "f": "fail", "e": "error"}
    every = {(i, j): (i, j) in same for i in range(len(candidate)) for j in range(len(baseline))}
    itself = {(i, j): (i, j) in baseline_same for i in range(len(baseline)) for j in range(len(baseline)) if i != j}
    return CasePair(
        [answer("b", i, words[letter]) for i, letter in enumerate(baseline)],
        [answer("c", i, words[letter]) for i, letter in enumerate(candidate)],
        Same(every),
        Same(itself),
    )


@pytest.mark.parametrize(
    ("case", "rate"),
    [
        (pair(same={(0, 0)}), 1.0),
        (pair(same=set()), 0.0),
        (pair(candidate="f", same={(0, 0)}), 0.0),
        (pair(candidate="e"), None),
        (pair(baseline="e"), None),
        (pair(baseline="pp", candidate="pp", same={(0, 0), (0, 1), (1, 0)}), 0.75),
        (pair(baseline="p", candidate="pe", same={(0, 0)}), 1.0),
    ],
)
def test_a_candidate_is_measured_by_checks_and_by_agreement(case, rate):
    if case.baseline[0].outcome == "error":
        case = CasePair(case.baseline, case.candidate, Same(), Same())
    assert candidate_rate(case) == rate


@pytest.mark.parametrize(
    ("case", "rate"),
    [
        (pair("p"), 1.0),
        (pair("f"), 0.0),
        (pair("e"), None),
        (pair("pp", baseline_same={(0, 1), (1, 0)}), 1.0),
        (pair("pp"), 0.0),
        (pair("pf", baseline_same={(0, 1), (1, 0)}), 0.5),
    ],
)
def test_the_baseline_is_measured_against_itself(case, rate):
    assert baseline_rate(case) == rate


def test_forty_agreeing_cases_port():
    found = compare("c", [pair(same={(0, 0)})] * 40, EquivalenceSettings()).comparison
    assert (found.verdict, found.cases, found.missing, found.matches, found.noise_floor) == ("ports", 40, 0, 40, 1.0)


def test_a_verdict_is_withheld_where_too_much_is_missing():
    good = [pair(same={(0, 0)})] * 40
    assert compare("c", [*good, pair(candidate="e")], EquivalenceSettings()).comparison.verdict == "ports"
    found = compare("c", [*good, *[pair(candidate="e")] * 3], EquivalenceSettings()).comparison
    assert (found.verdict, found.missing, found.cases) == ("inconclusive", 3, 40)
    assert "3 of 43 cases could not be measured" in found.reasons[0]


def test_errors_are_no_answers_and_lower_no_rate():
    found = compare("c", [pair(same={(0, 0)}), pair(candidate="e")], EquivalenceSettings()).comparison
    assert found.pass_rate.candidate == 1.0
    assert found.difference == 0.0
