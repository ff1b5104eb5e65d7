"""Counts of word sequences, as BLEU and its kin compare them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def ngrams(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def shared(left: Counter[tuple[str, ...]], right: Counter[tuple[str, ...]]) -> int:
    """How many sequences occur in both, each as often as in the text that has fewer."""
    return (left & right).total()
