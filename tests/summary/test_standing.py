from typing import Any

import factories
import pytest

from harness.model.result import Survival
from harness.summary.standing import Standing, in_outage, of_comparison


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
    assert in_outage(suite, survival).state == state
