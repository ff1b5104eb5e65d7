"""The names of tools in calls that are written out as text, in any vendor's form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from typing import Any

from harness.assertions._json import NotJson, parse
from harness.errors import CheckError

LONGEST = 200_000
MOST = 200
"""Values that are looked for in a text around them."""
_BEGIN = re.compile(r"(?m)^[ \t]*([\[{])")
_DECODER = JSONDecoder()


def names_called(text: str) -> set[str]:
    """Empty where there is no call."""
    try:
        return set(_names(parse(text[:LONGEST])))
    except (NotJson, CheckError):
        return {name for value in _values(text[:LONGEST]) for name in _names(value)}


def _values(text: str) -> Iterator[Any]:
    """JSON objects and lists that begin a line, as vendors write calls below some text."""
    end = 0
    for start in islice(_BEGIN.finditer(text), MOST):
        # Inside a value that has been read already.
        if start.start(1) < end:
            continue
        try:
            value, end = _DECODER.raw_decode(text, start.start(1))
            yield value
        except (JSONDecodeError, RecursionError):
            continue


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _of_item(item)
    elif isinstance(value, dict):
        listed = value.get("tool_calls") or _inside(value, "toolCall", "functionCalls")
        if isinstance(listed, list):
            yield from _names(listed)
        elif value.get("type") in ("tool_use", "function_call") or not {"function", "functionCall"}.isdisjoint(value):
            yield from _of_item(value)


def _of_item(item: Any) -> Iterator[str]:
    """OpenAI's `{function: {name}}`, Google's `{functionCall: {name}}`, or `{name}`, as Anthropic writes it."""
    if isinstance(item, dict):
        name = _inside(item, "functionCall", "name") or _inside(item, "function", "name") or item.get("name")
        if isinstance(name, str):
            yield name


def _inside(value: dict[str, Any], key: str, inner: str) -> Any:
    nested = value.get(key)
    return nested.get(inner) if isinstance(nested, dict) else None
