"""A claim about exactly these cases: answers are the units, and cases may be as unequal as they like."""

from __future__ import annotations

import math
import random

import pytest

from harness.stats.noninferiority import noninferiority_these_cases


@pytest.mark.parametrize("baseline", [[None] * 10, [[1.0]] * 10, [[1.0, 1.0]] * 10, [[1.0] * 3] * 10])
def test_ten_cases_with_three_answers_prove_a_margin_of_ten_percent(baseline):
    verdict = noninferiority_these_cases(baseline, [[1.0] * 3] * 10)
    assert (verdict.verdict, verdict.claim, verdict.cases, verdict.draws) == ("ports", "these-cases", 10, 30)
    assert verdict.lower > -0.10


def test_cases_that_both_always_fail_are_no_difference():
    hard, easy = [[0.0] * 3] * 5, [[1.0] * 3] * 5
    assert noninferiority_these_cases(hard + easy, hard + easy).verdict == "ports"


@pytest.mark.parametrize("baseline", [None, [1.0], [1.0] * 4])
def test_fewer_than_29_answers_never_prove_it(baseline):
    assert noninferiority_these_cases([baseline] * 28, [[1.0]] * 28).verdict == "inconclusive"
    assert noninferiority_these_cases([baseline] * 7, [[1.0] * 4] * 7).verdict == "inconclusive"


def test_with_an_unknown_floor_it_never_does_not_port():
    verdict = noninferiority_these_cases([None] * 10, [[0.0] * 9] * 10)
    assert (verdict.verdict, verdict.leads_to, verdict.samples_needed) == ("inconclusive", None, None)
    assert noninferiority_these_cases([[1.0] * 8] * 10, [[0.0] * 9] * 10).verdict == "does-not-port"


def test_what_is_missing_is_counted_in_answers():
    verdict = noninferiority_these_cases([[1.0]] * 10, [[1.0] * 2] * 10)
    assert (verdict.verdict, verdict.leads_to, verdict.cases_needed) == ("inconclusive", "ports", None)
    assert verdict.samples_needed == 1


def test_a_case_with_fewer_answers_weighs_as_much_as_any():
    verdict = noninferiority_these_cases([[1.0] * 9] * 2, [[1.0] * 9, [0.0]])
    assert verdict.difference == pytest.approx(-0.5)
    assert verdict.lower < -0.5 < verdict.upper


def test_without_cases_there_is_nothing_to_say():
    verdict = noninferiority_these_cases([], [])
    assert (verdict.verdict, verdict.difference, verdict.lower, verdict.upper) == ("inconclusive", None, None, None)


@pytest.mark.parametrize(
    ("baseline", "candidate", "message"),
    [
        ([None], [], "paired"),
        ([None], [[]], "leave it out"),
        ([[1.5]], [[1.0]], r"\[0, 1\]"),
        ([None], [[math.nan]], r"\[0, 1\]"),
    ],
)
def test_what_cannot_be_judged_is_refused(baseline, candidate, message):
    with pytest.raises(ValueError, match=message):
        noninferiority_these_cases(baseline, candidate)


WORLDS = {
    "hard and easy": [(0.0, 0.0)] * 4 + [(1.0, 1.0)] * 4 + [(0.9, 0.4), (0.9, 0.4)],
    "one case is lost whole": [(1.0, 1.0)] * 9 + [(1.0, 0.0)],
    "all alike": [(1.0, 0.9)] * 10,
    "noisy": [(0.6, 0.5)] * 10,
    "gained here, lost there": [(0.2, 0.9)] * 4 + [(1.0, 1.0)] + [(1.0, 0.24)] * 5,
}
"""Chances of baseline and candidate by case: the candidate is worse by exactly 0.10 in each."""


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("further", "samples"), [(0, 4), (1, 4), (8, 8)])
def test_exactly_at_the_margin_ports_is_claimed_no_oftener_than_five_in_a_hundred(world, further, samples):
    """`benchmarks/verdict.py` is the large version."""
    chances = WORLDS[world]
    assert math.fsum(c - b for b, c in chances) / len(chances) == pytest.approx(-0.10)
    rng, trials = random.Random(f"{world}{further}"), 200

    def answers(chance: float, times: int) -> list[float]:
        return [float(rng.random() < chance) for _ in range(times)]

    claims = 0
    for _ in range(trials):
        baseline = [answers(b, further) for b, _ in chances]
        # A case may have lost an answer on the way.
        candidate = [answers(c, samples - (rng.random() < 0.1)) for _, c in chances]
        claims += noninferiority_these_cases(baseline, candidate).verdict == "ports"
    # 10 expected at most; three standard errors above are 19.
    assert claims <= 19


def test_equal_weights_change_nothing():
    baseline, candidate = [[1.0, 0.0], None, [1.0]] * 6, [[1.0, 1.0], [1.0], [0.0, 1.0]] * 6
    assert noninferiority_these_cases(baseline, candidate, weights=[7.0] * 18) == noninferiority_these_cases(
        baseline, candidate
    )


def test_the_difference_is_that_of_the_calls_the_cases_stand_for():
    verdict = noninferiority_these_cases([[1.0]] * 2, [[1.0], [0.0]], weights=[9.0, 1.0])
    assert verdict.difference == pytest.approx(-0.1)


def test_a_case_of_nearly_all_calls_proves_no_more_than_its_own_answers():
    """A hundred answers, all but one of them about a thousandth of the traffic."""
    weights = [100_000.0] + [1.0] * 99
    assert noninferiority_these_cases([[1.0]] * 100, [[1.0]] * 100, weights=weights).verdict == "inconclusive"
    assert noninferiority_these_cases([[1.0]] * 100, [[1.0]] * 100, weights=[1.0] * 100).verdict == "ports"


@pytest.mark.parametrize("weights", [[1.0], [1.0, 0.0], [1.0, -1.0], [1.0, math.nan], [1.0, math.inf]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        noninferiority_these_cases([None] * 2, [[1.0]] * 2, weights=weights)


def test_few_answers_more_than_without_weights_prove_a_mix():
    weights = [1.0, 2.0, 3.0, 4.0, 5.0] * 12
    assert noninferiority_these_cases([None] * 60, [[1.0]] * 60, weights=weights).verdict == "ports"
    assert noninferiority_these_cases([None] * 29, [[1.0]] * 29, weights=weights[:29]).verdict == "inconclusive"


@pytest.mark.parametrize("further", [[1.0], None], ids=["floor known", "floor unknown"])
@pytest.mark.parametrize("seed", range(4))
def test_a_mix_that_is_worse_by_the_margin_ports_no_oftener_than_promised(seed, further):
    """Heavy cases that fare well beside light ones that fail, and the other way round."""
    rng = random.Random(seed)
    weights = [rng.paretovariate(1.2) for _ in range(40)]
    order = sorted(range(40), key=weights.__getitem__, reverse=bool(seed % 2))
    total, lost, chances = sum(weights), 0.0, [1.0] * 40
    for case in order:  # lose whole cases until the mix has lost a tenth
        chances[case] = 1 - min(1.0, max(0.0, (0.1 * total - lost) / weights[case]))
        lost += (1 - chances[case]) * weights[case]
    assert lost == pytest.approx(0.1 * total)
    trials, false = 300, 0
    for _ in range(trials):
        answers = [[float(rng.random() < chance) for _ in range(2)] for chance in chances]
        false += noninferiority_these_cases([further] * 40, answers, weights=weights).verdict == "ports"
    assert false <= 0.05 * trials + 3 * math.sqrt(0.05 * 0.95 * trials)
