"""Several texts written as a YAML list or as one comma-separated text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.assertions._text import as_text
from harness.errors import CheckError


def plain_items(value: str | Sequence[Any]) -> list[str]:
    """The items of a list, or of a text between its commas.

    Raises:
        CheckError: there are none.
    """
    if isinstance(value, str):
        return _some([item.strip() for item in value.split(",")] if value else [])
    return _some([as_text(item) for item in value])


def quoted_items(value: str | Sequence[Any]) -> list[str]:
    """As `plain_items`, but an item in double quotes may hold commas or be empty; bare empty items are left out.

    Raises:
        CheckError: there are none.
    """
    if isinstance(value, str):
        return _some(_between_commas(value))
    return _some([as_text(item) for item in value])


def missing(text: str, items: Sequence[str]) -> list[str]:
    return [item for item in items if item not in text]


def _some(items: list[str]) -> list[str]:
    if not items:
        raise CheckError("the value names nothing to look for", hint='write a list: ["this", "that"]')
    return items


def _between_commas(value: str) -> list[str]:
    parts, rest = [], value.strip()
    while rest:
        part, rest = _first(rest)
        if part:
            parts.append(part.removeprefix('"').removesuffix('"'))
    return parts


def _first(text: str) -> tuple[str, str]:
    """The first item and what follows its comma; a quote counts only at an item's beginning."""
    if text.startswith('"'):
        end = text.find('"', 1)
        while end >= 0:
            rest = text[end + 1 :].lstrip()
            if not rest or rest.startswith(","):
                return text[: end + 1], rest[1:].lstrip()
            end = text.find('"', end + 1)
    item, _, rest = text.partition(",")
    return item.strip(), rest.lstrip()
