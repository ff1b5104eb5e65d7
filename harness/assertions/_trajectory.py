"""What assertions on a workflow's calls of tools have in common.

Names are patterns as promptfoo has them: `*` stands for anything, `?` for one character, and case does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from harness.model.exchange import ToolCall

SHOWN = 10
_LONGEST = 200


class Named(TypedDict, total=False):
    """A tool by its name or a pattern of it."""

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    name: str
    pattern: str


def pattern_of(wanted: Any) -> str:
    """The pattern in a text or a mapping with `pattern` or `name`; empty if there is none."""
    return wanted if isinstance(wanted, str) else wanted.get("pattern") or wanted.get("name") or ""


def fits(call: ToolCall, pattern: str) -> bool:
    return _like(call.name.lower(), pattern.lower())


def _like(name: str, pattern: str) -> bool:
    """Goes back to the last `*` only, which is enough: the time is bounded by the product of the lengths."""
    at = place = begun = 0
    star = -1
    while at < len(name):
        if place < len(pattern) and pattern[place] == "*":
            star, begun, place = place, at, place + 1
        elif place < len(pattern) and pattern[place] in ("?", name[at]):
            at, place = at + 1, place + 1
        elif star >= 0:
            begun += 1
            at, place = begun, star + 1
        else:
            return False
    return not pattern[place:].strip("*")


def names_of(calls: Sequence[ToolCall]) -> str:
    """The tools called, in order, cut to what fits a line."""
    names = [call.name[:_LONGEST] for call in calls[:SHOWN]]
    more = [f"{len(calls) - SHOWN} more"] if len(calls) > SHOWN else []
    return ", ".join(names + more) or "no tool"


def between(least: int | None, most: int | None) -> str:
    """The range in words."""
    if most is None:
        return f"at least {least or 0}"
    return f"at most {most}" if least is None else f"{least} to {most}"


def within(count: int, least: int | None, most: int | None) -> bool:
    return (least is None or count >= least) and (most is None or count <= most)


def range_fault(value: Any) -> str | None:
    """What is wrong with a mapping's `min` and `max`, if anything."""
    least, most = value.get("min"), value.get("max")
    if any(limit is not None and limit < 0 for limit in (least, most)):
        return "`min` and `max` must be 0 or more"
    return f"`min` {least} is above `max` {most}" if None not in (least, most) and least > most else None
