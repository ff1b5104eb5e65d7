"""The answer is exactly this text, or exactly this JSON value.

- equals: approved
- equals: {status: approved, amount: 30}

A mapping or a list is compared with the answer read as JSON: the order of keys does not matter, and 1 equals 1.0.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._json import NotJson, parse, same
from harness.assertions._text import as_text, binary_score, composed, quote
from harness.assertions._types import Number
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str | bool | Number | dict[str, Any] | list[Any] | None) -> Score:  # noqa: FBT001
    passed = _equal(subject.text, value)
    return binary_score(passed, f"{quote(subject.text)} {'equals' if passed else 'does not equal'} {quote(value)}")


def _equal(text: str, value: Any) -> bool:
    # YAML reads 30 and true as what they are; the answer is text.
    if value is not None and not isinstance(value, dict | list):
        return composed(text) == composed(as_text(value))
    try:
        return same(parse(text), value)
    except NotJson:
        return False
