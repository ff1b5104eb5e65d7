from __future__ import annotations

from dataclasses import replace
from typing import get_args

import factories
import pytest
from factories import comparison, run, suite

from harness.model.comparison import Cause
from harness.model.result import DomainOutage, Survival
from harness.summary import of
from harness.summary.readiness import unproven_critical


def green():
    found = suite("s", [], comparison("claude"), critical=True)
    lost = [
        DomainOutage("vendor:anthropic", (Survival("s", "served", "gpt"),)),
        DomainOutage("vendor:openai", (Survival("s", "served", "claude"),)),
    ]
    return run(found, readiness=tuple(lost))


def red():
    """Two domains: one takes the critical suite down, one leaves another unproven."""
    first = suite("first", [], comparison("llama", "inconclusive", 12, cases_needed=18), critical=False)
    second = suite(
        "second", [], comparison("llama", "does-not-port"), comparison("claude", "does-not-port"), critical=True
    )
    lost = (
        DomainOutage("cloud:azure", (Survival("first", "unproven", "llama"), Survival("second", "served", "gpt"))),
        DomainOutage("vendor:openai", (Survival("first", "unproven", "llama"), Survival("second", "down", None))),
        DomainOutage("vendor:self-hosted", (Survival("first", "served", "gpt"), Survival("second", "served", "gpt"))),
    )
    return run(first, second, readiness=lost)


def test_single_points_of_failure_come_first():
    found = of(red()).readiness.outages
    assert [(loss.domain, loss.single_point) for loss in found] == [
        ("vendor:openai", True), ("cloud:azure", True), ("vendor:self-hosted", False),
    ]  # fmt: skip
    assert [fate.words for fate in found[0].fates] == ["unproven (+18)", "down"]
    assert [fate.words for fate in found[2].fates] == ["by gpt", "by gpt"]


def test_what_would_make_it_green():
    shown = red()
    second, first = of(shown).readiness.remedies
    assert second.startswith("second (critical): make llama and claude port (`harness compare` shows what breaks), or")
    assert second.endswith("add a target outside vendor:openai")
    assert first == "first: 18 more cases should prove llama"
    assert of(green()).readiness.remedies == ()
    within = replace(shown, targets=dict.fromkeys(factories.TARGETS, factories.TARGETS["gpt"]))
    assert "second (critical): add a target outside vendor:openai" in of(within).readiness.remedies


def test_critical_suites_decide():
    assert unproven_critical(green()) == []
    assert of(green()).readiness.conclusion == "Ready: 1 critical workflow survives the loss of any one domain."
    beside = run(*green().suites, suite("open", []), readiness=green().readiness)
    assert of(beside).readiness.conclusion.endswith("the loss of any one domain; 1 of 1 other does not.")
    assert unproven_critical(red()) == ["second"]
    assert of(red()).readiness.conclusion == "Not ready: second has no proven fallback."
    assert of(run(suite("s", [], comparison()), suite("t", []))).readiness.conclusion.startswith(
        "1 of 2 workflows proven; no suite"
    )
    alone = run(suite("alone", [], critical=True))
    assert unproven_critical(alone) == ["alone"]


def test_what_scoring_needs_is_a_domain_too():
    readiness = of(green(), ["vendor:openai", "vendor:elsewhere"]).readiness
    found = {loss.domain: loss for loss in readiness.outages}
    assert not found["vendor:openai"].scoring
    assert not found["vendor:elsewhere"].scoring
    assert found["vendor:anthropic"].scoring
    assert readiness.remedies[0].startswith("score with `embedder: builtin` and without a judge")


def test_cases_that_should_disprove_are_no_remedy():
    falling = comparison("llama", "inconclusive", 4, matches=0.0, cases_needed=2, leads_to="does-not-port")
    near = comparison("claude", "inconclusive", 12, cases_needed=18)
    lost = (DomainOutage("vendor:openai", (Survival("s", "unproven", "claude"),)),)
    both = run(suite("s", [], falling, near), readiness=lost)
    assert of(both).readiness.remedies == ("s: 18 more cases should prove claude",)
    alone = run(
        suite("s", [], falling), readiness=(DomainOutage("vendor:openai", (Survival("s", "unproven", "llama"),)),)
    )
    (remedy,) = of(alone).readiness.remedies
    assert "should prove" not in remedy
    assert remedy.startswith("s: for llama, 2 more cases should show that it does not port: seek a prompt")


def test_cases_that_were_lost_are_mended_before_many_more_are_asked_for():
    torn = replace(comparison("claude", "inconclusive", 38, cases_needed=232), cases=40, groups=40, lost=2)
    lost = (DomainOutage("vendor:openai", (Survival("s", "unproven", "claude"),)),)
    shown = run(suite("s", [], torn), readiness=lost)
    (remedy,) = of(shown).readiness.remedies
    assert remedy == "s: mend the 2 cases that claude lost: as things are, it would take 232 more cases to prove it"


ACTIONS = (
    "add",
    "ask",
    "have",
    "look",
    "make",
    "mend",
    "run",
    "score",
    "seek",
    "claim",
    "if that model is meant, name",
)
PROMISES = ("more cases should", "more groups should", "more answers to each case should")


# Where the baseline fails, the workflow is down already, which has a sentence of its own.
@pytest.mark.parametrize("cause", [None, *(cause for cause in get_args(Cause) if cause != "baseline fails")])
@pytest.mark.parametrize("needed", [None, 18, 50_000])
@pytest.mark.parametrize("leads_to", ["ports", "does-not-port"])
@pytest.mark.parametrize("lost", [0, 4])
def test_what_would_make_it_green_is_something_to_do(cause, needed, leads_to, lost):
    withheld = cause not in (None, "several comparisons", "by meaning alone")
    found = comparison(
        "claude", "inconclusive", 12, cases_needed=None if withheld else needed, leads_to=leads_to,
        causes=(cause,) if cause else (),
    )  # fmt: skip
    found = replace(found, lost=lost, reasons=(f"{cause}: because of this and that",) if cause else ())
    outage = (DomainOutage("vendor:openai", (Survival("s", "unproven", "claude"),)),)
    (remedy,) = of(run(suite("s", [], found), readiness=outage)).readiness.remedies
    words = remedy.removeprefix("s: ").removeprefix("for claude, ")
    says_enough = any(promise in words for promise in PROMISES) and ("prove claude" in words or "seek" in words)
    assert words.startswith(ACTIONS) or says_enough, remedy
    assert "because of this" not in remedy
    assert "50,000" not in remedy or "mend" in remedy


def test_a_suite_that_nothing_was_compared_on_is_told_to_have_a_candidate():
    lost = (DomainOutage("vendor:openai", (Survival("s", "unproven", "claude"),)),)
    (remedy,) = of(run(suite("s", []), readiness=lost)).readiness.remedies
    assert remedy == "s: add a candidate that is compared with the baseline"


def test_a_baseline_that_fails_is_down_already():
    lost = (DomainOutage("vendor:openai", (Survival("s", "down-already", None),)),)
    failing = run(suite("s", [], comparison("claude", "inconclusive", causes=("baseline fails",))), readiness=lost)
    (outage,) = of(failing).readiness.outages
    assert [(fate.state, fate.words) for fate in outage.fates] == [("down-already", "down already")]
    assert outage.single_point
    assert of(failing).readiness.remedies == ("s: gpt itself fails its checks: mend the prompt or the checks first",)
