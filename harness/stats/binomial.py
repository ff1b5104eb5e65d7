"""Exact binomial tails, and what they say where the chance differs from trial to trial."""

from __future__ import annotations

import math
from functools import lru_cache


@lru_cache(maxsize=20_000)
def at_most(successes: int, trials: int, chance: float) -> float:
    """P(X <= successes) for X binomial; summed from the largest term down, so that nothing underflows early."""
    if successes < 0:
        return 0.0
    if successes >= trials or chance <= 0.0:
        return 1.0
    if chance >= 1.0:
        return 0.0
    odds = math.log(chance) - math.log1p(-chance)
    term, total = trials * math.log1p(-chance), []
    for count in range(successes + 1):
        total.append(math.exp(term))
        term += math.log((trials - count) / (count + 1)) + odds
    return min(1.0, math.fsum(total))


def few_if_unequal(successes: int, trials: int, mean: float) -> float:
    """The largest P(X <= successes) for a sum of independent trials whose chances average `mean` or more.

    By Hoeffding ("On the distribution of the number of successes in independent trials", Annals of Mathematical
    Statistics 27, 1956, theorem 4) equal chances are the worst case as long as `successes` <= trials · mean − 1;
    beyond that nothing is claimed: 1. (A larger mean only makes few successes rarer.)
    """
    return at_most(successes, trials, mean) if successes <= trials * mean - 1 else 1.0
