"""One call of a tool has these arguments.

- trajectory:tool-args-match: {name: find_order, args: {order: A-17}}
- trajectory:tool-args-match: {pattern: "find*", args: {order: A-1}, mode: exact, defaults: {limit: 5}, ignore: "*_id"}

`partial`, the default, lets the call have further arguments, also inside of objects; `exact` does not. An argument that
equals its value in `defaults` may be given or not; those whose names fit `ignore` do not count. Values are compared as
JSON: 1 is 1.0, but not "1".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from harness.assertions._json import same
from harness.assertions._text import binary_score
from harness.assertions._trajectory import Named, fits, names_of, pattern_of
from harness.errors import CheckError
from harness.model.exchange import ToolCall
from harness.model.result import Score
from harness.protocols import Subject

SHOWN = 200


class Arguments(Named, total=False):
    """The tool, and what it is to be called with; `arguments` is another word for `args`."""

    args: dict[str, Any]
    arguments: dict[str, Any]
    mode: Literal["partial", "exact"]
    defaults: dict[str, Any]
    ignore: str | list[str]


def validate(value: Any) -> str | None:
    if not pattern_of(value):
        return "it needs `name` or `pattern`"
    return None if "args" in value or "arguments" in value else "it needs `args`"


def check(subject: Subject, value: Arguments) -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    pattern, wanted = pattern_of(value), value.get("args", value.get("arguments", {}))
    calls = [call for call in subject.tool_calls if fits(call, pattern)]
    if not calls:
        return binary_score(passed=False, fact=f"{pattern} was not called; called: {names_of(subject.tool_calls)}")
    matching = next((call for call in calls if _matches(call, wanted, value)), None)
    if matching is not None:
        return binary_score(passed=True, fact=f"{matching.name} was called with {_shown(matching.arguments)}")
    actual = "; ".join(_shown(call.arguments) for call in calls[:3])
    return binary_score(passed=False, fact=f"{pattern} was called with {actual}; asked for {_shown(wanted)}")


def _matches(call: ToolCall, wanted: Mapping[str, Any], value: Arguments) -> bool:
    ignored = value.get("ignore", [])
    patterns = [ignored] if isinstance(ignored, str) else ignored
    defaults = value.get("defaults", {})
    given = {
        name: argument
        for name, argument in _without(call.arguments, patterns).items()
        if name not in defaults or not same(argument, defaults[name])
    }
    expected = _without(wanted, patterns)
    return same(given, expected) if value.get("mode") == "exact" else _holds(given, expected)


def _without(arguments: Mapping[str, Any], patterns: list[str]) -> dict[str, Any]:
    return {
        name: value
        for name, value in arguments.items()
        if not any(
            name == pattern or (("*" in pattern or "?" in pattern) and fits(ToolCall(name), pattern))
            for pattern in patterns
        )
    }


def _holds(actual: Any, expected: Any) -> bool:
    """Whether everything expected is there; lists must be whole."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            name in actual and _holds(actual[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(_holds, actual, expected))
    return same(actual, expected)


def _shown(arguments: Any) -> str:
    text = json.dumps(arguments, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
