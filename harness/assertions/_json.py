"""Read JSON out of an answer, and compare it."""

from __future__ import annotations

import json
from typing import Any

from harness import strictjson
from harness.assertions._text import composed
from harness.errors import CheckError

DEPTH = 500
"""Levels of nesting; deeper JSON is not judged."""


class NotJson(ValueError):  # noqa: N818 - it is a finding, not a fault
    """The text is not JSON; says where it stops being so."""


def parse(text: str) -> Any:
    """The JSON value a text is, and nothing else: no NaN, no text around it, no key twice.

    Raises:
        NotJson: it is something else.
        CheckError: it is nested too deeply to be judged.
    """
    try:
        value = strictjson.read(text, integer=strictjson.integer)
    except RecursionError:
        raise CheckError(f"the answer's JSON is nested more than {DEPTH} levels deep") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except strictjson.NotStrict as error:
        raise NotJson(str(error)) from None
    if strictjson.deeper_than(value, DEPTH):
        raise CheckError(f"the answer's JSON is nested more than {DEPTH} levels deep")
    return value


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: `true` is not 1, but 1 is 1.0."""
    # Python has True == 1.
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        left_items, right_items = ({composed(key): item for key, item in part.items()} for part in (left, right))
        return left_items.keys() == right_items.keys() and all(
            same(item, right_items[key]) for key, item in left_items.items()
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, str) and isinstance(right, str):
        return composed(left) == composed(right)
    return bool(left == right)
