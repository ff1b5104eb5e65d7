"""The answer means much the same as a text.

- similar: Returns close after 30 days.
- {type: similar, value: [Yes., "Yes, certainly."], threshold: 0.8}

The cosine of their embeddings, with the embedder of the suite; the nearest of several texts counts. Nearness of
meaning does not notice a changed number or a `not`: add a check for what must be exact.
"""

from __future__ import annotations

from harness.assertions._meaning import similarities
from harness.assertions._text import beside, graded, references
from harness.assertions._types import Share, Texts
from harness.model.result import Score
from harness.protocols import Subject

ROUNDING = 1e-6
"""Vectors are single precision: the cosine of a text with itself may be a little below 1."""


def check(subject: Subject, value: Texts, *, threshold: Share = 0.75) -> Score:
    texts = references(value)
    scores = similarities(subject, texts)
    nearest = max(scores)
    # A text's cosine with itself may come out as 0.9999999 in 32 bits; a threshold of 1 must still pass.
    score = graded("similarity", 1.0 if nearest > 1 - ROUNDING else max(0.0, nearest), threshold)
    return score if score.passed else beside(score, texts[scores.index(nearest)], subject.text)
