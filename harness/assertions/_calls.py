"""Calls of tools, as vendors write them, compared with the tools that were declared.

A form is kept to the letter here, and what is wrong is said; `harness.written_calls` reads calls in whatever form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.assertions._json import NotJson, parse
from harness.assertions._schema import complaint
from harness.assertions._text import binary_score
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject

Tools = list[dict[str, Any]] | None
"""OpenAI's `{type: function, function: {…}}`, `{name, parameters}`, or Google's `{functionDeclarations: […]}`."""


@dataclass(frozen=True, slots=True)
class CalledTool:
    name: str
    arguments: Any


class NoToolCall(ValueError):  # noqa: N818 - it is a finding, not a fault
    """Says why something is not a call."""


def calls_fit(calls: Sequence[CalledTool], subject: Subject, declared: Tools) -> Score:
    """Whether each call names a declared tool and gives it arguments of its schema.

    Raises:
        CheckError: no tools are declared.
    """
    schemas = _schemas(subject, declared)
    for call in calls:
        if call.name not in schemas:
            return binary_score(passed=False, fact=f"calls {call.name!r}, which is not declared")
        wrong = complaint(schemas[call.name], call.arguments)
        if wrong:
            return binary_score(passed=False, fact=f"calls {call.name!r} with wrong arguments: {wrong}")
    return binary_score(passed=True, fact=f"calls {', '.join(repr(call.name) for call in calls[:5])} as declared")


def judged(subject: Subject, declared: Tools, written: Callable[[Any], list[CalledTool]]) -> Score:
    """Whether the answer's own calls fit, or, where it has none, those that its JSON spells out in the form that
    `written` reads (or raises NoCall).
    """
    try:
        calls = [CalledTool(call.name, dict(call.arguments)) for call in subject.tool_calls]
        calls = calls or written(parse(subject.text))
    except NotJson as error:
        return binary_score(passed=False, fact=f"does not look like a call: it is not JSON: {error}")
    except NoToolCall as error:
        return binary_score(passed=False, fact=f"does not look like a call: {error}")
    return calls_fit(calls, subject, declared)


def from_openai(part: Any) -> CalledTool:
    """A call as OpenAI writes it, its arguments as text.

    Raises:
        NoCall: it is none.
    """
    if (
        not isinstance(part, dict)
        or not isinstance(part.get("name"), str)
        or not isinstance(part.get("arguments"), str)
    ):
        raise NoToolCall("it is not a call with a name and its arguments as text")
    return CalledTool(part["name"], arguments_of(part["arguments"]))


def arguments_of(raw: Any) -> Any:
    """Raises NoCall if they are text that is not JSON."""
    if not isinstance(raw, str):
        return raw
    try:
        return parse(raw)
    except NotJson as error:
        raise NoToolCall(f"its arguments are not JSON: {error}") from None


def _schemas(subject: Subject, declared: Tools) -> dict[str, Any]:
    offered = [{"name": tool.name, "parameters": dict(tool.parameters)} for tool in subject.tools]
    schemas = {name: parameters for tool in declared or offered for name, parameters in _declarations(tool)}
    if not schemas:
        raise CheckError("no tools are declared", hint="give the suite `tools`, or this check the list of them")
    return schemas


def _declarations(tool: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    inner = tool.get("functionDeclarations") or tool.get("function_declarations") or [tool.get("function", tool)]
    for declaration in inner:
        if isinstance(declaration, dict) and isinstance(declaration.get("name"), str):
            # A tool that declares no parameters takes none: any argument is then one too many.
            parameters = declaration.get("parameters") or {"type": "object", "additionalProperties": False}
            yield declaration["name"], _lower_types(parameters)


def _lower_types(schema: Any) -> Any:
    """Google writes `OBJECT` where JSON Schema writes `object`."""
    if isinstance(schema, list):
        return [_lower_types(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.lower() if key == "type" and isinstance(value, str) else _lower_types(value)
        for key, value in schema.items()
    }
