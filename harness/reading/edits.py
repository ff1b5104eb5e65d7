"""Sentences of two answers that are nearly the same, word by word: where small changes show what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from harness.reading.pairing import Paired, paired
from harness.reading.passive import active
from harness.reading.rewording import reworded
from harness.reading.sentences import in_its_own_words, sentences
from harness.reading.small_words.turning import share_content
from harness.reading.words import stem

LONGEST = 80
"""Words of a sentence that is looked at; in longer ones much may change without changing what is said."""
NEAR = 0.6
"""Share of their words (Dice) that two sentences have in common to be near copies."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,/]\d+)*(?::\d{2}(?!\d))?|[-–:/|→<>=≤≥]")
_LIGHT = frozenset({"the", "a", "an", "please", "very", "also", "then,"})
_BE = frozenset("am is are was were been being".split())  # noqa: SIM905
_ARTICLES = frozenset({"a", "A"})
_COUNTED = frozenset({"few", "little"})
_COUNTING = tuple([word] for word in _COUNTED)
"""Words that say another thing without the article before them."""
_LETTERS = frozenset("BCDEFGHXYZ")
"""Single letters beside which an A at the beginning is a name, too: "A pays B"."""
_SHORT_NOT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "is not"}
_AUXILIARIES = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}


class NearCopy(NamedTuple):
    """Two sentences, their words in order (articles and the like left out, a passive turned round) and the share that
    both have.
    """

    baseline: str
    candidate: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    alike: float
    as_written: tuple[str, str]
    """The two sentences as the answers themselves put them."""

    def turned(self) -> NearCopy:
        """The same with the sides exchanged."""
        return NearCopy(self.candidate, self.baseline, self.theirs, self.ours, self.alike, self.as_written[::-1])

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
                # Dice falls with every word added; a copy with something added is near however long the addition, and
                # so is one of the same content however many small words differ.
                alike = dice(ours, theirs)
                if alike < NEAR and (contained(ours, theirs) or share_content(pair.baseline, pair.candidate)):
                    alike = NEAR
                if alike >= NEAR:
                    written = (
                        in_its_own_words(pair.baseline, first, baseline),
                        in_its_own_words(pair.candidate, second, candidate),
                    )
                    copies.append(NearCopy(pair.baseline, pair.candidate, ours, theirs, alike, written))
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
    parts = list(chain.from_iterable(map(_CHUNKS.__getitem__, sentence.split())))
    if "A" not in parts and ("a" not in parts or _COUNTED.isdisjoint(parts)):
        return tuple(chain.from_iterable(map(_WRITTEN_OUT.__getitem__, parts)))
    lettered = not _LETTERS.isdisjoint(parts)
    for index, word in enumerate(parts):
        if word == "A" and (index or lettered):
            made.append("A")
        elif word in _ARTICLES and parts[index + 1 : index + 2] in _COUNTING:
            made.append("a")
        else:
            made += _WRITTEN_OUT[word]
    return tuple(made)


class _TokensOfChunks(dict[str, tuple[str, ...]]):
    """The words of what stands between white space, met so far: no word has a space within it."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        found = self[chunk] = tuple(_TOKEN.findall(chunk.replace("’", "'")))
        return found


_MOST_CHUNKS = 16_384
_CHUNKS = _TokensOfChunks()


class _WrittenOut(dict[str, tuple[str, ...]]):
    """What stands for each word met so far."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = _written_out(word.lower())
        return found


_MOST_WORDS = 65_536
_WRITTEN_OUT = _WrittenOut()


def _written_out(lowered: str) -> tuple[str, ...]:
    if lowered in _SHORT_NOT:
        return tuple(_SHORT_NOT[lowered].split())
    if lowered.endswith("n't"):
        return lowered[:-3], "not"
    # The 's of "Ann's" and of "it's" is dropped: the one is no word, the other a light one.
    if "'" in lowered:
        head, _, tail = lowered.partition("'")
        return (head, _AUXILIARIES["'" + tail]) if "'" + tail in _AUXILIARIES else (head,)
    return () if lowered in _LIGHT else (lowered,)


def dice(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Of stems, so that a plural or a tense is no other word."""
    left, right = (Counter(map(_DICE_STEMS.__getitem__, words)) for words in (ours, theirs))
    total = len(ours) + len(theirs)
    shared = sum(min(count, right[word]) for word, count in left.items() if word in right)
    return 2 * shared / total if total else 1.0


class _DiceStems(dict[str, str]):
    """Stems of the words met so far, and one for all forms of "be"."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = "be" if word in _BE else stem(word)
        return found


_DICE_STEMS = _DiceStems()


def contained(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether one is the other with something added."""
    shorter, longer = sorted((Counter(map(stem, ours)), Counter(map(stem, theirs))), key=Counter.total)
    return shorter.total() > 1 and shorter <= longer


def trimmed(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What is left of both between their common beginning and their common end, and that beginning."""
    shorter = min(len(ours), len(theirs))
    start = end = 0
    while start < shorter and ours[start] == theirs[start]:
        start += 1
    while end < shorter - start and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    return list(ours[start : len(ours) - end]), list(theirs[start : len(theirs) - end]), ours[:start]
