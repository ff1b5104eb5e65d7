"""The answer contains a text, whatever the case of its letters.

- icontains: 30 Days
"""

from __future__ import annotations

from harness.assertions._text import binary_score, composed, needed, quote
from harness.assertions._types import TextOrNumber
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: TextOrNumber) -> Score:
    text = needed(value)
    passed = text.lower() in composed(subject.text).lower()
    return binary_score(passed, f"{'contains' if passed else 'does not contain'} {quote(text)} in any case")
