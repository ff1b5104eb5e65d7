"""The answer differs from a text by few edits (insertions, deletions, replacements of a character).

- {type: levenshtein, value: "Order 1234 is on its way.", threshold: 3}

`threshold` is the largest number of edits, 5 by default.
"""

from __future__ import annotations

from harness.assertions._text import binary_score, composed, quote
from harness.assertions._types import Amount
from harness.model.result import Score
from harness.protocols import Subject

COUNTED = 1000
"""Edits counted at least; beyond this and the threshold the exact number does not matter."""


def check(subject: Subject, value: str, *, threshold: Amount = 5) -> Score:
    from rapidfuzz.distance import Levenshtein

    # The distance takes the product of both lengths; a cut-off keeps long answers quick.
    limit = max(int(threshold), COUNTED)
    distance = Levenshtein.distance(composed(subject.text), composed(value), score_cutoff=limit)
    edits = f"more than {limit}" if distance > limit else str(distance)
    return binary_score(distance <= threshold, f"{edits} edits away from {quote(value)}, at most {threshold:g} allowed")
