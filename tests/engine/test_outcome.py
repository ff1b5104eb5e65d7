from __future__ import annotations

import pytest
from factories import comparison, run, suite

from harness.engine.outcome import readiness_code
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
