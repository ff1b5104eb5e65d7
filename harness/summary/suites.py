"""What a run says of one suite: its row of the matrix, why cases failed, how samples agree, what a takeover breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.model.result import SuiteResult
from harness.model.summary import Cell, SampleAgreement, SuiteSummary, Takeover, Unsettled
from harness.summary import breaks, next_steps, phrases, whys


def of(suite: SuiteResult, targets: Sequence[str], run_id: str = "last") -> SuiteSummary:
    reasons = whys.of_suite(suite)
    takeovers = {comparison.candidate: breaks.takeover(suite, comparison, reasons) for comparison in suite.comparisons}
    steps = {
        candidate: step
        for candidate, takeover in takeovers.items()
        if (step := next_steps.next_step(suite, takeover, run_id)) is not None
    }
    return SuiteSummary(
        result=suite,
        cells=tuple(cell(suite, target, takeovers) for target in targets),
        whys=reasons,
        unsettled={
            candidate: Unsettled(suite.name, candidate, takeover.comparison.reasons, takeover.remedy)
            for candidate, takeover in takeovers.items()
            if takeover.comparison.verdict == "inconclusive"
        },
        samples=tuple(_samples(suite)),
        takeovers=takeovers,
        next_steps=steps,
        nearest=next_steps.shortest(suite, takeovers, steps),
    )


def cell(suite: SuiteResult, target: str, takeovers: Mapping[str, Takeover]) -> Cell:
    """What became of `target` on `suite`; `takeovers` are those of the suite."""
    if target == suite.baseline:
        return _baseline(suite)
    if target not in takeovers:
        return Cell(suite=suite.name, target=target, state="absent")
    comparison = takeovers[target].comparison
    return Cell(
        suite=suite.name,
        target=target,
        state=comparison.verdict,
        good=comparison.matches,
        cases=comparison.cases,
        missing=comparison.missing,
        needed=takeovers[target].needed,
    )


def _baseline(suite: SuiteResult) -> Cell:
    samples = (case.answers_to(suite.baseline) for case in suite.cases)
    # A skipped case is nobody's gap: it counts neither as measured nor as missing.
    outcomes = [
        [answer.acceptable for answer in answers if answer.outcome in ("pass", "fail")]
        for answers in samples
        if not any(answer.outcome == "skip" for answer in answers)
    ]
    shares = [sum(acceptable) / len(acceptable) for acceptable in outcomes if acceptable]
    return Cell(
        suite=suite.name,
        target=suite.baseline,
        state="baseline",
        good=sum(shares),
        cases=len(shares),
        missing=len(outcomes) - len(shares),
    )


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
