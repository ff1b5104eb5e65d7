"""The answer contains at least one of several texts, whatever the case of their letters.

- icontains-any: [Refund, money back]
- icontains-any: refund, money back
"""

from __future__ import annotations

from harness.assertions._items import items_of
from harness.assertions._text import binary_score, composed, listed
from harness.assertions._types import Scalars
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str | Scalars) -> Score:
    items = items_of(value)
    text = composed(subject.text).lower()
    passed = any(item.lower() in text for item in items)
    return binary_score(passed, f"contains {'one of' if passed else 'none of'} {listed(items)} in any case")
