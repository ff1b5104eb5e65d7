"""The workflow called these tools, in any order.

- trajectory:tool-used: find_order
- trajectory:tool-used: [find_order, "track_*"]
- trajectory:tool-used: {name: find_order, min: 1, max: 2}

Names are patterns (`*`, `?`, case does not matter). A list asks for each of them at least once, a mapping for so many
calls, `min` (1) to `max`. `not-` in front of a name or a list forbids every one of them.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._text import binary_score
from harness.assertions._trajectory import Named, between, fits, names_of, pattern_of, range_fault, within
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


class Counted(Named, total=False):
    """How often a tool is to be called."""

    min: int
    max: int


Wanted = str | list[str] | Counted


def validate(value: Any) -> str | None:
    if isinstance(value, dict):
        return range_fault(value) if pattern_of(value) else "a mapping needs `name` or `pattern`"
    return None if value and all([value] if isinstance(value, str) else value) else "the name of a tool is missing"


def check(subject: Subject, value: Wanted) -> Score:
    if isinstance(value, dict):
        return _counted(subject, value)
    wanted = _patterns(value)
    missing = [pattern for pattern in wanted if not _used(subject, pattern)]
    fact = f"{', '.join(missing)} was not called" if missing else f"{', '.join(wanted)} was called"
    return binary_score(not missing, f"{fact}; called: {names_of(subject.tool_calls)}")


def check_not(subject: Subject, value: Wanted) -> Score:
    if isinstance(value, dict):
        counted = _counted(subject, value)
        return binary_score(not counted.passed, counted.reason)
    forbidden = [pattern for pattern in _patterns(value) if _used(subject, pattern)]
    fact = f"{', '.join(forbidden)} was called" if forbidden else "none of the forbidden tools was called"
    return binary_score(not forbidden, f"{fact}; called: {names_of(subject.tool_calls)}")


def _counted(subject: Subject, value: Counted) -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    pattern, least, most = pattern_of(value), value.get("min", 1), value.get("max")
    count = sum(fits(call, pattern) for call in subject.tool_calls)
    return binary_score(
        within(count, least, most),
        f"calls of {pattern}: {count}, {between(least, most)} asked for; called: {names_of(subject.tool_calls)}",
    )


def _patterns(value: str | list[str]) -> list[str]:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    return [value] if isinstance(value, str) else value


def _used(subject: Subject, pattern: str) -> bool:
    return any(fits(call, pattern) for call in subject.tool_calls)
