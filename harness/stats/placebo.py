"""Would wrong answers be noticed? The candidate's answers are dealt out to the wrong cases and judged like right ones.

Clinical trials call it assay sensitivity: a trial that could not have told a useless treatment from the old one shows
nothing by finding no difference (ICH E10, 2000, section 1.5).
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean

from harness.stats.evidence import Evidence, members_of
from harness.stats.noninferiority import judge

PAIRINGS = 300
"""So many wrong pairings give the mean rate within ± 6 points (95 %, at worst)."""


@dataclass(frozen=True, slots=True)
class Placebo:
    """What came of the shuffled answers: their mean rate in [0, 1], and how many of the shuffles would *port*."""

    rate: float
    shuffles: int
    porting: int

    @property
    def ports(self) -> bool:
        """Whether at least half of the shuffles do. A candidate that answers every case with the same words is
        unchanged by any shuffle, so then all do exactly where it does.
        """
        return 2 * self.porting >= self.shuffles


def shuffles(
    cases: int, *, groups: Sequence[Hashable] | None = None, most: int | None = None, seed: int = 0
) -> list[tuple[int, ...]]:
    """Ways to deal the answers to other cases: in each, case i gets the candidate's answers to case `shuffle[i]`, never
    its own, and no answer meets the same case in two of them.

    As many as make `PAIRINGS` pairings, `most` at most; every possible pairing where the cases are few; none where
    there are fewer than two cases. Answers go to another group, so that a paraphrase of the same question does not pass
    for a wrong answer, unless one group has more than half of the cases. The same `seed` gives the same shuffles.

    Raises:
        ValueError: `groups` has not a label for each case, or one that cannot be used.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible on purpose, nothing is secret
    members = [rng.sample(group, len(group)) for group in members_of(groups, cases)]
    rng.shuffle(members)
    order = [case for group in members for case in group]
    # Groups lie side by side on a circle: turned by the largest one's size or more, and as much less than a whole
    # turn, no case meets its own group.
    apart = max(map(len, members), default=1)
    turns = list(range(apart, cases - apart + 1)) or list(range(1, cases))
    enough = math.ceil(PAIRINGS / cases) if cases else 0
    chosen = rng.sample(turns, min(len(turns), enough if most is None else min(most, enough)))
    return [_turned(order, turn) for turn in chosen]


def _turned(order: Sequence[int], turn: int) -> tuple[int, ...]:
    answers = dict(zip(order, (*order[turn:], *order[:turn]), strict=True))
    return tuple(answers[case] for case in range(len(order)))


def placebo(
    shuffled: Sequence[Evidence],
    rates: Sequence[float],
    margin: float,
    confidence: float,
    *,
    weights: Sequence[float] | None = None,
) -> Placebo | None:
    """Judge the shuffles: for each the evidence, made by the very method that the candidate is judged by, and the mean
    of the shuffled answers' rates, weighed like the cases. None where nothing could be shuffled.

    Raises:
        ValueError: margin or confidence does not lie strictly between 0 and 1.
    """
    if not shuffled:
        return None
    porting = sum(judge(evidence, margin, confidence).verdict == "ports" for evidence in shuffled)
    return Placebo(fmean(rates, weights), len(shuffled), porting)
