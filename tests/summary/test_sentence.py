from __future__ import annotations

import factories
import pytest
from factories import answer, case, comparison, run, suite, troubled
from hypothesis import given, settings

from harness.model.result import DomainOutage, Run, SuiteResult, Survival, TargetInfo
from harness.summary import of

CASES = [case("c", answer("gpt"), answer("claude"))]


def one(name: str, verdict: str = "ports", *others, critical: bool = False, **more) -> SuiteResult:
    return suite(name, CASES, comparison("claude", verdict, 1, **more), *others, critical=critical)


def sentences(run: Run) -> list[str]:
    return list(of(run).sentences)


def said(*suites: SuiteResult, states: dict[str, tuple[str, str | None]], **more) -> str:
    survivals = tuple(Survival(name, state, by) for name, (state, by) in states.items())
    (sentence,) = sentences(run(*suites, readiness=(DomainOutage("vendor:openai", survivals),), **more))
    return sentence


def test_the_sentence_of_the_example() -> None:
    (sentence,) = sentences(factories.example())
    assert sentence == (
        "If openai goes dark tonight: claude serves 2 of 3 workflows, proven at most 10 % worse with 95 % confidence; "
        "classify-ticket is unproven (18 more cases should prove it; with these cases only a drop of 32 % or more would be noticed)."
    )


def test_everything_served() -> None:
    assert said(one("a"), one("b"), states={"a": ("served", "claude"), "b": ("served", "claude")}) == (
        "If openai goes dark tonight: claude serves all 2 workflows, proven at most 10 % worse with 95 % confidence."
    )
    assert "claude serves the one workflow, proven" in said(one("a"), states={"a": ("served", "claude")})


def test_served_by_several_claims_the_weakest_margin() -> None:
    other = suite("b", CASES, comparison("llama", cases=1, margin=0.2, confidence=0.9))
    assert said(one("a", margin=0.05), other, states={"a": ("served", "claude"), "b": ("served", "llama")}) == (
        "If openai goes dark tonight: claude serves 1 of 2 workflows and llama 1, "
        "proven at most 20 % worse with 90 % confidence."
    )


def test_nothing_proven() -> None:
    suites = [one("a", "inconclusive", cases_needed=18), one("b", "inconclusive", cases_needed=None, missing=2)]
    assert said(*suites, states={"a": ("unproven", "claude"), "b": ("unproven", "claude")}) == (
        "If openai goes dark tonight: no candidate is proven to serve any of the 2 workflows; "
        "2 are unproven (a (+18) and b (2 missing))."
    )


def test_unproven_for_want_of_answers_says_so() -> None:
    missing = one("a", "inconclusive", missing=1, reasons=("1 of 1 cases could not be measured",))
    assert "a is unproven (1 of 1 cases could not be measured)" in said(missing, states={"a": ("unproven", "claude")})
    endless = one("a", "inconclusive")
    assert (
        "(no number of further cases can be foreseen to settle it; with these cases only a drop of 16 % or more would be noticed)"
        in said(endless, states={"a": ("unproven", "claude")})
    )


def test_down() -> None:
    broken = one("a", "does-not-port", critical=True)
    assert said(broken, states={"a": ("down", None)}) == (
        "If openai goes dark tonight: no candidate is proven to serve the one workflow; "
        "a (critical) goes down (no candidate ports)."
    )


def test_down_for_want_of_another_vendor() -> None:
    targets = {name: TargetInfo("openai", name, {"vendor": "openai"}) for name in ("gpt", "claude")}
    assert "(no other vendor was tried)" in said(one("a"), states={"a": ("down", None)}, targets=targets)


def test_a_baseline_that_fails_is_served_by_nobody() -> None:
    failing = one("a", "inconclusive", causes=("baseline fails",))
    assert said(failing, states={"a": ("down-already", None)}) == (
        "If openai goes dark tonight: no candidate is proven to serve the one workflow; "
        "a is down already: the baseline itself fails the checks."
    )


def test_a_claim_about_these_cases_says_so() -> None:
    sentence = said(one("a", claim="these-cases", draws=3), states={"a": ("served", "claude")})
    assert "proven at most 10 % worse with 95 % confidence on this 1 case, 3 answers." in sentence
    both = said(one("a", claim="these-cases"), one("b"), states={"a": ("served", "claude"), "b": ("served", "claude")})
    assert "confidence (1 of them on these cases only)." in both


def test_a_cause_is_told_where_cases_are_not_what_is_missing() -> None:
    suites = [one("a", "inconclusive", causes=("placebo ports",)), one("b", "inconclusive", cases_needed=18)]
    assert "(a (placebo ports) and b (+18))" in said(
        *suites, states={"a": ("unproven", "claude"), "b": ("unproven", "claude")}
    )


def test_only_the_baseline() -> None:
    (sentence,) = sentences(run(suite("a", [case("c", answer("gpt"))])))
    assert sentence == "Nothing to compare with: only the baseline gpt was run; add a target to see whether it ports."


def test_answers_but_no_comparison() -> None:
    (sentence,) = sentences(run(suite("a", [case("c", answer("gpt"), troubled("claude"))])))
    assert sentence == "Nothing can be said about porting: no candidate was compared with the baseline gpt."


def test_nothing() -> None:
    assert sentences(run()) == ["Nothing was run."]


def test_workflows_that_do_not_depend_on_the_vendor_are_left_out() -> None:
    apart = suite("b", CASES, comparison("gpt", cases=1), baseline="claude")
    states = {"a": ("served", "claude"), "b": ("served", "claude")}
    assert "claude serves the one workflow" in said(one("a"), apart, states=states)


def test_without_a_vendor_the_verdicts_are_counted() -> None:
    outage = DomainOutage("cloud:aws", (Survival("a", "served", "gpt"),))
    assert sentences(run(one("a"), readiness=(outage,))) == ["Of 1 comparison 1 port, 0 do not, 0 are inconclusive."]


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_names_from_outside_stay_on_a_visible_line(text: str) -> None:
    (sentence,) = sentences(factories.shouting(text))
    assert "\n" not in sentence
    assert "\x1b" not in sentence


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_there_is_always_a_sentence_and_it_never_claims_what_is_not_proven(run: Run) -> None:
    for sentence in sentences(run):
        assert sentence.endswith(".")
        served = any(one.state == "served" for outage in run.readiness or () for one in outage.suites)
        assert served or "proven at most" not in sentence
