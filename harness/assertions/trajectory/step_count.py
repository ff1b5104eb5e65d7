"""The workflow took so many calls of the model, or of tools.

- trajectory:step-count: {max: 4}
- trajectory:step-count: {type: tool, min: 1, max: 3}
- trajectory:step-count: {pattern: "find_*", max: 1}

Without more, calls of the model are counted: a workflow that calls two tools one after the other takes three. With
`type: tool`, or the name or pattern of one, calls of tools are.
"""

from __future__ import annotations

from typing import Any, Literal

from harness.assertions._text import binary_score
from harness.assertions._trajectory import Named, between, fits, names_of, pattern_of, range_fault, within
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


class Count(Named, total=False):
    """How many calls, and which of them."""

    type: Literal["tool", "message"]
    min: int
    max: int


def validate(value: Any) -> str | None:
    if value.get("min") is None and value.get("max") is None:
        return "it needs `min` or `max`"
    if value.get("type") == "message" and pattern_of(value):
        return "calls of the model have no name; leave out `type: message` to count calls of the tool"
    return range_fault(value)


def check(subject: Subject, value: Count) -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    least, most = value.get("min"), value.get("max")
    count, what = _count(subject, value)
    return binary_score(within(count, least, most), f"{count} {what}, {between(least, most)} asked for")


def _count(subject: Subject, value: Count) -> tuple[int, str]:
    pattern = pattern_of(value)
    if not pattern and value.get("type") != "tool":
        return sum(step.calls for step in subject.steps) or 1, "calls of the model"
    calls = [call for call in subject.tool_calls if not pattern or fits(call, pattern)]
    return len(calls), f"calls of tools ({names_of(calls)})"
