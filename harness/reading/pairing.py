"""Which sentences of two texts speak of the same thing, by their words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from harness.reading.sentences import sentences
from harness.reading.words import topics

MOST = 60
"""Sentences of each text that are looked at, which bounds the work on very long ones."""
ALIKE = 0.5
"""Share of the words of the shorter sentence that both must have."""

_ALIKE_THERE = 0.3
"""The same where nothing around the two differs."""


class Paired(NamedTuple):
    """Two sentences and the share of their words that they have in common."""

    baseline: str
    candidate: str
    alike: float


@lru_cache(maxsize=1024)
def paired(baseline: str, candidate: str) -> tuple[Paired, ...]:
    """Each sentence of the baseline with its likest of the candidate, where they are alike enough."""
    # Without numbers: those are what may differ in sentences that are otherwise alike.
    mine, others = sentences(baseline)[:MOST], sentences(candidate)[:MOST]
    verbatim = frozenset(others)
    # What the words of a sentence are is asked only where one is no copy.
    theirs = [] if verbatim.issuperset(mine) else [(sentence, topics(sentence)) for sentence in others]
    matches = []
    for place, sentence in enumerate(mine):
        if sentence in verbatim:  # of several that differ in a number only, the one that does not
            matches.append(Paired(sentence, sentence, 1.0))
            continue
        ours = topics(sentence)
        # Not one to one: an answer may say in one sentence what the other says in two.
        best, text = max(((_alike(ours, other), text) for text, other in theirs), default=(0.0, ""))
        if best < ALIKE and len(mine) == len(theirs) and _is_between_the_same(mine, theirs, place):
            text = theirs[place][0]
            best = ALIKE if _alike(ours, theirs[place][1]) >= _ALIKE_THERE else 0.0
        if best >= ALIKE:
            matches.append(Paired(sentence, text, best))
    return tuple(matches)


def facing(baseline: str, candidate: str) -> tuple[tuple[str, str], ...]:
    """Sentences that are paired and differ; two texts of one sentence each are held together, however alike."""
    found = tuple(
        (pair.baseline, pair.candidate) for pair in paired(baseline, candidate) if pair.baseline != pair.candidate
    )
    if found or baseline == candidate or len(sentences(baseline)) != 1 or len(sentences(candidate)) != 1:
        return found
    return ((baseline, candidate),)


def _is_between_the_same(mine: Sequence[str], theirs: Sequence[tuple[str, frozenset[str]]], place: int) -> bool:
    """Whether what stands before and behind a sentence is the very same in both texts."""
    around = [near for near in (place - 1, place + 1) if 0 <= near < len(mine)]
    return bool(around) and all(mine[near] == theirs[near][0] for near in around)


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    """Dice's coefficient of two sets of words."""
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 1.0
