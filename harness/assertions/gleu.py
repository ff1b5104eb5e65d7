"""GLEU: the share of word sequences, of one to four words, that answer and reference have in common.

- {type: gleu, value: The cat sat on the mat., threshold: 0.6}

The smaller of precision and recall, against the nearest of several references. Words are what stands between white
space, in any case, without full stops at their end. Formula of Wu et al., "Google's neural machine translation
system" (2016), section 6.
"""

from __future__ import annotations

from harness.assertions._ngrams import ngrams, shared
from harness.assertions._text import graded, references
from harness.assertions._types import Share, Texts
from harness.model.result import Score
from harness.protocols import Subject

LENGTHS = range(1, 5)


def check(subject: Subject, value: Texts, *, threshold: Share = 0.5) -> Score:
    return graded("GLEU", gleu(subject.text, references(value)), threshold)


def gleu(candidate: str, expected: list[str]) -> float:
    words = _words(candidate)
    return max(_common(words, _words(reference)) for reference in expected)


def _common(words: list[str], other: list[str]) -> float:
    # Two empty texts have no sequences to divide by.
    if words == other:
        return 1.0
    pairs = [(ngrams(words, length), ngrams(other, length)) for length in LENGTHS]
    most = max(sum(own.total() for own, _ in pairs), sum(theirs.total() for _, theirs in pairs))
    return sum(shared(own, theirs) for own, theirs in pairs) / most


def _words(text: str) -> list[str]:
    # A word at the end of a sentence is the same word.
    return [word.rstrip(".") for word in text.lower().split()]
