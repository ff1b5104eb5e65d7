"""Decimal numbers that remember how they were written: 12.50 is worth 12.5, and stays 12.50 in a prompt.

A price, a version or a grade loses its meaning with its last zero. Integers need none of this: they have one spelling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

ONE_SPELLING = frozenset((str, int, float, bool, type(None)))
"""Types whose values are no numerals, and hold none."""


class Numeral(float):
    """A float whose text is the one that stood in the file; everything computed from it is an ordinary float."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        numeral = super().__new__(cls, text)
        numeral.text = text
        return numeral

    def __reduce__(self) -> tuple[type[Numeral], tuple[str]]:
        return Numeral, (self.text,)

    def __repr__(self) -> str:
        return self.text

    __str__ = __repr__


def to_json(value: Any, *, indent: int | None = None, default: Any = None) -> str:
    """JSON in which numerals keep their digits. Raises ValueError for a number that is not finite."""
    plain = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=default)
    if not holds_numeral(value):
        return plain
    # The json module writes every float by its worth and offers no way round that, so numerals go through it as texts
    # between marks that stand nowhere else in the result, and lose marks and quotes afterwards.
    mark = "\ue000"
    while mark in plain:
        mark += "\ue000"
    marked = json.dumps(_marked(value, mark), ensure_ascii=False, indent=indent, allow_nan=False, default=default)
    return marked.replace(f'"{mark}', "").replace(f'{mark}"', "")


def holds_numeral(value: Any) -> bool:
    """Whether a value is one, or has one anywhere in its lists and mappings."""
    kind = type(value)
    if kind in ONE_SPELLING:
        return False
    parts = value.values() if kind is dict or isinstance(value, Mapping) else value
    if kind is dict or parts is not value or isinstance(value, list | tuple):
        # Texts are passed over without a call: most of what is asked about is rows of them.
        return any(type(part) not in ONE_SPELLING and holds_numeral(part) for part in parts)
    return isinstance(value, Numeral)


def _marked(value: Any, mark: str) -> Any:
    if isinstance(value, Numeral):
        return f"{mark}{_as_json(value.text)}{mark}"
    if isinstance(value, Mapping):
        return {key: _marked(part, mark) for key, part in value.items()}
    return [_marked(part, mark) for part in value] if isinstance(value, list | tuple) else value


def _as_json(text: str) -> str:
    """YAML may leave out a digit beside the point, JSON may not."""
    text = text.replace("-.", "-0.") if text.startswith("-.") else f"0{text}" if text.startswith(".") else text
    head, point, tail = text.partition(".")
    return f"{head}{point}0{tail}" if point and not tail[:1].isdigit() else text
