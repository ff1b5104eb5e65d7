from __future__ import annotations

import pytest
from factories import comparison, run, suite

from harness.exit_codes import comparison_code, readiness_code
from harness.model.result import DomainOutage, Survival


@pytest.mark.parametrize(
    ("critical", "state", "complete", "code"),
    [(True, "served", True, 0), (True, "unproven", True, 1), (True, "down", True, 1), (False, "down", True, 0),
     (True, "down", False, 4)],
)  # fmt: skip
def test_critical_suites_decide_the_exit_code(critical, state, complete, code):
    outages = (DomainOutage("vendor:openai", (Survival("s", state, None),)),)
    shown = run(suite("s", [], comparison("claude"), critical=critical), readiness=outages, complete=complete)
    assert readiness_code(shown) == code


@pytest.mark.parametrize(
    ("verdicts", "require", "code"),
    [
        (["ports", "ports"], "proof", 0),
        (["ports", "inconclusive"], "passing", 0),
        (["ports", "inconclusive"], "proof", 3),
        (["does-not-port", "inconclusive"], "proof", 1),
        (["does-not-port"], "passing", 1),
        ([], "proof", 3),
    ],
)
def test_verdicts_alone_decide_a_comparison(verdicts, require, code):
    shown = run(*(suite(f"s{number}", [], comparison("claude", one)) for number, one in enumerate(verdicts)))
    assert comparison_code(shown, require) == code
