"""The workflow called these tools in this order.

- trajectory:tool-sequence: [find_order, track_parcel]
- trajectory:tool-sequence: {mode: exact, steps: [find_order, "track_*"]}

`in_order`, the default, lets other calls stand between; `exact` allows no others. A step is a name or a mapping with
`name` or `pattern`; names are patterns (`*`, `?`, case does not matter).
"""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from harness.assertions._text import binary_score
from harness.assertions._trajectory import Named, fits, names_of, pattern_of
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject

Steps = list[str | Named]


class Sequence(TypedDict, total=False):
    """The calls wanted, and whether others may stand between them."""

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    mode: Literal["exact", "in_order"]
    steps: Steps


def validate(value: Any) -> str | None:
    steps = value.get("steps") if isinstance(value, dict) else value
    if not steps:
        return "the list of steps is empty"
    nameless = next((number for number, step in enumerate(steps, 1) if not pattern_of(step)), None)
    return f"step {nameless} has neither `name` nor `pattern`" if nameless else None


def check(subject: Subject, value: Steps | Sequence) -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    exact = isinstance(value, dict) and value.get("mode") == "exact"
    wanted = list(map(pattern_of, value.get("steps", []) if isinstance(value, dict) else value))
    passed = _is(subject, wanted) if exact else _next_missing(subject, wanted) is None
    asked = f"{'exactly' if exact else 'in order'}: {', '.join(wanted)}"
    return binary_score(passed, f"called: {names_of(subject.tool_calls)}; asked for {asked}")


def _is(subject: Subject, wanted: list[str]) -> bool:
    calls = subject.tool_calls
    return len(calls) == len(wanted) and all(map(fits, calls, wanted))


def _next_missing(subject: Subject, wanted: list[str]) -> str | None:
    """The first pattern that no call fits after those before it."""
    calls = iter(subject.tool_calls)
    return next((pattern for pattern in wanted if not any(fits(call, pattern) for call in calls)), None)
