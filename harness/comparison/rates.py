"""The rates of one case: how often each side's answers count, by checks and by saying the same.

`c` is the share of the candidate's samples that pass every assertion and say the same as the baseline's answers (mean
over these); `b` is the same for the baseline against itself, each sample judged by the others: its noise floor. With
one answer of the baseline, its floor is unknown: all that is known is that an answer which fails its checks counts
for nothing.

`min_pass_rate` is about assertions: once it is reached, a sample that fails them counts as passing. It still has to say
the same, for how far the baseline's own samples agree is in `b` already, and nothing else may lower that bar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from harness.model.result import Answer

MOST_ALIKE = 4096
"""Distinct rates of cases that are looked for among those of further cases, to be kept once."""


@dataclass(frozen=True, slots=True)
class AgreementMatrix:
    """Whether sample i of one target says the same as sample j of the baseline, by (i, j); `doubtful` are those that
    do not by meaning alone, and may.
    """

    pairs: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    doubtful: frozenset[tuple[int, int]] = frozenset()

    @property
    def at_best(self) -> AgreementMatrix:
        """The same, were all that is doubtful the same."""
        return AgreementMatrix({pair: same or pair in self.doubtful for pair, same in self.pairs.items()})

    def with_any(self, sample: int, compared: Sequence[int]) -> list[bool]:
        """With each of the baseline's samples of `compared`, those that it was compared with."""
        return [self.pairs[sample, other] for other in compared if (sample, other) in self.pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePair:
    """The answers of baseline and candidate to one case, and which of them say the same.

    `alike` is one for all cases that ask the same. `placebo` has, for every shuffle, the scores of answers that the
    candidate gave to another case.
    """

    case: str
    group: str | None = None
    alike: str | None = None
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
    better: the baseline's fails its checks, and this one does not; `at_best` is the same with what is doubtful counted
    as the same, and `doubts` says whether anything is. `answers` score the candidate's single answers against the
    baseline's first, `answers_at_best` with doubts in their favour, `further` the baseline's other answers against it;
    `checked` says of each answer whether it passes its checks, the baseline's and the candidate's. `alike` and
    `placebo` are as in `CasePair`.
    """

    group: str | None
    alike: str | None
    weight: float
    floor: float | None
    candidate: float
    checks: tuple[float, float]
    as_well: float
    at_best: float
    doubts: bool
    answers: tuple[float, ...]
    answers_at_best: tuple[float, ...]
    further: tuple[float, ...]
    checked: tuple[tuple[float, ...], tuple[float, ...]]
    placebo: tuple[tuple[float, ...], ...]

    @property
    def baseline(self) -> float:
        """`b`, at most: an unknown floor is no lower than the checks allow."""
        return self.checks[0] if self.floor is None else self.floor


@dataclass(frozen=True, slots=True)
class PairTally:
    """What the pairs of a comparison come to, taken in one look at each: their number, the rates of the cases that
    could be measured, how often each side passes its checks, of how many cases the baseline has one answer at most, and
    whether a side has several of any. `served` counts the models that answered, on either side.
    """

    pairs: int
    rates: Sequence[CaseRates]
    pass_rates: tuple[float | None, float | None]
    once: int
    several: tuple[bool, bool]
    served: tuple[Counter[str], Counter[str]]


def tally_of(pairs: Iterable[CasePair]) -> PairTally:
    """Of all pairs; each is looked at once and let go."""
    number = once = 0
    rates: list[CaseRates] = []
    known = _KnownRates()
    sides = _Side(), _Side()
    for pair in pairs:
        number += 1
        once += len(pair.baseline) <= 1
        sides[0].take(pair.baseline)
        sides[1].take(pair.candidate)
        rated = known.of(pair)
        if rated is not None:
            rates.append(rated)
    ours, theirs = sides
    return PairTally(
        pairs=number,
        rates=rates,
        pass_rates=(ours.pass_rate, theirs.pass_rate),
        once=once,
        several=(ours.several, theirs.several),
        served=(ours.served, theirs.served),
    )


class _KnownRates:
    """The rates of cases, worked out and kept once for those that are like others: most without a group are, and of
    many thousands few differ.
    """

    def __init__(self) -> None:
        self._by_pair: dict[Hashable, CaseRates | None] = {}
        self._alike: dict[CaseRates, CaseRates] = {}

    def of(self, pair: CasePair) -> CaseRates | None:
        """As `case_rates`."""
        like = _all_that_counts(pair)
        if like in self._by_pair:
            return self._by_pair[like]
        rated = case_rates(pair)
        if rated is not None:
            rated = self._alike.setdefault(rated, rated)
        if len(self._by_pair) < MOST_ALIKE:
            self._by_pair[like] = rated
        return rated


def _all_that_counts(pair: CasePair) -> Hashable:
    """Whatever of a case its rates are worked out from."""
    return (
        pair.group,
        pair.alike,
        pair.weight,
        tuple(map(_counted, pair.baseline)),
        tuple(map(_counted, pair.candidate)),
        tuple(pair.agreement.pairs.items()),
        pair.agreement.doubtful,
        tuple(pair.baseline_agreement.pairs.items()),
        tuple(map(tuple, pair.placebo)),
    )


def _counted(answer: Answer) -> Hashable:
    return answer.sample, answer.outcome, answer.tolerated, answer.response is None


@dataclass(slots=True)
class _Side:
    measured: int = 0
    passed: int = 0
    several: bool = False
    served: Counter[str] = field(default_factory=Counter)

    def take(self, answers: Sequence[Answer]) -> None:
        self.several = self.several or len(answers) > 1
        for answer in answers:
            if answer.outcome in ("pass", "fail"):
                self.measured += 1
                self.passed += answer.outcome == "pass"
            if answer.response is not None and answer.response.served_model:
                self.served[answer.response.served_model] += 1

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.measured if self.measured else None


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


def one_a_question(rates: Sequence[CaseRates]) -> Sequence[CaseRates]:
    """The rates with those of cases that ask the same put together: each of their answers is drawn for all of them, so
    that draw by draw it counts once, with their mean and the weight of all.
    """
    if all(rate.alike is None for rate in rates):
        return rates
    asked: dict[Hashable, list[CaseRates]] = {}
    for number, rate in enumerate(rates):
        asked.setdefault(number if rate.alike is None else rate.alike, []).append(rate)
    return [_together(same) if len(same) > 1 else same[0] for same in asked.values()]


def _together(rates: Sequence[CaseRates]) -> CaseRates:
    """Of draws that not all cases have nothing is known for all of them."""
    weights = [rate.weight for rate in rates]

    def mean(draws: Iterable[Sequence[float]]) -> tuple[float, ...]:
        return tuple(fmean(of_draw, weights) for of_draw in zip(*draws, strict=False))

    return replace(
        rates[0],
        weight=sum(weights),
        answers=mean(rate.answers for rate in rates),
        answers_at_best=mean(rate.answers_at_best for rate in rates),
        further=mean(rate.further for rate in rates),
        checked=(mean(rate.checked[0] for rate in rates), mean(rate.checked[1] for rate in rates)),
    )


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
    at_best = pair.agreement.at_best if pair.agreement.doubtful else pair.agreement
    checked = tuple(float(reply.acceptable) for reply in ours), tuple(float(reply.acceptable) for reply in theirs)
    return CaseRates(
        group=pair.group,
        alike=pair.alike,
        weight=pair.weight,
        floor=_floor(ours, pair.baseline_agreement),
        candidate=fmean(
            fmean(pair.agreement.with_any(reply.sample, numbers)) if reply.acceptable else 0.0 for reply in theirs
        ),
        checks=(fmean(checked[0]), fmean(checked[1])),
        as_well=fmean(_as_well(reply, pair, pair.agreement) for reply in theirs),
        at_best=fmean(_as_well(reply, pair, at_best) for reply in theirs),
        doubts=bool(pair.agreement.doubtful),
        answers=_against(reference, theirs, pair.agreement),
        answers_at_best=_against(reference, theirs, at_best),
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


def _as_well(answer: Answer, pair: CasePair, agreement: AgreementMatrix) -> float:
    if not answer.acceptable:
        return 0.0
    compared = agreement.pairs
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
