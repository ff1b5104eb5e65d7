"""Is the candidate at most a margin worse than the baseline? A verdict with its evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.result import Verdict
from harness.stats import betting

MOST_CASES = 100_000
"""`cases_needed` looks no further ahead than this."""


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
    """Compare paired per-case rates in [0, 1].

    *ports* if the lower bound of the mean difference is above −margin, *does-not-port* if the upper
    bound is below it, else *inconclusive*. The bounds hold for bounded data of any distribution
    and any number of cases (see `harness.stats.betting`).

    Raises:
        ValueError: the sequences differ in length, a rate is not in [0, 1], or margin or confidence
            does not lie strictly between 0 and 1.
    """
    _require(baseline, candidate, margin, confidence)
    if not baseline:
        return NonInferiority("inconclusive", None, None, None, 0, _cases_ahead({0.5: 1.0}, 0, margin, 1 - confidence))
    differences = [c - b for b, c in zip(baseline, candidate, strict=True)]
    counts = betting.counts_of([_to_unit(difference) for difference in differences])
    alpha = 1.0 - confidence
    lower = 2 * betting.lower_bound(counts, alpha) - 1
    upper = 2 * betting.upper_bound(counts, alpha) - 1
    verdict = _verdict(counts, margin, alpha)
    return NonInferiority(
        verdict,
        math.fsum(differences) / len(differences),
        lower,
        upper,
        len(differences),
        _cases_ahead(counts, len(differences), margin, alpha) if verdict == "inconclusive" else None,
    )


def _verdict(counts: betting.Counts, margin: float, alpha: float) -> Verdict:
    boundary = _to_unit(-margin)
    if betting.refutes(counts, boundary, alpha):
        return "ports"
    mirrored = {1.0 - value: count for value, count in counts.items()}
    return "does-not-port" if betting.refutes(mirrored, 1.0 - boundary, alpha) else "inconclusive"


def _cases_ahead(counts: betting.Counts, seen: int, margin: float, alpha: float) -> int | None:
    """How many more cases settle the verdict if they come in the proportions seen so far."""
    share = {value: count / sum(counts.values()) for value, count in counts.items()}

    def settled(total: int) -> bool:
        return _verdict({value: part * total for value, part in share.items()}, margin, alpha) != "inconclusive"

    high = max(seen, 1)
    while not settled(high):
        high *= 2
        if high > MOST_CASES:
            return None
    low = max(seen, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle + 1, high)
    return max(high - seen, 1)


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
