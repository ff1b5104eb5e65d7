"""Sentences of two answers that are nearly the same, word by word: where small changes show what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from harness.reading.pairing import Paired, paired
from harness.reading.passive import active
from harness.reading.rewording import reworded
from harness.reading.sentences import sentences
from harness.reading.words import stem

LONGEST = 80
"""Words of a sentence that is looked at; in longer ones much may change without changing what is said."""
NEAR = 0.6
"""Share of their words (Dice) that two sentences have in common to be near copies."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,/]\d+)*(?::\d{2}(?!\d))?|[-–:/|→<>=≤≥]")
_LIGHT = frozenset({"the", "a", "an", "please", "very", "also", "just", "then,"})
_SHORT_NOT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "is not"}
_AUXILIARIES = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}


@dataclass(frozen=True, slots=True)
class NearCopy:
    """Two sentences, their words in order (articles and the like left out, a passive turned round) and the share that
    both have.
    """

    baseline: str
    candidate: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    alike: float

    def turned(self) -> NearCopy:
        """The same with the sides exchanged."""
        return NearCopy(self.candidate, self.baseline, self.theirs, self.ours, self.alike)

    @property
    def lost(self) -> Counter[str]:
        return Counter(self.ours) - Counter(self.theirs)

    @property
    def new(self) -> Counter[str]:
        return Counter(self.theirs) - Counter(self.ours)


@lru_cache(maxsize=512)
def near_copies(baseline: str, candidate: str) -> tuple[NearCopy, ...]:
    """Pairs of sentences that differ in few words, in the baseline's notation."""
    first, second = reworded(baseline, candidate)
    copies = []
    for pair in paired(first, second) or _single(first, second):
        if pair.baseline != pair.candidate:
            ours, theirs = (tuple(active(tokens(sentence))) for sentence in (pair.baseline, pair.candidate))
            if ours != theirs and max(len(ours), len(theirs)) <= LONGEST:
                # Dice falls with every word added; a copy with something added is near however long the addition.
                alike = max(dice(ours, theirs), NEAR * contained(ours, theirs))
                if alike >= NEAR:
                    copies.append(NearCopy(pair.baseline, pair.candidate, ours, theirs, alike))
    return tuple(copies)


def _single(baseline: str, candidate: str) -> tuple[Paired, ...]:
    """Two texts of one sentence each are held together, however short one of them is."""
    alone = len(sentences(baseline)) == len(sentences(candidate)) == 1
    return (Paired(baseline, candidate, 0.0),) if alone else ()


@lru_cache(maxsize=1024)
def tokens(sentence: str) -> tuple[str, ...]:
    """Words in lower case, contractions written out, articles and courtesies left out. A capital A or I that is a
    name ("account A") keeps its case.
    """
    made: list[str] = []
    for index, word in enumerate(_TOKEN.findall(sentence.replace("’", "'"))):
        lowered = word.lower()
        if word == "A" and index:
            made.append("A")
        elif lowered in _SHORT_NOT:
            made.extend(_SHORT_NOT[lowered].split())
        elif lowered.endswith("n't"):
            made += [lowered[:-3], "not"]
        # The 's of "Ann's" and of "it's" is dropped: the one is no word, the other a light one.
        elif "'" in lowered:
            head, _, tail = lowered.partition("'")
            made += [head, *([_AUXILIARIES["'" + tail]] if "'" + tail in _AUXILIARIES else [])]
        elif lowered not in _LIGHT:
            made.append(lowered)
    return tuple(made)


def dice(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Of stems, so that a plural or a tense is no other word."""
    left, right = Counter(map(stem, ours)), Counter(map(stem, theirs))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0


def contained(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether one is the other with something added."""
    shorter, longer = sorted((Counter(map(stem, ours)), Counter(map(stem, theirs))), key=Counter.total)
    return shorter.total() > 1 and shorter <= longer


def trimmed(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What is left of both between their common beginning and their common end, and that beginning."""
    start = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    left, right = list(ours[start:]), list(theirs[start:])
    while left and right and left[-1] == right[-1]:
        left.pop()
        right.pop()
    return left, right, ours[:start]
