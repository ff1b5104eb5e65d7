"""The model stopped for this reason.

- finish-reason: stop

`stop` (it was done), `stop_sequence`, `length` (it was cut at the limit), `tool` (it calls a tool), `refusal`,
`filter`, `context` or `pause`. Vendors' own words (`end_turn`, `max_tokens`, `tool_calls`, `content_filter` …) mean
the same.
"""

from __future__ import annotations

from typing import Any, get_args

from harness.assertions._text import binary_score
from harness.errors import CheckError
from harness.model.exchange import StopReason
from harness.model.result import Score
from harness.protocols import Subject

REASONS: tuple[str, ...] = get_args(StopReason)
SAME = {
    "end_turn": "stop",
    "completed": "stop",
    "max_tokens": "length",
    "max_output_tokens": "length",
    "tool_calls": "tool",
    "tool_use": "tool",
    "function_call": "tool",
    "content_filter": "filter",
    "pause_turn": "pause",
    "model_context_window_exceeded": "context",
}


def validate(value: Any) -> str | None:
    if neutral(value) in REASONS:
        return None
    return f"{value!r} is no reason to stop; one of: {', '.join((*REASONS, *SAME))}"


def check(subject: Subject, value: str) -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    if subject.response is None:
        raise CheckError("the vendor did not supply a reason for stopping")
    wanted, actual = neutral(value), subject.response.stop_reason
    return binary_score(wanted == actual, f"stopped for {actual!r}, {value!r} asked for")


def neutral(word: str) -> str:
    """Our word for a vendor's reason to stop; what is not known comes back in lower case."""
    return SAME.get(word.lower(), word.lower())
