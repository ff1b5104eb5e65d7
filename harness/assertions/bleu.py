"""BLEU: how many of the answer's word sequences, of one to four words, a reference has too.

- {type: bleu, value: The cat sat on the mat., threshold: 0.6}
- {type: bleu, value: [The cat sat on the mat., A cat was sitting on the mat.]}

Words are what stands between white space, in any case. Formula of Papineni et al., "BLEU: a method for automatic
evaluation of machine translation" (ACL 2002), with equal weights; a length without any match counts as one in ten
million. An answer shorter than the reference of the nearest length is worth less.
"""

from __future__ import annotations

import math

from harness.assertions._ngrams import ngrams, shared
from harness.assertions._text import graded, references
from harness.assertions._types import Share, Texts
from harness.model.result import Score
from harness.protocols import Subject

LENGTHS = range(1, 5)
NO_MATCH = 1e-7


def check(subject: Subject, value: Texts, *, threshold: Share = 0.5) -> Score:
    return graded("BLEU", bleu(subject.text, references(value)), threshold)


def bleu(candidate: str, expected: list[str]) -> float:
    words = candidate.lower().split()
    references = [reference.lower().split() for reference in expected]
    if not words:
        return 0.0
    # A length without any match would make the whole product 0, as all answers shorter than four words would have.
    logs = [math.log(_precision(words, references, length) or NO_MATCH) for length in LENGTHS]
    nearest = min((len(other) for other in references), key=lambda length: abs(length - len(words)))
    # Precision alone would favour an answer of a single right word.
    brevity = min(0.0, 1 - nearest / len(words))
    return math.exp(brevity + math.fsum(logs) / len(logs))


def _precision(words: list[str], references: list[list[str]], length: int) -> float:
    """The share of the answer's sequences of this length that the best reference has."""
    own = ngrams(words, length)
    return max(shared(own, ngrams(other, length)) for other in references) / own.total() if own else 0.0
