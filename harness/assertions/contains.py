"""The answer contains a text, letter for letter.

- contains: 30 days
- {type: contains, value: 30}

`icontains` ignores case; `contains-all` and `contains-any` look for several texts.
"""

from __future__ import annotations

from harness.assertions._text import binary_score, composed, needed, quote
from harness.assertions._types import TextOrNumber
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: TextOrNumber) -> Score:
    text = needed(value)
    passed = text in composed(subject.text)
    return binary_score(passed, f"{'contains' if passed else 'does not contain'} {quote(text)}")
