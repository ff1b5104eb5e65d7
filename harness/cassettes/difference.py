"""What changed between a recorded request and the one asked now, in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SHOWN = 40


def first_difference(recorded: Any, asked: Any, path: str = "") -> str:
    """The first place where two requests differ, or "" if they are alike."""
    if isinstance(recorded, Mapping) and isinstance(asked, Mapping):
        return _first(
            (f"{path}.{name}".lstrip("."), recorded.get(name), asked.get(name)) for name in _names(recorded, asked)
        )
    if _is_list(recorded) and _is_list(asked) and len(recorded) == len(asked):
        return _first(((f"{path}[{i}]", old, new) for i, (old, new) in enumerate(zip(recorded, asked, strict=True))))
    if recorded == asked:
        return ""
    if isinstance(recorded, str) and isinstance(asked, str):
        start = max(0, _common(recorded, asked) - SHOWN // 4)
        recorded, asked = _window(recorded, start), _window(asked, start)
    return f"{path} was {_short(recorded)}, is {_short(asked)}"


def _first(places: Any) -> str:
    return next((found for path, old, new in places if (found := first_difference(old, new, path))), "")


def _names(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys((*recorded, *asked)))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _window(text: str, start: int) -> str:
    piece = text[start : start + SHOWN]
    return ("…" if start else "") + piece + ("…" if start + SHOWN < len(text) else "")


def _short(value: Any) -> str:
    return "absent" if value is None else repr(value)[: 2 * SHOWN]


def _common(left: str, right: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
