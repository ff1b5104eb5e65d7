"""What a run says of one suite: its row of the matrix, why cases failed, how samples agree, what a takeover breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.comparison import Comparison
from harness.model.result import Answer, SuiteResult
from harness.model.summary import Cell, SampleAgreement, SuiteSummary, Unsettled
from harness.summary import breaks, next_steps, phrases, settling, whys


def of(suite: SuiteResult, targets: Sequence[str], run_id: str = "last") -> SuiteSummary:
    reasons = whys.of_suite(suite)
    steps = {
        comparison.candidate: step
        for comparison in suite.comparisons
        if (step := next_steps.next_step(suite, comparison, run_id)) is not None
    }
    return SuiteSummary(
        result=suite,
        cells=tuple(cell(suite, target) for target in targets),
        whys=reasons,
        unsettled={
            comparison.candidate: Unsettled(
                suite.name, comparison.candidate, comparison.reasons, settling.what_would_settle(comparison)
            )
            for comparison in suite.comparisons
            if comparison.verdict == "inconclusive"
        },
        samples=tuple(_samples(suite)),
        takeovers={
            comparison.candidate: breaks.takeover(suite, comparison, reasons) for comparison in suite.comparisons
        },
        next_steps=steps,
        nearest=next_steps.shortest(suite, steps),
    )


def cell(suite: SuiteResult, target: str) -> Cell:
    """What became of `target` on `suite`."""
    if target == suite.baseline:
        return _baseline(suite)
    for comparison in suite.comparisons:
        if comparison.candidate == target:
            return _candidate(suite, comparison)
    return Cell(suite=suite.name, target=target, state="absent")


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
    samples = [case.answers_to(suite.baseline) for case in suite.cases]
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


def _samples(suite: SuiteResult) -> Iterator[SampleAgreement]:
    """Of each target that was asked several times: `one sample passes 96 %, pass@3 100 %, pass^3 92 %, …`."""
    for consistency in suite.consistency:
        k = len(consistency.pass_at_k)
        yield SampleAgreement(
            suite.name,
            consistency.target,
            f"one sample passes {phrases.percent(consistency.pass_at_k[0])},"
            f" pass@{k} {phrases.percent(consistency.pass_at_k[-1])},"
            f" pass^{k} {phrases.percent(consistency.pass_all_k[-1])},"
            f" flip rate {phrases.percent(consistency.flip_rate)}"
            f" over {phrases.count_of(consistency.cases, 'case')}",
        )
