"""ROUGE-1: how far the words of the answer and of a reference are the same.

- {type: rouge-n, value: Returns close after 30 days., threshold: 0.8}

The harmonic mean of precision and recall over single words, after Lin, "ROUGE: a package for automatic evaluation of
summaries" (2004). Words are those of the Penn Treebank: "don't" is two, a full stop is one; case counts.
"""

from __future__ import annotations

from harness.assertions._ngrams import ngrams, shared
from harness.assertions._text import graded
from harness.assertions._tokens import tokens
from harness.assertions._types import Share
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str, *, threshold: Share = 0.75) -> Score:
    if not value.strip():
        # A reference of nothing would fail every answer without saying why.
        raise CheckError("the reference is empty")
    return graded("ROUGE-1", rouge_1(subject.text, value), threshold)


def rouge_1(candidate: str, reference: str) -> float:
    own, theirs = ngrams(tokens(candidate), 1), ngrams(tokens(reference), 1)
    total = own.total() + theirs.total()
    return 2 * shared(own, theirs) / total if total else 0.0
