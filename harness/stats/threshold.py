"""A threshold on a score, fitted on labels: which one tells two classes apart best, and how well.

A pair's score is the highest threshold at which it still counts as equivalent; 0 means that none does.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist, fmean, pvariance

DIGITS = 4
LEAST = 10.0**-DIGITS
"""The lowest threshold there is."""


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A labelled pair with its score."""

    equivalent: bool
    score: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares in [0, 1]: of different pairs called equivalent, and of equivalent pairs called different."""

    false_equivalent: float
    false_different: float

    @property
    def balanced(self) -> float:
        """Balanced accuracy: a coin has one half, whatever the share of the labels."""
        return 1.0 - (self.false_equivalent + self.false_different) / 2


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much balanced accuracy grew, with its 95 % interval."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose score lies in [low, high), the last bin's in [low, high]."""

    low: float
    high: float
    pairs: int
    equivalent: int


def rates(labels: Sequence[bool], called: Sequence[bool]) -> Rates:
    """Both labels must occur; `called` is what each pair was called."""
    same = [verdict for label, verdict in zip(labels, called, strict=True) if label]
    other = [verdict for label, verdict in zip(labels, called, strict=True) if not label]
    return Rates(false_equivalent=fmean(other), false_different=1.0 - fmean(same))


def fit(scored: Sequence[ScoredPair], *, near: float, most_false_equivalent: float = 1.0) -> float:
    """The threshold with the best balanced accuracy among those that keep to `most_false_equivalent`; if none does, the
    one with the fewest false equivalents. Of equally good ones the nearest to `near`. Both labels must occur.
    """
    same = sorted(pair.score for pair in scored if pair.equivalent)
    other = sorted(pair.score for pair in scored if not pair.equivalent)

    def worth(threshold: float) -> tuple[float, float, float]:
        at = Rates(1.0 - bisect_left(other, threshold) / len(other), bisect_left(same, threshold) / len(same))
        excess = max(0.0, at.false_equivalent - most_false_equivalent)
        return -excess, at.balanced, -abs(threshold - near)

    return max(_candidates(scored, near), key=worth)


def _candidates(scored: Sequence[ScoredPair], near: float) -> set[float]:
    """One between each two neighbouring scores, the ends, and the threshold that is there."""
    scores = sorted({pair.score for pair in scored})
    between = {round((low + high) / 2, DIGITS) for low, high in pairwise(scores)}
    return {threshold for threshold in between if LEAST <= threshold <= 1.0} | {LEAST, 1.0, near}


@dataclass(frozen=True, slots=True)
class Auc:
    """The chance that an equivalent pair scores above a different one, with its 95 % interval."""

    value: float
    lower: float
    upper: float

    @property
    def tells_apart(self) -> bool:
        """Whether the scores are shown to do better than a coin."""
        return self.lower > 0.5  # noqa: PLR2004 - a coin's


def auc(scored: Sequence[ScoredPair]) -> Auc:
    """Ties count half (Mann-Whitney); the interval is DeLong's (1988). Both labels must occur."""
    same = sorted(pair.score for pair in scored if pair.equivalent)
    other = sorted(pair.score for pair in scored if not pair.equivalent)
    above = [_below(score, other) for score in same]
    under = [1.0 - _below(score, same) for score in other]
    value = fmean(above)
    half = NormalDist().inv_cdf(0.975) * math.sqrt(pvariance(above) / len(above) + pvariance(under) / len(under))
    # Where no pair is out of order the variance is 0, which claims too much: one pair out of order is always possible.
    half = max(half, 1.0 / min(len(above), len(under)))
    return Auc(value, max(0.0, value - half), min(1.0, value + half))


def _below(score: float, others: Sequence[float]) -> float:
    """The share of sorted scores that lie below this one, its equals counted half."""
    not_above = bisect_left(others, math.nextafter(score, math.inf))
    return (bisect_left(others, score) + not_above) / 2 / len(others)


def gain(labels: Sequence[bool], before: Sequence[bool], after: Sequence[bool]) -> Gain:
    """The growth of balanced accuracy on the same pairs, with the normal interval of paired differences."""
    # Balanced accuracy is the mean of two shares on different pairs, so that half of each gain and a quarter of each
    # variance add up.
    mean, variance = 0.0, 0.0
    for wanted in (True, False):
        changes = [
            (new == wanted) - (old == wanted)
            for label, old, new in zip(labels, before, after, strict=True)
            if label is wanted
        ]
        mean += fmean(changes) / 2
        variance += pvariance(changes) / len(changes) / 4
    half = NormalDist().inv_cdf(0.975) * math.sqrt(variance)
    return Gain(mean, mean - half, mean + half)


def reliability(scored: Iterable[ScoredPair], bins: int = 10) -> tuple[Bin, ...]:
    """How many pairs of each range of scores are labelled equivalent; scores of 0 are left out."""
    counts = [[0, 0] for _ in range(bins)]
    for pair in scored:
        if pair.score > 0:  # a hard break has no probability: 0 says that no threshold lets it pass
            count = counts[min(bins - 1, int(pair.score * bins))]
            count[0] += 1
            count[1] += pair.equivalent
    return tuple(Bin(at / bins, (at + 1) / bins, pairs, same) for at, (pairs, same) in enumerate(counts))
