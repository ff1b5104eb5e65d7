"""The exit code of a run: the worst cause wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from harness.model.result import Answer, Run
from harness.summary.readiness import unproven_critical

Require = Literal["passing", "proof"]

GOOD, FAILED, WRONG_INPUT, INCONCLUSIVE, INCOMPLETE, STORE = range(6)


def exit_code(run: Run, require: Require = "passing") -> int:
    """0 good, 1 a check failed or a candidate does not port, 3 inconclusive where proof is required,
    4 some answers could not be had or measured. The order of precedence is 4, 1, 3.
    """
    verdicts = {comparison.verdict for suite in run.suites for comparison in suite.comparisons}
    if not run.complete:
        return INCOMPLETE
    if "does-not-port" in verdicts or any(answer.counts_against for answer in answers_of(run)):
        return FAILED
    return INCONCLUSIVE if require == "proof" and "inconclusive" in verdicts else GOOD


def comparison_code(run: Run, require: Require = "passing") -> int:
    """As `exit_code`, by the verdicts alone: what the baseline gets wrong, too, is no reason to stay with it."""
    verdicts = {comparison.verdict for suite in run.suites for comparison in suite.comparisons}
    if not run.complete:
        return INCOMPLETE
    if "does-not-port" in verdicts:
        return FAILED
    return INCONCLUSIVE if require == "proof" and verdicts != {"ports"} else GOOD


def readiness_code(run: Run) -> int:
    """1 if some single failure leaves a critical suite without a proven server, 4 if answers could not be had."""
    if not run.complete:
        return INCOMPLETE
    return FAILED if unproven_critical(run) else GOOD


def answers_of(run: Run) -> Iterator[Answer]:
    return (answer for suite in run.suites for case in suite.cases for answer in case.answers)
