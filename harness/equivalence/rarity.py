"""Rare words that two texts have instead of one another.

A mere choice of words is mostly one among common ones: "receive" and "reach", "need" and "must have". Where each text
has a rare word and nothing like the other's ("petrol" here, "stove" there), it seldom is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.protocols import Embedder, WordEmbedder
from harness.reading.polarity import contrast
from harness.reading.words import stem, words

COMMON, RARE = 4.0, 5.5
"""Lengths of word vectors up to which a word is common, and from which it is rare: need 2.0, include 2.8, visit 4.3,
approve 5.1, drummer 5.8, diesel 6.2."""
NEAR = 0.4
"""Cosine from which a word answers another."""
MOST = 12
"""Words of either text that are looked at, of those that the other has not."""


def plainness(texts: Sequence[tuple[str, str]], embedder: Embedder) -> list[float]:
    """Of each pair: 1, unless both texts have a rare word that the other has nothing like; then less, down to 0. Always
    1 for an embedder that does not know how rare a word is.
    """
    if not isinstance(embedder, WordEmbedder):
        return [1.0] * len(texts)
    listed: list[str] = []
    spans = [_listed(listed, *pair) for pair in texts]
    if not listed:
        return [1.0] * len(texts)
    vectors = embedder.weighed(listed)
    lengths = (vectors * vectors).sum(axis=1) ** 0.5
    units = vectors / lengths.clip(1e-9)[:, None]
    return [1.0 if span is None else _plain(units, lengths, span) for span in spans]


Span = tuple[int, int, int]
"""Where the words of a pair begin, where those of the candidate do, and where they end."""


def _listed(listed: list[str], baseline: str, candidate: str) -> Span | None:
    """Adds the words that either text has alone; None unless both have some."""
    left = contrast(baseline, candidate)
    if not left.baseline or not left.candidate:
        return None
    start = len(listed)
    listed += _written(left.baseline, baseline)
    middle = len(listed)
    listed += _written(left.candidate, candidate)
    return start, middle, len(listed)


def _written(stems: Sequence[str], text: str) -> list[str]:
    """The words as they stand in the text: a stem is often no word, and what is no word seems rare."""
    forms = {stem(word): word for word in words(text)}
    return [forms.get(one, one) for one in stems[:MOST]]


def _plain(units: Any, lengths: Any, span: Span) -> float:
    start, middle, end = span
    cosines = units[start:middle] @ units[middle:end].T
    ours = lengths[start:middle][cosines.max(axis=1) < NEAR]
    theirs = lengths[middle:end][cosines.max(axis=0) < NEAR]
    if not ours.size or not theirs.size:
        return 1.0
    rarer = min(float(ours.max()), float(theirs.max()))
    return 1.0 - min(1.0, max(0.0, (rarer - COMMON) / (RARE - COMMON)))
