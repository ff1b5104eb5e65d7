from __future__ import annotations

import factories
import pytest

from harness.model.comparison import BudgetResult, Preferences
from harness.summary.evidence import budget, evidence, units


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
        "2 cases skipped, which prove nothing",
        "asked again, gpt agrees with itself in 61 %",
        "the answer to another case would be noticed in 97 % of the cases",
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
