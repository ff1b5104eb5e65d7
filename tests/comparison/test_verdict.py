"""What may be said of rates: the seven rules of DESIGN.md, section 6."""

from __future__ import annotations

from collections import Counter

import pytest
from compared_sides import ALIKE, ALIKE_TWICE, TWICE, pair, suite

from harness.comparison.material import Material
from harness.comparison.rates import tally_of
from harness.comparison.verdict import compare
from harness.model.suite import EquivalenceSettings


def compared(*pairs, **more):
    settings = {
        name: more.pop(name)
        for name in ("samples", "baseline_samples", "least", "claim", "equivalence")
        if name in more
    }
    return compare(
        Material(suite=suite(**settings), candidate="c", pairs=pairs, tally=tally_of(pairs), **more)
    ).comparison


def test_forty_agreeing_cases_port_beside_an_unknown_floor():
    found = compared(*[ALIKE] * 40)
    assert (found.verdict, found.cases, found.missing, found.matches) == ("ports", 40, 0, 40)
    assert (found.noise_floor, found.causes) == (None, ())


@pytest.mark.parametrize("differing", [1, 11, 40])
def test_another_wording_proves_nothing_of_a_baseline_that_was_asked_once(differing):
    found = compared(*[ALIKE] * (40 - differing), *[pair()] * differing)
    assert (found.verdict, found.noise_floor) == ("inconclusive", None)
    if found.leads_to is None:
        assert found.causes == ("noise floor unknown",)
        none = "no answer of c agrees, and " if differing == 40 else ""
        assert found.reasons[0].startswith(f"noise floor unknown: {none}b was asked once")


def test_with_a_known_floor_it_does():
    found = compared(*[ALIKE_TWICE] * 20, *[pair(**TWICE)] * 20, baseline_samples=2)
    assert (found.verdict, found.noise_floor, found.lost, found.gained) == ("does-not-port", 1.0, 20, 0)


DOUBTFUL = pair(**TWICE, doubtful={(0, 0), (0, 1)})
OTHERWISE = pair(**TWICE)


@pytest.mark.parametrize(
    ("doubtful", "otherwise", "verdict", "causes"),
    [
        (20, 0, "inconclusive", ("by meaning alone",)),
        (40, 0, "inconclusive", ("by meaning alone",)),
        (15, 20, "does-not-port", ()),
        (0, 20, "does-not-port", ()),
        (1, 0, "ports", ()),
    ],
)
@pytest.mark.parametrize("claim", ["like-these", "these-cases"])
def test_what_may_be_other_words_for_the_same_disproves_nothing(claim, doubtful, otherwise, verdict, causes):
    cases = [DOUBTFUL] * doubtful + [OTHERWISE] * otherwise + [ALIKE_TWICE] * (80 - doubtful - otherwise)
    found = compared(*cases, baseline_samples=2, claim=claim)
    assert (found.verdict, found.causes) == (verdict, causes)
    assert found.matches == 80 - doubtful - otherwise
    if causes:
        assert found.reasons[0].startswith(f"by meaning alone: c differs in {doubtful} of 80 cases")


def test_nor_does_it_prove_anything():
    found = compared(*[DOUBTFUL] * 6, *[ALIKE_TWICE] * 34, baseline_samples=2)
    assert found.verdict == "inconclusive"
    assert found.lower < -0.1


def test_what_the_checks_prove_stands_whatever_answers_mean():
    failed = pair("pp", "f", baseline_same={(0, 1), (1, 0)}, doubtful={(0, 0), (0, 1)})
    found = compared(*[failed] * 20, *[ALIKE_TWICE] * 20, baseline_samples=2)
    assert (found.verdict, found.causes) == ("does-not-port", ())


@pytest.mark.parametrize(("failing", "verdict"), [(0, "ports"), (2, "inconclusive"), (20, "does-not-port")])
def test_a_baseline_that_varies_makes_up_for_no_check_that_fails(failing, verdict):
    """Its own two answers agree in none of these cases, and in half of the others, where the candidate is steadier."""
    failed = [pair("pp", "f")] * failing
    steadier = [pair("pp", same={(0, 0), (0, 1)})] * 8
    found = compared(*failed, *steadier, *[ALIKE_TWICE] * (40 - failing), baseline_samples=2, least=0.1)
    assert (found.verdict, found.lost) == (verdict, failing)
    if failing == 2:
        assert (found.leads_to, found.gained) == ("ports", 8)
        assert found.cases_needed > 0


def test_what_the_checks_alone_prove_may_be_said_without_a_floor():
    found = compared(*[ALIKE] * 20, *[pair(candidate="f")] * 20)
    assert found.verdict == "does-not-port"
    assert found.upper < -0.1


def test_few_agreeing_cases_need_more_and_no_floor():
    found = compared(*[ALIKE] * 12)
    assert (found.verdict, found.cases_needed, found.leads_to, found.causes) == ("inconclusive", 17, "ports", ())


def test_a_baseline_that_fails_its_checks_has_nothing_to_port():
    found = compared(*[pair("f", "f")] * 40)
    assert (found.verdict, found.causes, found.cases_needed) == ("inconclusive", ("baseline fails",), None)
    assert found.reasons[0].startswith("baseline fails: b itself passes its checks in 0 % of the cases")
    assert compared(*[pair("f", "f")] * 40, least=0.0).causes == ()


def test_a_baseline_that_does_not_agree_with_itself_is_too_open():
    found = compared(*[ALIKE_TWICE] * 6, *[pair("pp", same={(0, 0)})] * 34, baseline_samples=2)
    assert (found.verdict, found.causes) == ("inconclusive", ("too open",))
    assert "agrees with itself in 15 % of the cases" in found.reasons[0]


def test_nothing_compared_is_no_proof():
    found = compared(skipped=40)
    assert (found.verdict, found.causes, found.skipped) == ("inconclusive", ("nothing compared",), 40)


@pytest.mark.parametrize(("missing", "verdict"), [(1, "ports"), (2, "ports"), (3, "inconclusive")])
def test_a_verdict_is_withheld_where_too_much_is_missing(missing, verdict):
    found = compared(*[ALIKE] * 40, *[pair(candidate="e")] * missing)
    assert (found.verdict, found.missing, found.cases) == (verdict, missing, 40)
    if verdict == "inconclusive":
        assert "3 of 43 cases could not be measured" in found.reasons[0]


def test_cases_of_one_group_are_one_unit():
    cases = [pair(same={(0, 0)}, group=f"g{number % 12}") for number in range(60)]
    found = compared(*cases)
    assert (found.verdict, found.cases, found.groups) == ("inconclusive", 60, 12)


def test_ten_cases_three_times_without_a_difference_prove_these_ten():
    case = pair(
        "ppp",
        "ppp",
        same={(i, j) for i in range(3) for j in range(3)},
        baseline_same={(i, j) for i in range(3) for j in range(3)},
    )
    found = compared(*[case] * 10, claim="these-cases", samples=3)
    assert (found.verdict, found.claim, found.draws) == ("ports", "these-cases", 30)
    few = compared(*[case] * 10, samples=3)
    assert (few.verdict, few.claim) == ("inconclusive", "like-these")


def test_a_placebo_that_ports_withholds_the_verdict():
    blind = pair(same={(0, 0)}, placebo=((1.0,),))
    found = compared(*[blind] * 40)
    assert (found.verdict, found.causes, found.placebo) == ("inconclusive", ("placebo ports",), 1.0)
    assert "100 % of the cases want the answer 'x'" in found.reasons[0]


def test_a_placebo_that_fails_is_shown():
    sharp = pair(same={(0, 0)}, placebo=((0.0,),))
    found = compared(*[sharp] * 39, pair(same={(0, 0)}, placebo=((1.0,),)))
    assert (found.verdict, found.placebo) == ("ports", 1 / 40)


def test_few_cases_do_not_make_a_blind_instrument_look_sharp():
    assert compared(*[pair(same={(0, 0)}, placebo=((1.0,),))] * 5).causes == ("placebo ports",)


def test_another_model_than_was_asked_for_proves_nothing():
    found = compared(*[ALIKE] * 40, served={"c": Counter({"evil-model-9": 40}), "b": Counter()})
    assert (found.verdict, found.causes) == ("inconclusive", ("other model served",))
    assert "c was answered by evil-model-9 (40)" in found.reasons[0]


def test_of_many_other_models_three_are_named():
    served = Counter({f"model-{n}": 9 - n for n in range(5)})
    found = compared(*[ALIKE] * 40, served={"c": served, "b": Counter()})
    assert "c was answered by model-0 (9), model-1 (8), model-2 (7), which nobody asked for" in found.reasons[0]


@pytest.mark.parametrize(("weights", "told"), [((1, 1), None), ((2, 2), 8.0), ((1, 3), 8.0)])
def test_how_many_calls_the_cases_stand_for_is_told_where_that_is_not_their_number(weights, told):
    pairs = [pair(same={(0, 0)}, weight=float(weight)) for weight in weights * 2]
    assert compared(*pairs).weight == told


def test_better_than_the_baseline_is_gained_and_as_well():
    found = compared(*[ALIKE] * 24, *[pair("f", "p")] * 8)
    assert (found.gained, found.lost, found.matches) == (8, 0, 32)


@pytest.mark.parametrize("claim", ["like-these", "these-cases"])
def test_what_is_gained_elsewhere_counts_before_it_is_called_worse(claim):
    """12 of 40 are lost; where the baseline's own answers fail their checks, 10 are right instead."""
    agreeing, lost = [ALIKE_TWICE] * 18, [pair(**TWICE, candidate="f")] * 12
    wrong_at_both = [pair("ff", "f", baseline_same={(0, 1), (1, 0)})] * 10
    right_instead = [pair("ff", "p", baseline_same={(0, 1), (1, 0)})] * 10
    assert compared(*agreeing, *lost, *wrong_at_both, claim=claim).verdict == "does-not-port"
    found = compared(*agreeing, *lost, *right_instead, claim=claim)
    assert (found.verdict, found.gained, found.lost) == ("inconclusive", 10, 12)
    assert found.lower < -found.margin < found.upper


def test_where_checks_decide_alone_other_words_are_no_loss():
    settings = EquivalenceSettings(ask="checks")
    found = compared(*[ALIKE] * 40, equivalence=settings)
    assert (found.verdict, found.ask) == ("ports", "checks")
    assert (
        compared(*[ALIKE] * 20, *[pair(candidate="f", same={(0, 0)})] * 20, equivalence=settings).verdict
        == "does-not-port"
    )


def test_errors_are_no_answers_and_lower_no_rate():
    found = compared(ALIKE, pair(candidate="e"))
    assert (found.pass_rate.candidate, found.difference) == (1.0, 0.0)
