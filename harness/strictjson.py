"""JSON from outside, read strictly: no NaN or Infinity, no key twice, nothing nested without bound.

How deep is too deep, and what an error is called, is each reader's own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any


class NotStrict(ValueError):  # noqa: N818 - it is a finding, not a fault
    """Python's reader would take it; JSON does not allow it, or readers disagree about what it says."""


class Repeated(tuple[Any, ...]):
    """The values of a key that stands several times in one object, in order: readers disagree about which counts."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Repeated) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def with_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as `object_pairs_hook` makes it of its fields, all values of a repeated key kept."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        values: dict[str, list[Any]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        fields |= {name: Repeated(several) for name, several in values.items() if len(several) > 1}
    return fields


def has_repeated(value: Any) -> bool:
    """Whether a value read `with_repeated` has a key that stood several times."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, Repeated):
            return True
        if isinstance(part, dict | list):
            left.extend(part.values() if isinstance(part, dict) else part)
    return False


def read(
    text: str | bytes,
    *,
    distinct: bool = True,
    finite: bool = False,
    integer: Callable[[str], Any] = int,
    decimal: Callable[[str], float] = float,
) -> Any:
    """The value a text is. With `distinct` no key stands twice in an object; with `finite` no number is too large for
    a float; `integer` reads whole numbers, `decimal` all others.

    Raises:
        ValueError: it is not JSON, `NotStrict` where the text is JSON in form only.
        RecursionError: it is nested more deeply than Python reads.
    """
    reader = _decoder(distinct=distinct, finite=finite, integer=integer, decimal=decimal)
    if isinstance(text, bytes | bytearray):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    elif text.startswith("\ufeff"):
        raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
    return reader.decode(text)


def decoder(*, distinct: bool = True, integer: Callable[[str], Any] = int) -> json.JSONDecoder:
    """The same as a decoder, for JSON that begins somewhere in a text."""
    return json.JSONDecoder(**_hooks(distinct=distinct, finite=False, integer=integer, decimal=float))


def deeper_than(value: Any, limit: int) -> bool:
    """Whether lists and objects are nested more than `limit` levels; does not recurse itself."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            item
            for part in level
            if isinstance(part, dict | list)
            for item in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return False
    return True


def kind_of(value: object) -> str:
    """What a value of JSON or YAML is, in a user's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a mapping"


def integer(digits: str) -> int | float:
    """Python refuses integers of thousands of digits; JSON lets them lose precision."""
    try:
        return int(digits)
    except ValueError:
        return float(digits)


@lru_cache(maxsize=16)
def _decoder(
    *, distinct: bool, finite: bool, integer: Callable[[str], Any], decimal: Callable[[str], float]
) -> json.JSONDecoder:
    """Made once for each way of reading: made for each text, it takes as long as reading a short one."""
    return json.JSONDecoder(**_hooks(distinct=distinct, finite=finite, integer=integer, decimal=decimal))


def _hooks(
    *, distinct: bool, finite: bool, integer: Callable[[str], Any], decimal: Callable[[str], float]
) -> dict[str, Any]:
    hooks: dict[str, Any] = {"parse_constant": _no_constant, "parse_int": integer}
    if distinct:
        hooks["object_pairs_hook"] = _distinct
    if finite or decimal is not float:
        hooks["parse_float"] = partial(_finite, decimal) if finite else decimal
    return hooks


def _no_constant(name: str) -> float:
    raise NotStrict(f"{name} is no finite number, so this is not JSON")


def _finite(decimal: Callable[[str], float], digits: str) -> float:
    number = decimal(digits)
    if not math.isfinite(number):
        raise NotStrict(f"{digits[:40]} is no finite number here")
    return number


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotStrict(f"the key {twice[:60]!r} stands twice")
    return fields
