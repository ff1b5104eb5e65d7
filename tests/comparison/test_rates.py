from __future__ import annotations

from dataclasses import replace

import pytest
from compared_sides import pair

from harness.comparison.rates import AgreementMatrix, case_rates


def rates(*args, **kwargs):
    return case_rates(pair(*args, **kwargs))


@pytest.mark.parametrize(
    ("case", "rate"),
    [
        (pair(same={(0, 0)}), 1.0),
        (pair(same=set()), 0.0),
        (pair(candidate="f", same={(0, 0)}), 0.0),
        (pair(baseline="pp", candidate="pp", same={(0, 0), (0, 1), (1, 0)}), 0.75),
        (pair(baseline="p", candidate="pe", same={(0, 0)}), 1.0),
    ],
)
def test_a_candidate_is_measured_by_checks_and_by_agreement(case, rate):
    assert case_rates(case).candidate == rate


@pytest.mark.parametrize(("baseline", "candidate"), [("p", "e"), ("e", "p"), ("", "p"), ("p", "")])
def test_a_case_that_one_side_did_not_answer_is_not_measured(baseline, candidate):
    assert rates(baseline, candidate) is None


@pytest.mark.parametrize(
    ("baseline", "same", "floor"),
    [
        ("p", set(), None),
        ("f", set(), 0.0),
        ("pe", set(), None),
        ("pp", {(0, 1), (1, 0)}, 1.0),
        ("pp", set(), 0.0),
        ("pf", {(0, 1), (1, 0)}, 0.5),
        ("ff", set(), 0.0),
    ],
)
def test_the_floor_is_what_the_baseline_does_to_itself_and_unknown_of_one_answer(baseline, same, floor):
    assert rates(baseline, baseline_same=same).floor == floor


@pytest.mark.parametrize(
    ("baseline", "candidate", "same", "as_well"),
    [("f", "p", set(), 1.0), ("p", "p", set(), 0.0), ("f", "f", {(0, 0)}, 0.0), ("pf", "p", set(), 0.5)],
)
def test_passing_where_the_baseline_fails_is_as_well_and_better(baseline, candidate, same, as_well):
    assert rates(baseline, candidate, same).as_well == as_well


@pytest.mark.parametrize(("candidate", "as_well", "at_best"), [("p", 0.5, 1.0), ("f", 0.0, 0.0), ("pp", 0.25, 0.75)])
def test_what_is_doubtful_counts_for_the_candidate_only_at_best(candidate, as_well, at_best):
    rated = rates("pp", candidate, same={(0, 0)}, doubtful={(0, 1), (1, 1)} if len(candidate) > 1 else {(0, 1)})
    assert (rated.as_well, rated.at_best, rated.doubts) == (as_well, at_best, True)
    assert rated.candidate == as_well
    assert rated.answers_at_best == rated.answers


def test_for_these_cases_every_answer_is_held_against_the_baselines_first():
    measured = rates("ppp", "pfp", same={(0, 0), (1, 0), (2, 1)}, baseline_same={(1, 0), (1, 2), (2, 1)})
    assert measured.answers == (1.0, 0.0, 0.0)
    assert measured.further == (1.0, 0.0)


def test_a_pair_that_could_not_be_compared_is_no_loss():
    sides = pair("pp", "p", same={(0, 0), (0, 1)})
    known = {place: same for place, same in sides.agreement.pairs.items() if place != (0, 1)}
    assert case_rates(replace(sides, agreement=AgreementMatrix(known))).as_well == 1.0
