"""What the matrix suites x targets says in each cell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from harness.model.result import Answer, CaseResult, Comparison, Run, SuiteResult

State = Literal["baseline", "ports", "does-not-port", "inconclusive", "absent"]
WORDS: dict[State, str] = {
    "baseline": "baseline",
    "ports": "ports",
    "does-not-port": "does not port",
    "inconclusive": "inconclusive",
    "absent": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One target on one suite.

    `good` of `cases` measured cases came out well (for a candidate: as well as the baseline);
    `missing` cases could not be measured; `needed` more would settle the verdict.
    """

    suite: str
    target: str
    state: State
    good: float = 0.0
    cases: int = 0
    missing: int = 0
    needed: int | None = None

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def count(self) -> str:
        """`31/48`, with the further cases needed and those missing beside it."""
        if self.state == "absent":
            return "-"
        needed = "" if self.needed is None else f" (+{self.needed})"
        missing = f", {self.missing} missing" if self.missing else ""
        return ratio(self.good, self.cases) + needed + missing


def ratio(good: float, cases: int) -> str:
    """`31/48`; a share of a case shows as a tenth, and nothing is rounded up to the whole."""
    tenths = math.floor(good * 10 + 1e-6)
    return f"{tenths // 10}/{cases}" if tenths % 10 == 0 else f"{tenths / 10:.1f}/{cases}"


def columns(run: Run) -> tuple[str, ...]:
    """The targets in use, baselines first."""
    used = {answer.target for answer in answers_of(run)} | {
        c.candidate for suite in run.suites for c in suite.comparisons
    }
    baselines = dict.fromkeys(suite.baseline for suite in run.suites)
    return tuple(dict.fromkeys((*baselines, *(name for name in run.targets if name in used), *sorted(used))))


def common_baseline(run: Run) -> str | None:
    """The baseline of every suite, if they share one."""
    found = {suite.baseline for suite in run.suites}
    return found.pop() if len(found) == 1 else None


def cell(suite: SuiteResult, target: str) -> Cell:
    """What became of `target` on `suite`."""
    if target == suite.baseline:
        return _baseline(suite)
    for comparison in suite.comparisons:
        if comparison.candidate == target:
            return _candidate(suite, comparison)
    return Cell(suite=suite.name, target=target, state="absent")


def rows(run: Run) -> Iterator[tuple[SuiteResult, tuple[Cell, ...]]]:
    """Each suite with its cells, in the order of `columns`."""
    targets = columns(run)
    for suite in run.suites:
        yield suite, tuple(cell(suite, target) for target in targets)


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
        needed=comparison.cases_needed if comparison.verdict == "inconclusive" else None,
    )


def _baseline(suite: SuiteResult) -> Cell:
    samples = [answers_to(case, suite.baseline) for case in suite.cases]
    shares = [_pass_share(those) for those in samples if not any(answer.outcome == "skip" for answer in those)]
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
