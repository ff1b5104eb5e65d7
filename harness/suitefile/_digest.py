"""The digest of a suite: what it says, wherever it lies and however it is laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from harness.model.suite import Suite

_ELSEWHERE = frozenset(("path", "location", "digest", "cases"))
DIGITS = 16


def digest(suite: Suite) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the resolved content."""
    state = hashlib.sha256()
    for part in _parts(suite):
        state.update(json.dumps(part, sort_keys=True, default=_plain).encode())
        state.update(b"\n")
    return state.hexdigest()[:DIGITS]


def _parts(suite: Suite) -> Iterator[Any]:
    yield {one.name: getattr(suite, one.name) for one in fields(suite) if one.name not in _ELSEWHERE}
    yield from suite.cases


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value) if one.name != "location"}
    return dict(value) if isinstance(value, Mapping) else str(value)
