"""Is the candidate at most a margin worse than the baseline? A verdict with its evidence.

The evidence is of two kinds: `harness.stats.evidence` for a claim about traffic like the cases, `harness.stats.draws`
for one about exactly these cases. Each brings its tests; here they become bounds, a verdict and a forecast.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from harness.model.comparison import Claim, Verdict
from harness.stats.draws import draws_of
from harness.stats.evidence import Evidence, paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no

MOST_AHEAD = 100_000
"""`cases_needed` looks no further ahead than this."""
FIRST_STEP, RESOLUTION = 2.0**-8, 2.0**-11
"""How a bound is searched: it is given to 2⁻¹¹, towards the safe side."""
LEAST_P, MOST_P, P_DIGITS = 1e-12, 0.999, 1e-3
"""The range in which a p-value is searched, and how closely (in its logarithm)."""
COARSE = 100
"""What lies beyond so many is foreseen to within a hundredth: it is a forecast."""
KEPT_VERDICTS = 20_000
"""Few tallies occur among many suites of a few dozen cases: their verdicts are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiority:
    """The verdict and what it rests on.

    `difference` is the mean of candidate − baseline, in [−1, 1]; `lower` and `upper` are one-sided confidence bounds on
    its expectation; None without any case. `groups` is the number of units of evidence for `like-these`: groups of
    cases that belong together, each case alone where none were named. For `these-cases` the units are the `draws`.

    An inconclusive verdict says what should settle it and as what (`leads_to`: "ports" or "does-not-port"), if more
    comes in the proportions seen so far: `cases_needed` further cases (groups, where cases were grouped) or, for
    `these-cases`, `samples_needed` further answers to each case. All three are None if the verdict is settled or
    nothing can be foreseen.
    """

    verdict: Verdict
    difference: float | None
    lower: float | None
    upper: float | None
    cases: int
    groups: int
    cases_needed: int | None = None
    leads_to: Verdict | None = None
    claim: Claim = "like-these"
    draws: int | None = None
    samples_needed: int | None = None


def noninferiority(
    baseline: Sequence[float],
    candidate: Sequence[float],
    margin: float = 0.10,
    confidence: float = 0.95,
    *,
    groups: Sequence[Hashable] | None = None,
) -> NonInferiority:
    """Compare paired per-case rates in [0, 1], the number of cases fixed beforehand.

    *ports* if the lower bound of the mean difference is above −margin, *does-not-port* if the upper
    bound is below it, else *inconclusive*. Each bound fails with probability 1 − confidence at most, for any
    distribution and any number of cases drawn independently (see `harness.stats.paired` and `harness.stats.betting`).

    Cases that are not independent (questions about one document, turns of one conversation) need `groups`: a label for
    each case. Cases with equal labels count as one unit, their mean difference; None is a group of its own. The mean is
    then over groups, each weighing the same (`harness.stats.evidence.paired_cases`), and `cases_needed` counts groups.

    Raises:
        ValueError: the sequences differ in length, a rate is not in [0, 1], margin or confidence does not lie strictly
            between 0 and 1, or a label is NaN or cannot be hashed.
    """
    return judge(paired_cases(refutes_fixed, baseline, candidate, groups), margin, confidence)


def noninferiority_yes_no(
    baseline: Sequence[float],
    candidate: Sequence[float],
    margin: float = 0.10,
    confidence: float = 0.95,
    *,
    groups: Sequence[Hashable] | None = None,
) -> NonInferiority:
    """The same for one sample a case: every rate is 0 or 1 by design. 29 cases without any difference prove 0.10; 32
    groups where any has several cases, whose means are no longer yes or no.

    Raises:
        ValueError: as `noninferiority`.
    """
    return judge(paired_cases(refutes_yes_no, baseline, candidate, groups), margin, confidence)


def noninferiority_anytime(
    baseline: Sequence[float],
    candidate: Sequence[float],
    margin: float = 0.10,
    confidence: float = 0.95,
    *,
    groups: Sequence[Hashable] | None = None,
) -> NonInferiority:
    """The same for someone who looks after every case (after every whole group) and stops when the verdict is settled.

    Raises:
        ValueError: as `noninferiority`.
    """
    return judge(paired_cases(refutes_anytime, baseline, candidate, groups), margin, confidence)


def noninferiority_these_cases(
    baseline: Sequence[Sequence[float] | None],
    candidate: Sequence[Sequence[float]],
    margin: float = 0.10,
    confidence: float = 0.95,
    *,
    weights: Sequence[float] | None = None,
) -> NonInferiority:
    """The claim `these-cases`: about exactly these cases, held against one reference answer of the baseline to each.

    For every case the scores in [0, 1] of single answers: `candidate`, how each of its answers does against the
    reference; `baseline`, how each *further* answer of the baseline does against the same reference, None or empty
    where there is none. `weights` say for how many calls each case stands (default: all the same). See
    `harness.stats.draws` for what is proven, and under what.

    Raises:
        ValueError: the sequences differ in length, a case has no answer of the candidate, a score is not in [0, 1], a
            weight is not above 0, or margin or confidence does not lie strictly between 0 and 1.
    """
    return judge(draws_of(baseline, candidate, weights), margin, confidence)


def judge(evidence: Evidence, margin: float, confidence: float) -> NonInferiority:
    """The verdict on evidence of either kind.

    Raises:
        ValueError: margin or confidence does not lie strictly between 0 and 1.
    """
    for name, value in (("margin", margin), ("confidence", confidence)):
        if not 0.0 < value < 1.0:
            raise ValueError(f"{name} must lie between 0 and 1, found {value}")
    return _judged(evidence, margin, 1.0 - confidence)


@lru_cache(maxsize=KEPT_VERDICTS)
def _judged(evidence: Evidence, margin: float, alpha: float) -> NonInferiority:
    verdict = _verdict(evidence, margin, alpha)
    needed, leads_to = _ahead(evidence, margin, alpha) if verdict == "inconclusive" else (None, None)
    in_samples = evidence.claim == "these-cases"
    lower, upper = _bounds(evidence, margin, alpha) if evidence.cases else (None, None)
    return NonInferiority(
        verdict=verdict,
        difference=evidence.difference,
        lower=lower,
        upper=upper,
        cases=evidence.cases,
        groups=evidence.groups,
        cases_needed=None if in_samples else needed,
        leads_to=leads_to,
        claim=evidence.claim,
        draws=evidence.draws,
        samples_needed=needed if in_samples else None,
    )


@lru_cache(maxsize=KEPT_VERDICTS)
def p_value(evidence: Evidence, margin: float) -> float:
    """The smallest alpha at which *ports* can be said, rounded up by less than a thousandth of itself; 1 if at none.

    It is valid, as the bounds are: where the candidate is worse by the margin, it is below alpha no oftener than alpha.
    """
    low, high = math.log(LEAST_P), 0.0
    if not evidence.cases or not evidence.refutes_at_most(-margin, MOST_P):
        return 1.0
    while high - low > P_DIGITS:
        middle = (low + high) / 2
        low, high = (low, middle) if evidence.refutes_at_most(-margin, math.exp(middle)) else (middle, high)
    return math.exp(high)


def _verdict(evidence: Evidence, margin: float, alpha: float) -> Verdict:
    if not evidence.cases:
        return "inconclusive"
    if evidence.refutes_at_most(-margin, alpha):
        return "ports"
    return "does-not-port" if evidence.refutes_at_least(-margin, alpha) else "inconclusive"


def _bounds(evidence: Evidence, margin: float, alpha: float) -> tuple[float, float]:
    """The largest m such that "the mean is at most m" is refuted, and the smallest such that "at least m" is.

    They lie beyond −margin exactly if that is refuted, so that bounds and verdict never disagree.
    """
    difference = evidence.difference or 0.0
    # Bounds that hold lie a little beyond the normal ones; where methods share alpha, so does the guess.
    reach = NormalDist().inv_cdf(1.0 - 0.6 * alpha) * evidence.spread
    lower = _edge(lambda mean: evidence.refutes_at_most(mean, alpha), -margin, difference - reach)
    upper = -_edge(lambda mean: evidence.refutes_at_least(-mean, alpha), margin, -difference - reach)
    return lower, upper


def _edge(refutes: Callable[[float], bool], boundary: float, near: float) -> float:
    """The end of what is refuted, to `RESOLUTION` on the refuted side. The search goes out from `near`, doubling its
    steps, and then halves: a good guess saves half of the tests.
    """
    low, high = (boundary, 1.0) if refutes(boundary) else (-1.0, boundary)
    probe, step = min(max(near, low), high), FIRST_STEP
    while low < probe < high:
        if refutes(probe):
            low, probe = probe, probe + step
        else:
            high, probe = probe, probe - step
        step *= 2
    while high - low > RESOLUTION:
        middle = (low + high) / 2
        low, high = (middle, high) if refutes(middle) else (low, middle)
    return low if low != boundary else math.nextafter(low, math.inf)


def _ahead(evidence: Evidence, margin: float, alpha: float) -> tuple[int | None, Verdict | None]:
    """How many more settle the verdict, and as what, if they come in the proportions seen so far."""

    def at(size: int) -> Verdict:
        grown = evidence.at(size)
        if grown.refutes_at_most(-margin, alpha):
            return "ports"
        return "does-not-port" if grown.refutes_at_least(-margin, alpha) else "inconclusive"

    # Counts in proportion are rounded to the safe side, so that what settles may jump by a case or two.
    low, high = evidence.size, max(evidence.size + 1, _guessed(evidence, margin, alpha))
    while at(high) == "inconclusive":
        low, high = high, math.ceil(high * 1.4)
        if high > MOST_AHEAD:
            return None, None
    while high - low > 1 + high // COARSE:
        # The guess is nearly right or far too high: look close by first.
        middle = max((low + high) // 2, math.floor(high * 0.8))
        low, high = (low, middle) if at(middle) != "inconclusive" else (middle, high)
    return high - evidence.size, at(high)


def _guessed(evidence: Evidence, margin: float, alpha: float) -> int:
    """By the normal approximation: the distance from the margin must be so many standard errors."""
    distance = abs((evidence.difference or 0.0) + margin)
    if distance == 0.0 or not evidence.size:
        return evidence.size
    needed = NormalDist().inv_cdf(1.0 - alpha) * evidence.spread / distance
    return min(MOST_AHEAD, math.floor(evidence.size * needed * needed))
