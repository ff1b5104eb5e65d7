"""The answer contains at least one of several texts.

- contains-any: [refund, money back]
- contains-any: refund, "yes, certainly"

In a comma-separated text an item in double quotes may hold commas.
"""

from __future__ import annotations

from harness.assertions._items import quoted_items
from harness.assertions._text import found, listed
from harness.assertions._types import Scalars
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str | Scalars) -> Score:
    items = quoted_items(value)
    passed = any(item in subject.text for item in items)
    return found(passed, f"contains {'one of' if passed else 'none of'} {listed(items)}")
