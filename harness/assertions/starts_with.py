"""The answer begins with a text, letter for letter.

- starts-with: Dear customer
"""

from __future__ import annotations

from harness.assertions._text import composed, found, needed, quote
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str) -> Score:
    text = needed(value)
    passed = composed(subject.text).startswith(text)
    return found(passed, f"{'begins' if passed else 'does not begin'} with {quote(text)}")
