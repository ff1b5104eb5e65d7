"""Refit the decision threshold on a user's own labels, and say honestly what that gains.

The pairs are split in two by a digest of the question (else of the baseline's answer), so that pairs about the
same thing stay together. The threshold fitted on one half decides the other half's pairs; these decisions are what
the figures are stated on. The threshold to be used is then fitted on all pairs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from harness.calibration.labelled import LabelledPair
from harness.equivalence.comparer import Comparer
from harness.model.result import Equivalence
from harness.model.suite import EquivalenceSettings
from harness.stats import threshold as thresholds
from harness.stats.threshold import Auc, Bin, Gain, Rates, ScoredPair

FEWEST = 30
"""Pairs of either label below which a share is too uncertain to fit anything to: one of 30 is 3 points."""
LOWEST = 1e-6
STEPS = 20
"""How finely the threshold of a pair is sought whose judgment is more than one score against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What labels say of a threshold. `before` is the present one on all pairs, `after` the refitted one on those
    it was not fitted on; what is None could not be told from so few labels. `hard_breaks` counts the (equivalent,
    different) pairs that no threshold accepts.
    """

    embedder: str
    equivalent: int
    different: int
    present: float
    before: Rates | None
    auc: Auc | None
    reliability: tuple[Bin, ...]
    hard_breaks: tuple[int, int]
    threshold: float | None = None
    after: Rates | None = None
    gain: Gain | None = None
    most_false_equivalent: float | None = None

    @property
    def too_few(self) -> bool:
        return self.threshold is None

    @property
    def is_better(self) -> bool:
        """Whether the refitted threshold is shown to raise balanced accuracy."""
        return self.gain is not None and self.gain.lower > 0

    @property
    def keeps_bound(self) -> bool:
        """Whether it keeps a bound that the present one breaks, be it at a price."""
        if self.before is None or self.after is None or self.most_false_equivalent is None:
            return False
        return self.after.false_equivalent <= self.most_false_equivalent < self.before.false_equivalent


def calibrate(
    pairs: Sequence[LabelledPair],
    settings: EquivalenceSettings,
    *,
    most_false_equivalent: float | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Calibration:
    """Score the pairs under `settings` and fit their threshold anew; `tell` hears of each finished thousand.

    Raises:
        UsageError, CheckError: there is no such embedder or guard, or the embedder cannot be used.
    """
    comparer = Comparer.of(settings)
    scored = score(pairs, comparer, tell)
    labels = [pair.equivalent for pair in scored]
    present = comparer.means.threshold
    # A guard's break scores 0, and no threshold is that low.
    broken = [pair.equivalent for pair in scored if pair.score == 0]
    calibration = Calibration(
        embedder=settings.embedder,
        equivalent=sum(labels),
        different=len(labels) - sum(labels),
        present=present,
        before=None,
        auc=None,
        reliability=thresholds.reliability(scored),
        hard_breaks=(sum(broken), len(broken) - sum(broken)),
        most_false_equivalent=most_false_equivalent,
    )
    if not (calibration.equivalent and calibration.different):
        return calibration
    before = [pair.score >= present for pair in scored]
    calibration = replace(calibration, before=thresholds.rates(labels, before), auc=thresholds.auc(scored))
    if min(calibration.equivalent, calibration.different) < FEWEST:
        return calibration
    bound = 1.0 if most_false_equivalent is None else most_false_equivalent
    # Stated on pairs the threshold was not fitted on; fitted and stated on the same, it would flatter itself.
    after = _cross_fitted(pairs, scored, present, bound)
    if after is None:
        return calibration
    return replace(
        calibration,
        threshold=thresholds.fit(scored, near=present, most_false_equivalent=bound),
        after=thresholds.rates(labels, after),
        gain=thresholds.gain(labels, before, after),
    )


def score(
    pairs: Sequence[LabelledPair], comparer: Comparer, tell: Callable[[int], None] = lambda _: None
) -> list[ScoredPair]:
    """The highest threshold at which each pair still counts as equivalent."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        places[pair.mode].append(place)
    limits = [0.0] * len(pairs)
    done = 0
    for mode, of_mode in places.items():
        for start in range(0, len(of_mode), 1000):
            some = of_mode[start : start + 1000]
            for place, value in zip(some, _limits([pairs[number] for number in some], mode, comparer), strict=True):
                limits[place] = value
            done += len(some)
            tell(done)
    return [ScoredPair(pair.equivalent, value) for pair, value in zip(pairs, limits, strict=True)]


def _limits(pairs: Sequence[LabelledPair], mode: str, comparer: Comparer) -> list[float]:
    """A text's score is compared with the threshold once; other modes may do so in many places, so it is sought."""
    judged = _judged(pairs, mode, comparer, LOWEST)
    limits = [equivalence.score if equivalence.equivalent else 0.0 for equivalence in judged]
    if mode == "text":
        return limits
    left = [place for place, equivalence in enumerate(judged) if equivalence.equivalent]
    for step in range(1, STEPS + 1):
        again = _judged([pairs[place] for place in left], mode, comparer, step / STEPS)
        still = [place for place, equivalence in zip(left, again, strict=True) if equivalence.equivalent]
        # Equivalent at the step before and no longer at this one: the limit lies between them.
        for place in {*left} - {*still}:
            limits[place] = max((step - 1) / STEPS, LOWEST)
        left = still
    for place in left:
        limits[place] = 1.0
    return limits


def _judged(pairs: Sequence[LabelledPair], mode: str, comparer: Comparer, threshold: float) -> list[Equivalence]:
    at = Comparer(replace(comparer.means, threshold=threshold), comparer.settings)
    return at.compare_many([(pair.baseline, pair.candidate, pair.context) for pair in pairs], mode=mode)


def _cross_fitted(
    pairs: Sequence[LabelledPair], scored: Sequence[ScoredPair], present: float, bound: float
) -> list[bool] | None:
    """What each pair is called by the threshold fitted on the half it is not in; None if a half lacks a label."""
    halves = [
        hashlib.sha256((pair.context or pair.baseline).encode("utf-8", "surrogatepass")).digest()[0] % 2
        for pair in pairs
    ]
    fitted: list[float] = []
    for half in (0, 1):
        rest = [pair for pair, place in zip(scored, halves, strict=True) if place != half]
        if len({pair.equivalent for pair in rest}) < 2:  # noqa: PLR2004 - both labels
            return None
        fitted.append(thresholds.fit(rest, near=present, most_false_equivalent=bound))
    return [pair.score >= fitted[half] for pair, half in zip(scored, halves, strict=True)]
