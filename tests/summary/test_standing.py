from __future__ import annotations

from typing import Any

import factories
import pytest

from harness.model.comparison import BudgetResult, Preferences
from harness.model.result import Survival
from harness.model.summary import Standing
from harness.summary import suites
from harness.summary.phrases import budget, evidence, needed, units
from harness.summary.standing import in_outage, of_comparison


@pytest.mark.parametrize(
    ("comparison", "standing"),
    [
        ({"verdict": "ports"}, Standing("proven", "claude")),
        ({"verdict": "does-not-port"}, Standing("down", "claude")),
        (
            {"verdict": "inconclusive", "cases_needed": 2, "leads_to": "does-not-port"},
            Standing("unproven", "claude", 2, "does-not-port"),
        ),
        ({"verdict": "inconclusive", "cases": 0}, Standing("unmeasured", "claude", cause="nothing compared")),
        (
            {"verdict": "inconclusive", "causes": ("cases missing",)},
            Standing("unmeasured", "claude", cause="cases missing"),
        ),
        (
            {"verdict": "inconclusive", "causes": ("placebo ports", "baseline fails")},
            Standing("failing", "claude", cause="baseline fails"),
        ),
    ],
)
def test_a_comparison_stands_in_one_of_five_states(comparison: dict[str, Any], standing: Standing) -> None:
    assert of_comparison(factories.comparison(**comparison)) == standing


def test_only_cases_that_lead_to_ports_prove() -> None:
    toward = [
        of_comparison(factories.comparison(verdict="inconclusive", cases_needed=2, leads_to=verdict))
        for verdict in ("ports", "does-not-port")
    ]
    assert [standing.provable for standing in toward] == [True, False]


@pytest.mark.parametrize(
    ("survival", "state"),
    [
        (Survival("s", "served", "gpt"), "proven"),
        (Survival("s", "served", "claude"), "proven"),
        (Survival("s", "down", None), "down"),
        (Survival("s", "down-already", "gpt"), "failing"),
        (Survival("s", "unproven", "nobody"), "unmeasured"),
    ],
)
def test_an_outage_is_one_of_the_same_states(survival: Survival, state: str) -> None:
    suite = factories.suite("s", [], factories.comparison("claude"))
    assert in_outage(suites.of(suite, ()), survival).state == state


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"cases_needed": 18}, "+18"),
        ({"cases_needed": 31, "groups": 5}, "+31 groups"),
        ({"cases_needed": 1, "groups": 5}, "+1 group"),
        ({"cases_needed": 2, "groups": 5, "leads_to": "does-not-port"}, "+2 groups against"),
        ({"samples_needed": 3, "groups": 5}, "+3 samples"),
        ({}, ""),
    ],
)
def test_what_is_needed_is_counted_in_what_the_claim_is_about(more: dict[str, object], shown: str) -> None:
    assert needed(factories.comparison(verdict="inconclusive", **more)) == shown


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "48 cases"),
        ({"groups": 12}, "48 cases of 12 groups"),
        ({"claim": "these-cases"}, "these 48 cases"),
        ({"claim": "these-cases", "draws": 144}, "these 48 cases, 144 answers"),
    ],
)
def test_units(more: dict, words: str) -> None:
    assert units(factories.comparison(**more)) == words


def test_what_a_verdict_rests_on() -> None:
    preferences = Preferences(3, 40, 5, 2)
    found = factories.comparison(
        groups=12, lost=3, gained=1, skipped=2, noise_floor=0.61, placebo=0.03, judge="umpire", preferences=preferences
    )
    assert list(evidence(found, "gpt")) == [
        "48 cases of 12 groups: cases of one group count once",
        "3 worse and 1 better than with gpt",
        "2 of 50 cases left out: they prove nothing",
        "asked again, gpt agrees with itself in 61 %",
        "an answer that belongs to another case is told from the right one in 97 % of the cases",
        "umpire found it better 3 times, as good 40, worse 5 (2 changed with the order and count as as good)",
    ]


def test_an_unknown_floor_is_said_to_be_unknown() -> None:
    assert list(evidence(factories.comparison(noise_floor=None), "gpt")) == [
        "whether gpt would agree with itself is unknown: it was asked once"
    ]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (
            BudgetResult(
                measure="cost", limit=1.2, relative=True, state="broken", value=1.3, lower=1.25, upper=1.35, cases=40
            ),
            "cost of an answer 1.3 times the baseline's, at most 1.2 allowed: broken",
        ),
        (
            BudgetResult(
                measure="ttft", limit=2.0, relative=False, state="kept", value=0.8, lower=0.7, upper=0.9, cases=40
            ),
            "time to the first token 0.8 s, at most 2.0 s allowed: kept",
        ),
        (
            BudgetResult(
                measure="cost",
                limit=0.01,
                relative=False,
                state="inconclusive",
                value=None,
                lower=None,
                upper=None,
                cases=0,
            ),
            "cost of an answer unknown, at most $0.01 allowed: inconclusive",
        ),
    ],
)
def test_claims_about_cost_and_time(claim: BudgetResult, words: str) -> None:
    assert budget(claim) == words
