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
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTSIDE = 0.01
"""The share of alpha spent on the share of gains lying outside the range searched."""
GRID = 12
"""Shares of gains tried in the range searched, and again around the highest."""
TAIL, BEYOND = 5.5, 1e-7
"""Standard deviations of a binomial count looked at (and as many counts), and more than the rest of it weighs."""
MANY = 30
"""From so many losses and gains on, planning takes the score for normal."""
LARGEST_EXPONENT, NEGLIGIBLE = 600.0, 1e-290
"""The powers of e that are multiplied with each other, and what is 0 among probabilities, so that doubles suffice."""


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


@lru_cache(maxsize=100_000)
def refutes(tally: Tally, mean: float, alpha: float) -> bool:
    """Whether the cases refute "the true mean is at most `mean`" at level `alpha`."""
    if mean <= -1:
        return tally.cases > 0
    if mean >= 1 or tally.gained - tally.lost <= tally.cases * mean:
        return False
    outside = OUTSIDE * alpha
    return _largest_tail(tally, mean, outside, alpha - outside) <= alpha - outside


def seems_to_refute(tally: Tally, mean: float, alpha: float) -> bool:
    """What `refutes` will very nearly say, for planning only, in a thirtieth of the time: the score is nearly normal
    once many cases differ; where few do, only the likeliest share of gains is tried (Storer and Kim, JASA 85, 1990).
    """
    if not -1 < mean < 1 or tally.gained - tally.lost <= tally.cases * mean:
        return mean <= -1
    import numpy as np

    if tally.lost + tally.gained >= MANY:
        score = _score(np, tally.cases, np.array(tally.lost), np.array(tally.gained), mean)
        return bool(score >= NormalDist().inv_cdf(1 - alpha))
    # Rounding must not carry it out of the range of what is possible.
    likeliest = min(max(float(_likeliest_gains(np, *tally, mean)), 0.0, mean), (1 + mean) / 2)
    outcomes = _extreme(np, tally, mean, likeliest, likeliest)
    return _tail(np, tally.cases, mean, likeliest, outcomes) <= alpha


def _largest_tail(tally: Tally, mean: float, outside: float, enough: float) -> float:
    """The largest probability of an outcome as extreme; the search ends once it exceeds `enough`."""
    import numpy as np

    low, high = _credible(tally, outside)
    low, high = max(low, 0.0, mean), min(high, (1 + mean) / 2)
    if low > high:
        return 0.0
    outcomes = _extreme(np, tally, mean, low, high)
    # Where the share seen already makes it likely, the others need not be asked.
    likely = _tail(np, tally.cases, mean, min(max(tally.gained / tally.cases, low), high), outcomes)
    if likely > enough or low == high:
        return likely
    shares = np.linspace(low, high, GRID + 1)
    tails = _tails(np, tally.cases, mean, shares, outcomes)
    if tails.max() > enough:
        return float(tails.max())
    top, step = shares[tails.argmax()], (high - low) / GRID
    around = np.linspace(max(low, top - step), min(high, top + step), GRID + 1)
    return float(max(likely, tails.max(), _tails(np, tally.cases, mean, around, outcomes).max()))


def _credible(tally: Tally, outside: float) -> tuple[float, float]:
    """Shares of gains in whose light the number of gains is no surprise (Chernoff's bound, both ways)."""
    seen = tally.gained / tally.cases
    most = math.log(2 / outside) / tally.cases

    def edge(far: float) -> float:
        inside, away = seen, far
        for _ in range(20):
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


class _Outcomes(NamedTuple):
    """Numbers of cases lost (a column) and gained (a row), and the logarithms of the ways in which n cases can come out
    so: −inf where they cannot, or where the outcome is less extreme than the one seen.
    """

    lost: Any
    gained: Any
    log_ways: Any


def _extreme(np: Any, tally: Tally, mean: float, low: float, high: float) -> _Outcomes:
    """The outcomes at least as extreme as the tally that occur in practice if the share of gains is `low` to `high`."""
    n = tally.cases
    lost, gained = _window(np, n, low - mean, high - mean)[:, None], _window(np, n, low, high)[None, :]
    seen = _score(np, n, np.array(tally.lost), np.array(tally.gained), mean) - 1e-9
    kept = np.maximum(n - lost - gained, 0)
    factorials = _log_factorials(n)
    log_ways = factorials[n] - factorials[lost] - factorials[gained] - factorials[kept]
    extreme = (_score(np, n, lost, gained, mean) >= seen) & (lost + gained <= n)
    return _Outcomes(lost, gained, np.where(extreme, log_ways, -np.inf))


def _window(np: Any, n: int, low: float, high: float) -> Any:
    """The counts that binomials of `n` and shares from `low` to `high` take in practice."""
    below, above = (TAIL * math.sqrt(n * share * max(1 - share, 0.0)) + TAIL for share in (low, high))
    return np.arange(max(0, math.floor(n * low - below)), min(n, math.ceil(n * high + above)) + 1)


def _tails(np: Any, n: int, mean: float, shares: Any, outcomes: _Outcomes) -> Any:
    """For each share of gains the probability of the outcomes, if the mean is exactly `mean`.

    Relative to the share in the middle, the probability of an outcome is a product of a power for its losses, one for
    its gains and a constant: a bilinear form, thirty times faster than as many exponentials.
    """
    lost, gained, log_ways = outcomes
    middle = float(shares[len(shares) // 2])
    losses, keeps = middle - mean, 1 - 2 * middle + mean
    logs = log_ways + lost * math.log(losses) + gained * math.log(middle)
    middling = np.exp(logs + np.maximum(n - lost - gained, 0) * math.log(keeps))
    middling = np.where(middling > NEGLIGIBLE, middling, 0.0)  # smaller ones would slow the processor down

    def growth(share: Any, beside: float) -> Any:
        return np.log(np.maximum(share, 1e-300) / beside)

    kept = growth(1 - 2 * shares + mean, keeps)
    by_lost = (growth(shares - mean, losses) - kept)[:, None] * lost.T
    by_gained = (growth(shares, middle) - kept)[:, None] * gained
    fits = abs(by_lost).max(axis=1) + abs(by_gained).max(axis=1) + n * abs(kept) <= LARGEST_EXPONENT
    tails = np.empty(len(shares))
    # Not `@`: a matrix product this small waits longer for its threads on a busy machine than it computes.
    tails[fits] = BEYOND + np.exp(n * kept[fits]) * np.einsum(
        "sl,lg,sg->s", np.exp(by_lost[fits]), middling, np.exp(by_gained[fits])
    )
    for at in np.flatnonzero(~fits):
        tails[at] = _tail(np, n, mean, float(shares[at]), outcomes)
    return tails


def _tail(np: Any, n: int, mean: float, gains: float, outcomes: _Outcomes) -> float:
    """The same for one share, never out of range."""
    lost, gained, log_ways = outcomes
    logs = log_ways + _times_log(np, lost, gains - mean) + _times_log(np, gained, gains)
    kept = _times_log(np, np.maximum(n - lost - gained, 0), 1 - 2 * gains + mean)
    return float(np.exp(logs + kept).sum()) + BEYOND


def _likeliest_gains(np: Any, n: int, lost: Any, gained: Any, mean: float) -> Any:
    """The share of gains that is likeliest under the hypothesis solves a x² + b x + c = 0."""
    a = 2.0 * n
    b = -(2 * n + gained - lost) * mean - gained - lost
    c = gained * mean * (1 + mean)
    return (np.sqrt(np.maximum(b * b - 4 * a * c, 0.0)) - b) / (2 * a)


def _score(np: Any, n: int, lost: Any, gained: Any, mean: float) -> Any:
    """The signed root of the likelihood ratio."""
    gains = _likeliest_gains(np, n, lost, gained, mean)
    kept = np.maximum(n - lost - gained, 0)
    # An outcome that did not occur adds nothing: 0 · log 0 is 0.
    free = _times_own_log(n)
    ratio = free[gained] + free[lost] + free[kept]
    for count, share in ((gained, gains), (lost, gains - mean), (kept, 1 - 2 * gains + mean)):
        ratio = ratio - count * np.log(np.maximum(share, 1e-300))
    return np.sign(gained - lost - n * mean) * np.sqrt(2 * np.maximum(ratio, 0.0))


@lru_cache(maxsize=64)
def _times_own_log(n: int) -> Any:
    """For every count of n cases, count · log(count / n)."""
    import numpy as np

    counts = np.arange(n + 1)
    return counts * np.log(np.maximum(counts, 1) / max(n, 1))


@lru_cache(maxsize=64)
def _log_factorials(n: int) -> Any:
    import numpy as np

    return np.cumsum(np.log(np.maximum(np.arange(n + 1), 1)))


def _times_log(np: Any, counts: Any, share: float) -> Any:
    """The product counts · log(share), where zero times log(0) is 0."""
    if share > 0:
        return counts * math.log(share)
    return np.where(counts > 0, -np.inf, 0.0)
