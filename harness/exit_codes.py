"""The exit code of a run: the worst cause wins."""

from __future__ import annotations

from typing import Literal, get_args

from harness.model.comparison import Comparison
from harness.model.result import Run
from harness.summary.readiness import unproven_critical
from harness.summary.standing import of_comparison

Require = Literal["passing", "proof"]

GOOD, FAILED, WRONG_INPUT, INCONCLUSIVE, INCOMPLETE, STORE = range(6)


def exit_code(run: Run, require: Require = "passing") -> int:
    """0 good, 1 a check failed, a candidate does not port or breaks a budget, or a baseline fails; 3 inconclusive where
    proof is required or the suite is critical, 4 some answers could not be had or measured. The order of precedence is
    4, 1, 3.
    """
    return FAILED if _fails(run) else comparison_code(run, require)


def codes_of(run: Run) -> dict[str, int]:
    """Its exit code by what is required of it."""
    fails, levels = _fails(run), get_args(Require)
    return {level: FAILED if fails else comparison_code(run, level) for level in levels}


def _fails(run: Run) -> bool:
    """Whether an answer failed, all of them being measured."""
    return run.complete and any(answer.counts_against for answer in run.answers)


def comparison_code(run: Run, require: Require = "passing") -> int:
    """As `exit_code`, by the verdicts alone: what the baseline gets wrong, too, is no reason to stay with it."""
    if not run.complete:
        return INCOMPLETE
    if any(suite.failing or any(map(_is_bad, suite.comparisons)) for suite in run.suites):
        return FAILED
    if require == "proof":
        proven = run.suites and all(
            suite.comparisons and all(map(is_proven, suite.comparisons)) for suite in run.suites
        )
        return GOOD if proven else INCONCLUSIVE
    return INCONCLUSIVE if open_critical(run) else GOOD


def open_critical(run: Run) -> list[str]:
    """The critical suites for which no candidate is proven: a gate that lets the unproven pass unasked is none for a
    workflow that must not stop.
    """
    compared = (suite for suite in run.suites if suite.critical and suite.comparisons)
    return [suite.name for suite in compared if not any(map(is_proven, suite.comparisons))]


def readiness_code(run: Run) -> int:
    """1 if some single failure leaves a critical suite without a proven server or a baseline fails already, 4 if
    answers could not be had.
    """
    if not run.complete:
        return INCOMPLETE
    already = any(survival.state == "down-already" for outage in run.readiness or () for survival in outage.suites)
    return FAILED if already or unproven_critical(run) else GOOD


def _is_bad(comparison: Comparison) -> bool:
    broken = any(budget.state == "broken" for budget in comparison.budgets)
    return broken or of_comparison(comparison).state in ("down", "failing")


def is_proven(comparison: Comparison) -> bool:
    """In what it is as good as and in what it takes, where the suite sets budgets."""
    return comparison.verdict == "ports" and all(budget.state == "kept" for budget in comparison.budgets)
