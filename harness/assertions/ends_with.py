"""The answer ends with a text, letter for letter.

- ends-with: Kind regards
"""

from __future__ import annotations

from harness.assertions._text import binary_score, composed, needed, quote
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str) -> Score:
    text = needed(value)
    passed = composed(subject.text).endswith(text)
    return binary_score(passed, f"{'ends' if passed else 'does not end'} with {quote(text)}")
