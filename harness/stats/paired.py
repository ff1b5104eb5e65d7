"""An exact test for the mean of paired yes/no differences, at a number of cases fixed in advance.

Each case is lost (−1), kept (0) or gained (+1). To refute "the mean is at most m", outcomes are ordered by
the signed root of the likelihood ratio, restricted to the hypothesis as in Tango (Statistics in Medicine 17, 1998);
the p-value is the largest probability, over the unknown share of gains, of an outcome at least as extreme
(Sidik, Statistics in Medicine 22, 2003). The share of gains is searched only where the data leave it
credible, and the chance that it lies elsewhere is added (Berger and Boos, JASA 89, 1994).

Differences between yes and no are rounded down, which can only make refuting harder: so the test holds for
any distribution on [−1, 1], and is sharp where cases are yes/no.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTSIDE = 0.01
"""The share of alpha spent on the share of gains lying outside the range searched."""
GRID = 24
"""Shares of gains tried in the range searched, before the highest is refined."""
TAIL = 7.0
"""Standard deviations of a binomial count looked at; the rest weighs less than 1e-9."""


class Tally(NamedTuple):
    """How many of the cases were lost and gained; all others were kept."""

    cases: int
    lost: int
    gained: int


def tally_of(differences: Mapping[float, float]) -> Tally:
    """Differences in [−1, 1] with their counts, rounded down to −1, 0 or 1.

    Counts may be fractional when planning ahead: losses are rounded up then, gains down.
    """
    cases = round(sum(differences.values()))
    lost = math.ceil(sum(count for value, count in differences.items() if value < 0) - 1e-9)
    gained = math.floor(sum(count for value, count in differences.items() if value >= 1) + 1e-9)
    return Tally(cases, lost, min(gained, cases - lost))


def refutes(tally: Tally, mean: float, alpha: float) -> bool:
    """Whether the cases refute "the true mean is at most `mean`" at level `alpha`."""
    if mean <= -1:
        return tally.cases > 0
    if mean >= 1 or tally.gained - tally.lost <= tally.cases * mean:
        return False
    outside = OUTSIDE * alpha
    return _largest_tail(tally, mean, outside, alpha - outside) <= alpha - outside


def _largest_tail(tally: Tally, mean: float, outside: float, enough: float) -> float:
    """The largest probability of an outcome as extreme; the search ends once it exceeds `enough`."""
    import numpy as np

    low, high = _credible(tally, outside)
    low, high = max(low, 0.0, mean), min(high, (1 + mean) / 2)
    if low > high:
        return 0.0
    least = _least_gained(np, tally, mean)
    step, tails = (high - low) / GRID, {}
    seen = min(max(tally.gained / tally.cases, low), high)
    for share in sorted((low + step * number for number in range(GRID + 1)), key=lambda share: abs(share - seen)):
        tails[share] = _tail(np, tally, mean, share, least)
        if tails[share] > enough:
            return tails[share]
    for _ in range(4):  # between its neighbours, the highest is looked at more closely
        top, step = max(tails, key=tails.__getitem__), step / 2
        tails |= {
            share: _tail(np, tally, mean, share, least) for share in (top - step, top + step) if low <= share <= high
        }
    return max(tails.values())


def _credible(tally: Tally, outside: float) -> tuple[float, float]:
    """Shares of gains in whose light the number of gains is no surprise (Chernoff's bound, both ways)."""
    seen = tally.gained / tally.cases
    most = math.log(2 / outside) / tally.cases

    def edge(far: float) -> float:
        inside, away = seen, far
        for _ in range(30):
            middle = (inside + away) / 2
            inside, away = (middle, away) if _divergence(seen, middle) <= most else (inside, middle)
        return away

    return edge(0.0), edge(1.0)


def _divergence(seen: float, share: float) -> float:
    """Kullback-Leibler divergence of two yes/no distributions."""
    total = 0.0
    for p, q in ((seen, share), (1 - seen, 1 - share)):
        if p > 0:
            total += p * math.log(p / q) if q > 0 else math.inf
    return total


def _least_gained(np: Any, tally: Tally, mean: float) -> Any:
    """For every number of losses the fewest gains that make an outcome at least as extreme as the one seen.

    The score grows with every gain and falls with every loss, so bisection finds them.
    """
    lost = np.arange(tally.cases + 1)
    seen = _score(np, tally.cases, np.array(tally.lost), np.array(tally.gained), mean) - 1e-9
    low, high = np.zeros_like(lost), tally.cases - lost + 1
    while (low < high).any():
        middle = (low + high) // 2
        extreme = _score(np, tally.cases, lost, middle, mean) >= seen
        low, high = np.where(extreme, low, np.minimum(middle + 1, high)), np.where(extreme, middle, high)
    return low


def _tail(np: Any, tally: Tally, mean: float, gains: float, least: Any) -> float:
    """The probability of an outcome at least as extreme, if a share `gains` of all cases is gained
    and the mean is exactly `mean`.
    """
    n, losses = tally.cases, gains - mean
    factorials = _log_factorials(np, n)
    lost, gained = _window(np, n, losses)[:, None], _window(np, n, gains)[None, :]
    kept = np.arange(n + 1)
    by_kept = _times_log(np, kept, 1 - losses - gains) - factorials
    logs = (
        (factorials[n] - factorials[lost] + _times_log(np, lost, losses))
        + (_times_log(np, gained, gains) - factorials[gained])
        + by_kept[np.maximum(n - lost - gained, 0)]
    )
    return float(np.exp(logs[(gained >= least[lost]) & (lost + gained <= n)]).sum()) + 1e-9


def _window(np: Any, n: int, share: float) -> Any:
    """The counts that a binomial of `n` and `share` takes in practice."""
    spread = TAIL * math.sqrt(n * share * max(1 - share, 0.0)) + TAIL
    return np.arange(max(0, math.floor(n * share - spread)), min(n, math.ceil(n * share + spread)) + 1)


def _score(np: Any, n: int, lost: Any, gained: Any, mean: float) -> Any:
    """The signed root of the likelihood ratio. The share of gains that is likeliest under the hypothesis
    solves a x² + b x + c = 0.
    """
    a = 2.0 * n
    b = -(2 * n + gained - lost) * mean - gained - lost
    c = gained * mean * (1 + mean)
    gains = (-b + np.sqrt(np.maximum(b * b - 4 * a * c, 0.0))) / (2 * a)
    losses = gains - mean
    kept = np.maximum(n - lost - gained, 0)
    ratio = sum(
        np.where(count > 0, count * np.log(np.maximum(count, 1) / (n * np.maximum(share, 1e-300))), 0.0)
        for count, share in ((gained, gains), (lost, losses), (kept, 1 - gains - losses))
    )
    return np.sign(gained - lost - n * mean) * np.sqrt(2 * np.maximum(ratio, 0.0))


_TABLES: dict[int, Any] = {}


def _log_factorials(np: Any, n: int) -> Any:
    if n not in _TABLES:
        _TABLES.clear()
        _TABLES[n] = np.cumsum(np.log(np.maximum(np.arange(n + 1), 1)))
    return _TABLES[n]


def _times_log(np: Any, counts: Any, share: float) -> Any:
    """The product counts · log(share), where zero times log(0) is 0."""
    if share > 0:
        return counts * math.log(share)
    return np.where(counts > 0, -np.inf, 0.0)
