"""The rates of one case: how often each side's answers count, by checks and by saying the same.

`c` is the share of the candidate's samples that pass every assertion and say the same as the baseline's answers (mean
over these); `b` is the same for the baseline against itself, each sample judged by the others: its noise floor. With
one answer of the baseline, its floor is unknown: all that is known is that an answer which fails its checks counts
for nothing.

`min_pass_rate` is about assertions: once it is reached, a sample that fails them counts as passing. It still has to say
the same, for how far the baseline's own samples agree is in `b` already, and nothing else may lower that bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from harness.model.result import Answer


@dataclass(frozen=True, slots=True)
class AgreementMatrix:
    """Whether sample i of one target says the same as sample j of the baseline, by (i, j)."""

    pairs: Mapping[tuple[int, int], bool] = field(default_factory=dict)

    def with_any(self, sample: int, compared: Sequence[int]) -> list[bool]:
        """With each of the baseline's samples of `compared`, those that it was compared with."""
        return [self.pairs[sample, other] for other in compared if (sample, other) in self.pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePair:
    """The answers of baseline and candidate to one case, and which of them say the same.

    `placebo` has, for every shuffle, the scores of answers that the candidate gave to another case.
    """

    case: str
    group: str | None = None
    weight: float = 1.0
    baseline: Sequence[Answer]
    candidate: Sequence[Answer]
    agreement: AgreementMatrix = field(default_factory=AgreementMatrix)
    baseline_agreement: AgreementMatrix = field(default_factory=AgreementMatrix)
    placebo: Sequence[Sequence[float]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRates:
    """What is known of one case; every rate lies in [0, 1].

    `floor` is `b`, None where it is unknown; `candidate` is `c`; `checks` are the shares that pass their checks, of
    baseline and candidate. `as_well` is the share of the candidate's answers that are as good as the baseline's or
    better: the baseline's fails its checks, and this one does not. `answers` score the candidate's single answers
    against the baseline's first, and `further` the baseline's other answers against the same;
    `checked` says of each answer whether it passes its checks, the baseline's and the candidate's. `placebo` is as in
    `CasePair`.
    """

    group: str | None
    weight: float
    floor: float | None
    candidate: float
    checks: tuple[float, float]
    as_well: float
    answers: tuple[float, ...]
    further: tuple[float, ...]
    checked: tuple[tuple[float, ...], tuple[float, ...]]
    placebo: tuple[tuple[float, ...], ...]

    @property
    def baseline(self) -> float:
        """`b`, at most: an unknown floor is no lower than the checks allow."""
        return self.checks[0] if self.floor is None else self.floor


def shuffled(rates: Sequence[CaseRates], number: int) -> list[CaseRates]:
    """The cases as they would stand if the candidate had given its answers to others: those of that shuffle."""
    return [
        replace(
            rate,
            candidate=fmean(rate.placebo[number]),
            checks=(rate.checks[0], fmean(rate.placebo[number])),
            answers=rate.placebo[number],
            checked=(rate.checked[0], rate.placebo[number]),
        )
        for rate in rates
        if len(rate.placebo) > number
    ]


def case_rates(pair: CasePair) -> CaseRates | None:
    """None where one side could not be measured."""
    ours = [answer for answer in pair.baseline if answer.outcome in ("pass", "fail")]
    numbers = [answer.sample for answer in pair.baseline if answer.response is not None]
    theirs = [
        answer
        for answer in pair.candidate
        if answer.outcome != "error" and pair.agreement.with_any(answer.sample, numbers)
    ]
    if not ours or not theirs:
        return None
    reference = ours[0].sample
    checked = tuple(float(reply.acceptable) for reply in ours), tuple(float(reply.acceptable) for reply in theirs)
    return CaseRates(
        group=pair.group,
        weight=pair.weight,
        floor=_floor(ours, pair.baseline_agreement),
        candidate=fmean(
            fmean(pair.agreement.with_any(reply.sample, numbers)) if reply.acceptable else 0.0 for reply in theirs
        ),
        checks=(fmean(checked[0]), fmean(checked[1])),
        as_well=fmean(_as_well(reply, pair) for reply in theirs),
        answers=_against(reference, theirs, pair.agreement),
        further=_against(reference, ours[1:], pair.baseline_agreement),
        checked=checked,
        placebo=tuple(map(tuple, pair.placebo)),
    )


def _floor(answers: Sequence[Answer], agreement: AgreementMatrix) -> float | None:
    """Of one answer that passes nothing is known; one that fails its checks counts for nothing, whatever it is like."""
    rates = []
    for answer in answers:
        alike = agreement.with_any(answer.sample, [sibling.sample for sibling in answers if sibling is not answer])
        if answer.acceptable and not alike:
            return None
        rates.append(fmean(alike) if answer.acceptable else 0.0)
    return fmean(rates)


def _as_well(answer: Answer, pair: CasePair) -> float:
    if not answer.acceptable:
        return 0.0
    compared = pair.agreement.pairs
    # A pair that could not be compared says nothing, as everywhere: it is no loss.
    return fmean(
        not baseline.acceptable or compared[answer.sample, baseline.sample]
        for baseline in pair.baseline
        if baseline.response is not None and (not baseline.acceptable or (answer.sample, baseline.sample) in compared)
    )


def _against(reference: int, answers: Sequence[Answer], agreement: AgreementMatrix) -> tuple[float, ...]:
    """A pair that could not be compared is left out, as an answer that could not be had is."""
    return tuple(
        float(answer.acceptable and agreement.pairs[answer.sample, reference])
        for answer in answers
        if (answer.sample, reference) in agreement.pairs
    )
