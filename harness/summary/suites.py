"""What a run says of one suite: its row of the matrix, why cases failed, how samples agree, what a takeover breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.result import Answer, SuiteResult
from harness.model.summary import Cell, SampleAgreement, SuiteSummary, Takeover, Unsettled
from harness.summary import breaks, next_steps, phrases, whys


def of(suite: SuiteResult, targets: Sequence[str], run_id: str = "last") -> SuiteSummary:
    """The cases are gone through once, since those of a long run are read from disk each time."""
    reasons = whys.SuiteWhys(suite)
    breakages = {row.candidate: breaks.Breakage(suite, row) for row in suite.comparisons}
    lost: dict[str, str] = {}
    most_samples: dict[str, int] = {}
    shares: list[float | None] = []
    for case in suite.cases:
        answers = case.by_target()
        of_case, ours = reasons.add(case.id, answers), answers.get(suite.baseline, ())
        for candidate, breakage in breakages.items():
            breakage.add(case.id, ours, answers.get(candidate, ()), of_case.get(candidate))
        for target, samples in answers.items():
            most_samples[target] = max(most_samples.get(target, 0), len(samples))
            if any(_is_lost(answer, unstable=case.id in suite.unstable) for answer in samples):
                lost.setdefault(target, case.id)
        # A skipped case is nobody's gap: it counts neither as measured nor as missing.
        if not any(answer.outcome == "skip" for answer in ours):
            acceptable = [answer.acceptable for answer in ours if answer.outcome in ("pass", "fail")]
            shares.append(sum(acceptable) / len(acceptable) if acceptable else None)
    facts = next_steps.StepFacts(suite, run_id, lost, most_samples)
    takeovers = {candidate: breakage.takeover() for candidate, breakage in breakages.items()}
    steps = {
        candidate: step
        for candidate, takeover in takeovers.items()
        if (step := next_steps.next_step(facts, takeover)) is not None
    }
    return SuiteSummary(
        result=suite,
        cells=tuple(_cell(suite, target, shares, takeovers.get(target)) for target in targets),
        whys=reasons.by_case_and_target(),
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


def _is_lost(answer: Answer, *, unstable: bool) -> bool:
    """Whether it was measured and is not good. `unstable`: the baseline does not agree with itself on the case."""
    differs = answer.equivalence is not None and not answer.equivalence.equivalent
    return answer.outcome != "error" and (answer.counts_against or (differs and not unstable))


def _cell(suite: SuiteResult, target: str, shares: Sequence[float | None], takeover: Takeover | None) -> Cell:
    """What became of `target` on `suite`; `shares` of the baseline's answers to each case are acceptable, None where
    none was measured.
    """
    if target == suite.baseline:
        measured = [share for share in shares if share is not None]
        good, missing = sum(measured), len(shares) - len(measured)
        return Cell(suite=suite.name, target=target, state="baseline", good=good, cases=len(measured), missing=missing)
    if takeover is None:
        return Cell(suite=suite.name, target=target, state="absent")
    comparison = takeover.comparison
    return Cell(
        suite=suite.name,
        target=target,
        state=comparison.verdict,
        good=comparison.matches,
        cases=comparison.cases,
        missing=comparison.missing,
        needed=takeover.needed,
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
