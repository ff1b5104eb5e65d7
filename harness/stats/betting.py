"""One-sided confidence bounds for the mean of bounded data, valid for every sample size.

A bet against "the mean is at most m" multiplies its capital by `1 + g·(x/m − 1)` at each
observation x in [0, 1]. If the hypothesis holds, the capital of any fixed mixture of such bets
is a non-negative supermartingale that starts at 1, so by Ville's inequality it reaches 1/α at any
time with probability at most α. The lower bound is the largest m that the bets have not refuted.

Nothing is assumed of the data but its range and that cases are drawn independently; looking
after every case costs nothing. Source: Waudby-Smith and Ramdas, "Estimating means of bounded
random variables by betting", JRSS B 86(1), 2024, section 4; the mixture over constant bets makes
the bound independent of the order of the cases.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Bets = tuple[tuple[float, float], ...]
"""Pairs of a stake g, as a share of the largest allowed, and the weight of that bet in the mixture."""

ANYTIME: Bets = ((1.0, 0.4), (0.95, 0.1), (0.85, 0.1), (0.7, 0.1), (0.5, 0.1), (0.3, 0.1), (0.15, 0.06), (0.07, 0.04))
"""Much weight goes all in: it pays when no difference is seen at all. The smaller stakes live through
observed losses and through noise that goes both ways."""
BESIDE_EXACT: Bets = (
    (1.0, 0.11), (0.95, 0.15), (0.85, 0.1), (0.7, 0.1), (0.5, 0.15), (0.35, 0.15), (0.2, 0.12), (0.1, 0.08),
    (0.03, 0.04),
)  # fmt: skip
"""Where `harness.stats.paired` already settles cases without a loss, all weight goes to the noisy ones."""

Counts = Mapping[float, float]
"""How often each value was seen; shares of cases are allowed when planning ahead."""


def refutes(counts: Counts, mean: float, alpha: float, bets: Bets = ANYTIME) -> bool:
    """Whether the data refute "the true mean is at most `mean`" at level `alpha`.

    The capital falls as `mean` grows, factor by factor, so what is refuted is everything up to some bound.
    """
    return log_capital(counts, mean, bets) >= -math.log(alpha)


def log_capital(counts: Counts, mean: float, bets: Bets) -> float:
    if mean <= 0.0:
        return math.inf
    return log_sum([math.log(weight) + _log_growth(counts, mean, stake) for stake, weight in bets])


def _log_growth(counts: Counts, mean: float, stake: float) -> float:
    kept, scale, log = 1.0 - stake, stake / mean, math.log
    try:
        return sum([count * log(kept + scale * value) for value, count in counts.items()])
    except ValueError:  # nothing is left: the logarithm of 0
        return -math.inf


def log_sum(terms: Sequence[float]) -> float:
    top = max(terms)
    if math.isinf(top):
        return top
    return top + math.log(sum(math.exp(term - top) for term in terms))
