"""Several texts written as a YAML list or as one comma-separated text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from harness.assertions._text import as_text, composed
from harness.errors import CheckError

_BETWEEN = ", \t\r\n"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.|""|\\)*+)"(?!")', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])|""')


def items_of(value: str | Sequence[Any]) -> list[str]:
    r"""The items of a list, or of a text between its commas, as promptfoo parses it.

    In a text an item in double quotes may hold commas, and `\"`, `""` and `\\` in it; bare empty items are left
    out, and only one written as `""` is the empty text that every answer contains.

    Raises:
        CheckError: there are none, an item of a list is empty, or something other than a comma follows a quoted item.
    """
    texts = _between_commas(value) if isinstance(value, str) else [composed(as_text(item)) for item in value]
    if not texts:
        raise CheckError("the value names nothing to look for", hint='write a list: ["this", "that"]')
    if not isinstance(value, str) and "" in texts:
        raise CheckError("an item of the list is empty, which every answer contains", hint="leave it out")
    return texts


def missing(text: str, items: Sequence[str]) -> list[str]:
    return [item for item in items if item not in text]


def _between_commas(value: str) -> list[str]:
    items, rest = [], composed(value).strip(_BETWEEN)
    while rest:
        item, rest = _quoted(rest) if rest.startswith('"') else _bare(rest)
        items.append(item)
        rest = rest.lstrip(_BETWEEN)
    return items


def _bare(text: str) -> tuple[str, str]:
    item, _, rest = text.partition(",")
    return item.strip(), rest


def _quoted(text: str) -> tuple[str, str]:
    """A quote that is never closed is none: promptfoo's own tables have it so."""
    hit = _QUOTED.match(text)
    if hit is None:
        return _bare(text.removeprefix('"'))
    rest = text[hit.end() :].lstrip()
    if rest and not rest.startswith(","):
        raise CheckError(f"a comma is missing after {hit[0]}")
    return _ESCAPED.sub(lambda escape: escape[1] or '"', hit[1]), rest
