"""From scored answers to a comparison: per-case rates, noise floor, verdict.

For a case, `c` is the share of the candidate's samples that pass every assertion and say the same
as the baseline's answers (mean over these); `b` is the same for the baseline against itself, each
sample judged by the others. With one sample of the baseline, `b` knows only its assertions.

`min_pass_rate` is about assertions: once it is reached, a sample that fails them counts as passing. It still has to say
the same, for how far the baseline's own samples agree is in `b` already, and nothing else may lower that bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from harness.model.result import Answer, Comparison, PassRate
from harness.model.suite import EquivalenceSettings
from harness.stats.evidence import Evidence, paired_cases, refutes_anytime, refutes_yes_no
from harness.stats.noninferiority import NonInferiority, judge

MISSING_SHARE = 0.05
"""A verdict is withheld once more than this share of the cases could not be measured."""


@dataclass(frozen=True, slots=True)
class Same:
    """Whether sample i of one target says the same as sample j of the baseline, by (i, j)."""

    pairs: Mapping[tuple[int, int], bool] = field(default_factory=dict)

    def share(self, sample: int, others: Sequence[int]) -> float | None:
        """How many of the baseline's `others` this sample agrees with; None where nothing was compared."""
        found = [self.pairs[sample, other] for other in others if (sample, other) in self.pairs]
        return fmean(found) if found else None


@dataclass(frozen=True, slots=True)
class CasePair:
    """The answers of baseline and candidate to one case, and which of them say the same."""

    baseline: Sequence[Answer]
    candidate: Sequence[Answer]
    same: Same
    baseline_same: Same


def candidate_rate(pair: CasePair) -> float | None:
    """`c` of one case in [0, 1]; None if it could not be measured."""
    others = [answer.sample for answer in pair.baseline if answer.response is not None]
    rates = []
    for answer in pair.candidate:
        share = pair.same.share(answer.sample, others)
        if answer.outcome != "error" and share is not None:
            rates.append(share if answer.acceptable else 0.0)
    return fmean(rates) if rates else None


def baseline_rate(pair: CasePair) -> float | None:
    """`b` of one case in [0, 1]; None if it could not be measured."""
    measured = [answer for answer in pair.baseline if answer.outcome in ("pass", "fail")]
    rates = []
    for answer in measured:
        others = [other.sample for other in measured if other.sample != answer.sample]
        share = pair.baseline_same.share(answer.sample, others)
        agrees = 1.0 if share is None else share
        rates.append(agrees if answer.acceptable else 0.0)
    return fmean(rates) if rates else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison taken alone, with the evidence from which it can be judged again at another level."""

    comparison: Comparison
    evidence: Evidence


def compare(
    candidate: str, pairs: Sequence[CasePair], settings: EquivalenceSettings, *, share: float | None = None
) -> Compared:
    """The comparison of a candidate with the baseline over the cases of a suite, as if it were the only one. With a
    `share` of the error rate, it may be made again after every further case.
    """
    rates = [(baseline_rate(pair), candidate_rate(pair)) for pair in pairs]
    measured = [(b, c) for b, c in rates if b is not None and c is not None]
    missing = len(pairs) - len(measured)
    baseline_rates, candidate_rates = [b for b, _ in measured], [c for _, c in measured]
    exact = share is None and all(map(_one_sample, pairs))
    method = refutes_yes_no if exact else refutes_anytime
    evidence = paired_cases(method, baseline_rates, candidate_rates, share=1.0 if share is None else share)
    found = judge(evidence, settings.margin, settings.confidence)
    found, reasons = _withhold(found, missing, len(pairs))
    comparison = Comparison(
        candidate=candidate,
        verdict=found.verdict,
        cases=found.cases,
        missing=missing,
        matches=sum(candidate_rates),
        difference=found.difference,
        lower=found.lower,
        upper=found.upper,
        margin=settings.margin,
        confidence=settings.confidence,
        pass_rate=PassRate(
            _pass_rate([answer for pair in pairs for answer in pair.baseline]),
            _pass_rate([answer for pair in pairs for answer in pair.candidate]),
        ),
        noise_floor=fmean(baseline_rates) if measured else None,
        cases_needed=found.cases_needed,
        groups=found.cases,
        gained=sum(c > b for b, c in measured),
        lost=sum(c < b for b, c in measured),
        reasons=reasons,
    )
    return Compared(comparison, evidence)


def _one_sample(pair: CasePair) -> bool:
    """Drawn, not answered: what chooses the statistics must not depend on what came back."""
    return len(pair.baseline) <= 1 and len(pair.candidate) <= 1


def is_withheld(one: Comparison) -> bool:
    """Whether too many of its cases could not be measured for a verdict."""
    return one.missing > MISSING_SHARE * (one.cases + one.missing)


def _withhold(found: NonInferiority, missing: int, cases: int) -> tuple[NonInferiority, tuple[str, ...]]:
    if not cases or missing / cases <= MISSING_SHARE:
        return found, ()
    reason = f"{missing} of {cases} cases could not be measured: more than {MISSING_SHARE:.0%}"
    if found.verdict == "inconclusive":
        return found, (reason,)
    return replace(found, verdict="inconclusive", cases_needed=None), (reason,)


def _pass_rate(answers: Sequence[Answer]) -> float | None:
    measured = [answer.outcome == "pass" for answer in answers if answer.outcome in ("pass", "fail")]
    return fmean(measured) if measured else None
