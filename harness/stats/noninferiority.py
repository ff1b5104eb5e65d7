"""Is the candidate at most a margin worse than the baseline? A verdict with its evidence.

Three forms; what is known *before* looking at the rates chooses between them, never the rates themselves:

- `noninferiority_yes_no`: one sample a case, the number of cases fixed: an exact test.
- `noninferiority_anytime`: any rates, and it may be asked after every case and the verdict taken whenever it is
  settled: bets. The best form for several samples a case, too, where an exact test has to round.
- `noninferiority`: nothing is known but that the number of cases is fixed; the two share the error rate.

None depends on the order of the cases.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from harness.model.result import Verdict
from harness.stats import betting, paired

MOST_CASES = 100_000
"""`cases_needed` looks no further ahead than this."""
MOST_EXACT = 2_000
"""Beyond so many cases the exact test takes too long, and bets alone decide."""
EXACT_SHARE = 0.7
"""The exact test's share where it shares: 32 cases without any difference then prove a margin of 0.10 at 95 %."""
DIGITS = 13
"""Halvings when a bound is searched: it is given to 2⁻¹², towards the safe side."""
LEAST_P, MOST_P, P_DIGITS = 1e-12, 0.999, 1e-3
"""The range in which a p-value is searched, and how closely (in its logarithm)."""

Differences = Mapping[float, float]
"""Candidate − baseline by case, in [−1, 1], with how often each was seen."""
Refutes = Callable[[Differences, float, float], bool]
"""Whether differences refute "the true mean is at most m", at level alpha."""


@dataclass(frozen=True, slots=True)
class NonInferiority:
    """The verdict and what it rests on.

    `difference` is the mean of candidate − baseline, in [−1, 1]; `lower` and `upper` are one-sided
    confidence bounds on its expectation; `cases_needed` is how many further cases like these should
    settle an inconclusive verdict: None if the verdict is settled or nothing can be foreseen.
    """

    verdict: Verdict
    difference: float | None
    lower: float | None
    upper: float | None
    cases: int
    cases_needed: int | None


def noninferiority(
    baseline: Sequence[float], candidate: Sequence[float], margin: float = 0.10, confidence: float = 0.95
) -> NonInferiority:
    """Compare paired per-case rates in [0, 1], the number of cases fixed beforehand.

    *ports* if the lower bound of the mean difference is above −margin, *does-not-port* if the upper
    bound is below it, else *inconclusive*. Each bound fails with probability 1 − confidence at most, for any
    distribution and any number of cases drawn independently (see `harness.stats.paired` and `harness.stats.betting`).

    Raises:
        ValueError: the sequences differ in length, a rate is not in [0, 1], or margin or confidence
            does not lie strictly between 0 and 1.
    """
    return judge(refutes_fixed, baseline, candidate, margin, confidence)


def noninferiority_yes_no(
    baseline: Sequence[float], candidate: Sequence[float], margin: float = 0.10, confidence: float = 0.95
) -> NonInferiority:
    """The same for one sample a case: every rate is 0 or 1 by design. 29 cases without any difference prove 0.10.

    Raises:
        ValueError: as `noninferiority`.
    """
    return judge(refutes_yes_no, baseline, candidate, margin, confidence)


def noninferiority_anytime(
    baseline: Sequence[float], candidate: Sequence[float], margin: float = 0.10, confidence: float = 0.95
) -> NonInferiority:
    """The same for someone who looks after every case and stops when the verdict is settled.

    Raises:
        ValueError: as `noninferiority`.
    """
    return judge(refutes_anytime, baseline, candidate, margin, confidence)


def visible_drop(difference: float, upper: float, margin: float) -> float:
    """The smallest drop that as many cases, as noisy as these, would have shown to be beyond the margin."""
    return min(1.0, margin + max(0.0, upper - difference))


def refutes_yes_no(differences: Differences, mean: float, alpha: float) -> bool:
    if sum(differences.values()) > MOST_EXACT:
        return _bet(differences, mean, alpha, betting.BESIDE_EXACT)
    return paired.refutes(paired.tally_of(differences), mean, alpha)


def refutes_fixed(differences: Differences, mean: float, alpha: float) -> bool:
    if sum(differences.values()) > MOST_EXACT:
        return _bet(differences, mean, alpha, betting.BESIDE_EXACT)
    return paired.refutes(paired.tally_of(differences), mean, EXACT_SHARE * alpha) or _bet(
        differences, mean, (1 - EXACT_SHARE) * alpha, betting.BESIDE_EXACT
    )


def refutes_anytime(differences: Differences, mean: float, alpha: float) -> bool:
    return _bet(differences, mean, alpha, betting.ANYTIME)


def _bet(differences: Differences, mean: float, alpha: float, bets: betting.Bets) -> bool:
    return betting.refutes(
        {_to_unit(value): count for value, count in differences.items()}, _to_unit(mean), alpha, bets
    )


def judge(
    refutes: Refutes, baseline: Sequence[float], candidate: Sequence[float], margin: float, confidence: float
) -> NonInferiority:
    """As `noninferiority`, by the bounds given."""
    _require(baseline, candidate, margin, confidence)
    alpha = 1.0 - confidence
    if not baseline:
        return NonInferiority("inconclusive", None, None, None, 0, _cases_ahead(refutes, {0.0: 1}, 0, margin, alpha))
    seen = _differences(baseline, candidate)
    cases = len(baseline)
    mean = math.fsum(value * count for value, count in seen.items()) / cases
    verdict = _verdict(refutes, seen, margin, alpha)
    return NonInferiority(
        verdict,
        mean,
        _lower_bound(refutes, seen, alpha, mean, -margin),
        -_lower_bound(refutes, _mirrored(seen), alpha, -mean, margin),
        cases,
        _cases_ahead(refutes, seen, cases, margin, alpha) if verdict == "inconclusive" else None,
    )


def p_value(refutes: Refutes, baseline: Sequence[float], candidate: Sequence[float], margin: float) -> float:
    """The smallest alpha at which *ports* can be said, rounded up by less than a thousandth of itself; 1 if at none.

    It is valid, as the bounds are: where the candidate is worse by the margin, it is below alpha no oftener than alpha.
    """
    seen = _differences(baseline, candidate)
    low, high = math.log(LEAST_P), 0.0
    if not seen or not refutes(seen, -margin, MOST_P):
        return 1.0
    while high - low > P_DIGITS:
        middle = (low + high) / 2
        low, high = (low, middle) if refutes(seen, -margin, math.exp(middle)) else (middle, high)
    return math.exp(high)


def _verdict(refutes: Refutes, seen: Differences, margin: float, alpha: float) -> Verdict:
    if refutes(seen, -margin, alpha):
        return "ports"
    return "does-not-port" if refutes(_mirrored(seen), margin, alpha) else "inconclusive"


def _lower_bound(refutes: Refutes, seen: Differences, alpha: float, mean: float, boundary: float) -> float:
    """The largest m such that "the mean is at most m" is refuted; above `boundary` exactly if that is refuted."""
    low, high = -1.0, max(mean, -1.0)
    if boundary < high:
        low, high = (boundary, high) if refutes(seen, boundary, alpha) else (low, boundary)
    for _ in range(DIGITS):
        middle = (low + high) / 2
        low, high = (middle, high) if refutes(seen, middle, alpha) else (low, middle)
    return low if low != boundary else math.nextafter(low, math.inf)


def _mirrored(seen: Differences) -> Differences:
    return {-value: count for value, count in seen.items()}


def _cases_ahead(refutes: Refutes, seen: Differences, cases: int, margin: float, alpha: float) -> int | None:
    """How many more cases settle the verdict if they come in the proportions seen so far."""
    share = {value: count / sum(seen.values()) for value, count in seen.items()}

    def settled(total: int) -> bool:
        ahead = {value: part * total for value, part in share.items()}
        return _verdict(refutes, ahead, margin, alpha) != "inconclusive"

    high = max(cases, 1)
    while not settled(high):
        high *= 2
        if high > MOST_CASES:
            return None
    low = max(cases, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle + 1, high)
    return max(high - cases, 1)


def _differences(baseline: Sequence[float], candidate: Sequence[float]) -> Differences:
    """Rounded beyond the noise of floating point, so that 1/3 + 2/3 is a whole and equal differences meet."""
    return Counter(round(c - b, 12) for b, c in zip(baseline, candidate, strict=True))


def _to_unit(difference: float) -> float:
    return min(1.0, max(0.0, (difference + 1.0) / 2.0))


def _require(baseline: Sequence[float], candidate: Sequence[float], margin: float, confidence: float) -> None:
    if len(baseline) != len(candidate):
        raise ValueError(f"rates must be paired: {len(baseline)} for the baseline, {len(candidate)} for the candidate")
    for name, value in (("margin", margin), ("confidence", confidence)):
        if not 0.0 < value < 1.0:
            raise ValueError(f"{name} must lie between 0 and 1, found {value}")
    for rate in (*baseline, *candidate):
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"a rate must lie in [0, 1], found {rate}")
