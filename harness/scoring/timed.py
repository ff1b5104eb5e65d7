"""Whether a suite asks how long answers take, which those from a batch do not tell."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.suite import CheckSpec, Suite

TIMED = frozenset({"latency", "ttft", "tokens-per-second"})


def measures_time(suite: Suite) -> bool:
    """Whether a check or a budget of the suite needs the time of an answer."""
    checks = [check for case in suite.cases for check in case.checks]
    checks += [check for step in suite.steps for check in step.checks]
    return any(budget.measure != "cost" for budget in suite.budgets) or _any_timed(checks)


def _any_timed(checks: Iterable[CheckSpec]) -> bool:
    return any(check.assertion in TIMED or _any_timed(check.children) for check in checks)
