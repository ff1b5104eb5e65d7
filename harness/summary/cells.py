"""What the matrix suites x targets says in each cell."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.result import Answer, CaseResult, Comparison, Run, SuiteResult
from harness.model.summary import Cell
from harness.summary import phrases


def columns(run: Run) -> tuple[str, ...]:
    """The targets in use, baselines first."""
    used = {answer.target for answer in answers_of(run)} | {
        comparison.candidate for suite in run.suites for comparison in suite.comparisons
    }
    baselines = dict.fromkeys(suite.baseline for suite in run.suites)
    return tuple(dict.fromkeys((*baselines, *(name for name in run.targets if name in used), *sorted(used))))


def common_baseline(run: Run) -> str | None:
    """The baseline of every suite, if they share one."""
    baselines = {suite.baseline for suite in run.suites}
    return baselines.pop() if len(baselines) == 1 else None


def cell(suite: SuiteResult, target: str) -> Cell:
    """What became of `target` on `suite`."""
    if target == suite.baseline:
        return _baseline(suite)
    for comparison in suite.comparisons:
        if comparison.candidate == target:
            return _candidate(suite, comparison)
    return Cell(suite=suite.name, target=target, state="absent")


def answers_of(run: Run) -> Iterator[Answer]:
    return (answer for suite in run.suites for case in suite.cases for answer in case.answers)


def answers_to(case: CaseResult, target: str) -> tuple[Answer, ...]:
    """The samples of one target, in order."""
    return tuple(answer for answer in case.answers if answer.target == target)


def _candidate(suite: SuiteResult, comparison: Comparison) -> Cell:
    return Cell(
        suite=suite.name,
        target=comparison.candidate,
        state=comparison.verdict,
        good=comparison.matches,
        cases=comparison.cases,
        missing=comparison.missing,
        needed=phrases.needed(comparison),
    )


def _baseline(suite: SuiteResult) -> Cell:
    samples = [answers_to(case, suite.baseline) for case in suite.cases]
    # A skipped case is nobody's gap: it counts neither as measured nor as missing.
    shares = [_pass_share(answers) for answers in samples if not any(answer.outcome == "skip" for answer in answers)]
    measured = [share for share in shares if share is not None]
    return Cell(
        suite=suite.name,
        target=suite.baseline,
        state="baseline",
        good=sum(measured),
        cases=len(measured),
        missing=len(shares) - len(measured),
    )


def _pass_share(answers: tuple[Answer, ...]) -> float | None:
    measured = [answer.acceptable for answer in answers if answer.outcome in ("pass", "fail")]
    return sum(measured) / len(measured) if measured else None
