"""What a verdict rests on when it is about exactly these cases: single answers, drawn again and again.

**The claim.** The n cases are fixed, and so is one reference answer R_i of the baseline to each, its first. Let p_i be
the chance that an answer of the candidate passes the checks of case i and says the same as R_i, q_i the chance that
another answer of the baseline does. Claimed is that the mean over the cases of p_i − q_i lies above −margin. Nothing
is said of other cases, nor of other references.

**What is independent.** Given R_i, all answers of the candidate and all further answers of the baseline are drawn
independently: the model is asked afresh each time. Several of the baseline's answers must *not* serve as references at
once: each agreement between two of them would enter the noise floor of both, and a deviating one would harm
every answer of the candidate.

**Units.** z = (answer of the candidate) − (further answer of the baseline), each answer used once; where the baseline
has no answer left to pair, its rate is read as 1 where *ports* is asked for, and as 0 where *does not port* is. A
*pair* is such a z. A *block* uses all answers on both sides: the longer list is dealt out over the shorter, and block
means are subtracted. Either has the mean p_i − q_i or, with a rate read as 1, at most that.

**Bets on units of unequal mean.** Let case i have s_i units, S in all and s = S/n on average, u = (z + 1)/2 and
r_i = s_i/s. Against "the mean of E u over the cases is at most m", a bet of the fixed stake g in [0, 1] has the capital

    K = product over all units of 1 + g·(u/(m·r_i) − 1).

Units are independent, so E K = product of 1 + g·(μ_i/(m·r_i) − 1) with μ_i = E u. Every factor is non-negative; a
geometric mean is at most the arithmetic one; hence

    (E K)^(1/S) <= (1/S) Σ_i s_i (1 + g·(μ_i/(m·r_i) − 1)) = 1 + g·((1/n) Σ_i μ_i / m − 1) <= 1

because s_i/r_i = s. So E K <= 1 whatever hides behind the mean, hard cases beside easy ones, and each case weighs the
same however many answers it has; a fixed mixture of such bets is one more such K, and by Markov's inequality it
reaches 1/alpha with probability alpha at most. The stakes must be fixed: ones that learn from case to case would lose
this. (The device is Hoeffding's, JASA 58, 1963, proof of theorem 1; the bets are those of `harness.stats.betting`.)

**Weights.** Cases may stand for different numbers of calls: w_i > 0, fixed before any answer was seen, of sum 1. The
claim is then that Σ_i w_i·(p_i − q_i) lies above −margin, and r_i = s_i/(S·w_i) takes the place above: the weighted sum
of s_i·μ_i/(S·r_i) is Σ_i w_i·μ_i, so that the same two steps give E K <= 1. Equal weights, w_i = 1/n, give r_i = s_i/s.

Where weights differ, those bets gain little: they must be safe against cases that do better than anything can. Reading
every q_i as 1, a unit is the answer's score x in [0, 1] of mean p_i, and the bets 1 + g·(x/x_i − 1) are safe if the x_i
are where Σ_i s_i·log(1 + g·(p_i/x_i − 1)), concave in p, is largest under Σ_i w_i·p_i <= m and p_i <= 1. By the
conditions of Karush, Kuhn and Tucker that is x_i = min(1, c·s_i/w_i) for every g, with c such that Σ_i w_i·x_i = m; the
largest value is 0, so E K <= 1. With g = 1 and no answer short, this is the sharpest test there is: the chance of no
loss at all where the losses hide best. A case of much weight is no more than its answers still: the more uneven the
weights, the less the same number of answers proves.

**Beside them**, where every case has as many answers and the same weight, an exact test: of "the candidate's rate is
at most 1 − margin", by the number of its answers that fall short, valid for unequal chances
(`harness.stats.binomial`). It reads every q_i as 1. The three share alpha. What is seen is decided once, at the
number of answers fixed beforehand.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from harness.model.comparison import Claim
from harness.stats import betting, binomial
from harness.stats.evidence import standard_error

ALL_IN: betting.Bets = ((1.0, 1.0),)
MOST_ALL_IN, LEAST_ALL_IN = 0.85, 0.2
"""The share of alpha staked on "no difference at all". With 30 answers only nearly everything suffices (0.9³⁰ is
0.0424); with more, the rest is better spent on the tests that live through a loss."""
FEW = MOST_ALL_IN * 0.05

Counts = tuple[tuple[float, float], ...]
"""Values with how often each was seen, sorted."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The evidence for `these-cases`, its values scaled as `u/r_i` above.

    `pairs` and `lowest` (blocks) speak for *ports*, `highest` (blocks, mirrored) for *does not port*. `short` of the
    candidate's `drawn` answers scored below 1: None where cases have different numbers of them, or weights.
    `floor_known` where any case has a further answer of the baseline. Where weights differ, `weighted` has the
    candidate's answers as (w_i/s_i, score, how often).
    """

    cases: int
    drawn: float
    difference: float | None
    pairs: Counts
    lowest: Counts
    highest: Counts
    short: float | None
    floor_known: bool
    weighted: tuple[tuple[float, float, float], ...] = ()

    @property
    def claim(self) -> Claim:
        return "these-cases"

    @property
    def groups(self) -> int:
        return self.cases

    @property
    def draws(self) -> int:
        return round(self.drawn)

    @property
    def size(self) -> int:
        """Answers of the candidate to a case."""
        return math.ceil(self.drawn / self.cases) if self.cases else 0

    @property
    def spread(self) -> float:
        return 2 * standard_error(self.lowest, math.fsum(count for _, count in self.lowest))

    def at(self, size: int) -> Draws:
        if not self.cases:
            return self
        times = size * self.cases / self.drawn
        return replace(
            self,
            drawn=self.drawn * times,
            pairs=_grown(self.pairs, times),
            lowest=_grown(self.lowest, times),
            highest=_grown(self.highest, times),
            short=None if self.short is None else self.short * times,
            weighted=tuple((share / times, score, count * times) for share, score, count in self.weighted),
        )

    def refutes_at_most(self, mean: float, alpha: float) -> bool:
        if mean <= -1.0:
            return self.cases > 0
        if not self.floor_known and self.short is not None:
            # Pairs and blocks would read the same answers against the same 1; the exact test alone is sharper.
            return self._falls_short(mean, alpha)
        if self.weighted:
            return self._capital_of_weighted(mean) >= -math.log(alpha)
        # Chosen by the number of answers and the mean in question, never by what the answers say.
        unseen = max(1.0 + min(mean, 0.0), 0.0) ** self.drawn
        all_in = min(MOST_ALL_IN, max(LEAST_ALL_IN, MOST_ALL_IN * math.sqrt(unseen / FEW)))
        exact = 0.0 if self.short is None else (1.0 - all_in) / 2
        staked = (
            math.log(all_in) + betting.log_capital(dict(self.pairs), (mean + 1) / 2, ALL_IN),
            math.log(1.0 - all_in - exact)
            + betting.log_capital(dict(self.lowest), (mean + 1) / 2, betting.BESIDE_EXACT),
        )
        return betting.log_sum(staked) >= -math.log(alpha) or self._falls_short(mean, exact * alpha)

    def refutes_at_least(self, mean: float, alpha: float) -> bool:
        return self.cases > 0 and betting.refutes(dict(self.highest), (1 - mean) / 2, alpha, betting.ANYTIME)

    def _capital_of_weighted(self, mean: float) -> float:
        """The logarithm; where the floor is known, half is staked on what it allows."""
        most = _where_losses_hide([(share, count) for share, _, count in self.weighted], 1.0 + mean)
        scores: dict[float, float] = {}
        for share, score, count in self.weighted if most < math.inf else ():
            value = score / min(1.0, most / share)
            scores[value] = scores.get(value, 0.0) + count
        alone = betting.log_sum(
            [
                math.log(MOST_ALL_IN) + betting.log_capital(scores, 1.0, ALL_IN),
                math.log(1 - MOST_ALL_IN) + betting.log_capital(scores, 1.0, betting.BESIDE_EXACT),
            ]
        )
        if not self.floor_known:
            return alone
        beside = betting.log_capital(dict(self.lowest), (mean + 1) / 2, betting.BESIDE_EXACT)
        return betting.log_sum([math.log(0.5) + alone, math.log(0.5) + beside])

    def _falls_short(self, mean: float, alpha: float) -> bool:
        if self.short is None or mean >= 0.0:
            return False
        # Numbers may be fractional when planning ahead: rounded to the safe side.
        answers, short = math.floor(self.drawn + 1e-9), math.ceil(self.short - 1e-9)
        return binomial.few_if_unequal(short, answers, -mean) <= alpha


def draws_of(
    baseline: Sequence[Sequence[float] | None],
    candidate: Sequence[Sequence[float]],
    weights: Sequence[float] | None = None,
) -> Draws:
    """From the scores in [0, 1] of single answers to each case, held against the baseline's first answer: those of the
    candidate, and those of the baseline's further answers (None or empty where it has none).

    An answer that could not be had is left out; cases may have different numbers of them and still weigh the same. A
    case without any answer of the candidate cannot be part of the claim. `weights` say for how many calls each case
    stands: they must have been fixed before any answer was seen. None weighs all the same.

    Raises:
        ValueError: the sequences differ in length, a case has no answer of the candidate, a score is not in [0, 1], or
            a weight is not a finite number above 0.
    """
    if len(baseline) != len(candidate):
        raise ValueError(f"cases must be paired: {len(baseline)} for the baseline, {len(candidate)} for the candidate")
    cases = [(tuple(further or ()), tuple(answers)) for further, answers in zip(baseline, candidate, strict=True)]
    for number, (further, answers) in enumerate(cases):
        if not answers:
            raise ValueError(f"case {number} has no answer of the candidate: leave it out of the claim")
        for score in (*further, *answers):
            if not 0.0 <= score <= 1.0:
                raise ValueError(f"a score must lie in [0, 1], found {score}")
    answers_to = [answers for _, answers in cases]
    scores = [score for answers in answers_to for score in answers]
    shares = _shares(weights, len(cases))
    alike = len({len(answers) for answers in answers_to}) <= 1 and len(set(shares)) <= 1
    return Draws(
        cases=len(cases),
        drawn=len(scores),
        difference=fmean([fmean(c) - (fmean(b) if b else 1.0) for b, c in cases], shares) if cases else None,
        pairs=_scaled([_pairs(b, c) for b, c in cases], shares),
        lowest=_scaled([_blocks(b, c, floor=1.0) for b, c in cases], shares),
        highest=_scaled([[-z for z in _blocks(b, c, floor=0.0)] for b, c in cases], shares),
        short=sum(score < 1.0 for score in scores) if alike else None,
        floor_known=any(further for further, _ in cases),
        weighted=_weighted(answers_to, shares) if len(set(shares)) > 1 else (),
    )


# Which answers are paired is decided by their order, never by what they say: chosen pairs would not be independent.
def _pairs(further: Sequence[float], answers: Sequence[float]) -> list[float]:
    return [score - (further[at] if at < len(further) else 1.0) for at, score in enumerate(answers)]


def _blocks(further: Sequence[float], answers: Sequence[float], *, floor: float) -> list[float]:
    if not further:
        return [score - floor for score in answers]
    blocks = min(len(further), len(answers))
    return [fmean(answers[at::blocks]) - fmean(further[at::blocks]) for at in range(blocks)]


def _shares(weights: Sequence[float] | None, cases: int) -> list[float]:
    if weights is None:
        return [1.0 / cases] * cases if cases else []
    if len(weights) != cases:
        raise ValueError(f"weights must be given for each case: {len(weights)} weights, {cases} cases")
    for weight in weights:
        if not (math.isfinite(weight) and weight > 0.0):
            raise ValueError(f"a weight must be a finite number above 0, found {weight}")
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _weighted(answers: Sequence[Sequence[float]], shares: Sequence[float]) -> tuple[tuple[float, float, float], ...]:
    counted = Counter(
        (share / len(scores), score) for scores, share in zip(answers, shares, strict=True) for score in scores
    )
    return tuple(sorted((share, score, float(count)) for (share, score), count in counted.items()))


def _where_losses_hide(shares: Sequence[tuple[float, float]], most: float) -> float:
    """The c with Σ count·min(share, c) = `most`, the shares of all units adding up to 1; infinity where none is."""
    if most >= 1.0:
        return math.inf
    below, units = 0.0, math.fsum(count for _, count in shares)
    for share, count in sorted(shares):
        if below + units * share >= most:
            break
        below, units = below + share * count, units - count
    return max((most - below) / units, 0.0) if units > 0 else math.inf


def _scaled(units: Sequence[Sequence[float]], shares: Sequence[float]) -> Counts:
    """Differences in [−1, 1] as values u/r_i, so that the mean over all units is the weighted mean over cases."""
    total = sum(map(len, units))
    return _tally(
        (z + 1) / 2 * total * share / len(case) for case, share in zip(units, shares, strict=True) for z in case
    )


def _tally(values: Iterable[float]) -> Counts:
    return tuple(sorted(Counter(round(value, 12) for value in values).items()))


def _grown(counts: Counts, times: float) -> Counts:
    return tuple((value, count * times) for value, count in counts)
