"""Reading what a vendor sent without believing a word of it: every step says what it expected and found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from harness import strictjson

DEEPEST = 64
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")
UNPARSED = "$unparsed"
"""The only key of a tool call's `arguments` if the model wrote something that is no JSON object: its own words."""


class Malformed(ValueError):  # noqa: N818  (says what it is, as the others here)
    """An answer that arrived whole and is not what the vendor's API promises."""


class Empty(Malformed):
    """An answer with nothing in it."""


def decode(raw: bytes) -> tuple[str, bool]:
    """Text of UTF-8 bytes, and whether they really were UTF-8; what was not becomes U+FFFD."""
    try:
        return raw.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return raw.decode("utf-8-sig", "replace"), False


def parse_json(source: str) -> Any:
    r"""Strict JSON: no NaN, no key twice, no deeper than 64. Lone surrogates (`\ud800`) are let through.

    Raises:
        Malformed: it is anything else.
    """
    try:
        value = strictjson.read(source)
    except strictjson.NotStrict as error:
        raise Malformed(str(error)) from None
    except RecursionError:
        raise Malformed("JSON nested too deeply") from None
    except ValueError as error:  # bad syntax, but also whole numbers of thousands of digits
        raise Malformed(f"not JSON: {error}") from None
    # Fewer brackets cannot nest deeper.
    if source.count("{") + source.count("[") > DEEPEST and strictjson.deeper_than(value, DEEPEST):
        raise Malformed(f"JSON nested deeper than {DEEPEST}")
    return value


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(f"{what} should be an object, found {strictjson.kind_of(value)}")
    return value


def sequence(value: Any, what: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Malformed(f"{what} should be a list, found {strictjson.kind_of(value)}")
    return value


def text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise Malformed(f"{what} should be text, found {strictjson.kind_of(value)}")
    return value


def optional_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def name(value: Any, what: str) -> str:
    """A vendor's name of a thing, which becomes part of an address."""
    if not is_name(value):
        raise Malformed(f"{what} should be a name, found {strictjson.kind_of(value)}")
    return str(value)


def is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def part(value: Any, name: str) -> Mapping[str, Any]:
    """The object under a key of what may be no object; empty if there is none."""
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def count(value: Any) -> int | None:
    """A number of tokens; None for what can't be one (an unknown count is not a count of nothing)."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 10**10 else None


def is_object(raw: str) -> bool:
    """Whether a text is a whole JSON object."""
    try:
        return isinstance(parse_json(raw), dict)
    except Malformed:
        return False


def arguments_of(raw: Any) -> Mapping[str, Any]:
    """A tool call's arguments. What the model got wrong is the model's answer, not a fault of the line: it is kept."""
    if isinstance(raw, dict):
        return raw
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return {}
    try:
        return mapping(parse_json(text(raw, "arguments")), "arguments")
    except Malformed:
        return {UNPARSED: raw}
