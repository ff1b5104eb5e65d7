"""The answer begins with a text, letter for letter.

- starts-with: Dear customer
"""

from __future__ import annotations

from harness.assertions._text import binary_score, composed, needed, quote
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str) -> Score:
    text = needed(value)
    passed = composed(subject.text).startswith(text)
    return binary_score(passed, f"{'begins' if passed else 'does not begin'} with {quote(text)}")
