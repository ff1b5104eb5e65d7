"""The answer contains every one of several texts.

- contains-all: [refund, 30 days]
- contains-all: refund, 30 days
"""

from __future__ import annotations

from harness.assertions._items import items_of, missing
from harness.assertions._text import binary_score, composed, listed
from harness.assertions._types import Scalars
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str | Scalars) -> Score:
    items = items_of(value)
    absent = missing(composed(subject.text), items)
    return binary_score(not absent, f"lacks {listed(absent)}" if absent else f"contains {listed(items)}")
