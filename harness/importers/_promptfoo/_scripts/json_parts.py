"""What a script asks of a part of the answer's JSON, as a JSON Schema or as a check of tool calls."""

from __future__ import annotations

import re
from typing import Any

from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.subject import PARSED, AnswerPart

_NAMES = (("function", "name"), ("name",), ("functionCall", "name"), ("toolUse", "name"))
_ARGUMENTS = (("function", "arguments", PARSED), ("arguments", PARSED), ("functionCall", "args"), ("input",))
_BOUNDS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}


def part_check(subject: AnswerPart, schema: dict[str, Any]) -> dict[str, Any]:
    """The assertion that a part of the answer fits a schema; of a list of tool calls, that such a call was made."""
    path = subject.path
    if path and isinstance(path[0], int) and path[1:] in _NAMES and isinstance(schema.get("const"), str):
        return {"type": "trajectory:tool-used", "value": schema["const"]}
    if path and isinstance(path[0], int) and "const" in schema:
        for way in _ARGUMENTS:
            inner = path[1 + len(way) :]
            if path[1 : 1 + len(way)] == way and inner:
                arguments = _nested(inner, schema["const"])
                return {"type": "trajectory:tool-args-match", "value": {"pattern": "*", "args": arguments}}
    if PARSED in path:
        raise NotUnderstood("JSON in a text inside of JSON")
    return {"type": "is-json", "value": schema_at(path, schema)}


def _nested(path: tuple[str | int, ...], value: Any) -> Any:
    for key in reversed(path):
        if not isinstance(key, str) or key == PARSED:
            raise NotUnderstood("a part of a tool's arguments")
        value = {key: value}
    return value


def schema_at(path: tuple[str | int, ...], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a whole whose part at `path` is there and fits `schema`."""
    for key in reversed(path):
        if isinstance(key, int):
            if key < 0:
                raise NotUnderstood("a place counted from the end")
            schema = {"type": "array", "minItems": key + 1, "prefixItems": [*[{}] * key, schema]}
        else:
            schema = {"type": "object", "required": [key], "properties": {key: schema}}
    return schema


def part_schema(subject: AnswerPart, relation: str, value: Any, *, negated: bool = False) -> dict[str, Any]:
    """The schema of a part that stands in this relation to a value: `==`, `<`, `contains`, `starts-with` …"""
    schema = _affirmed(subject, relation.replace("!=", "=="), value)
    return {"not": schema} if negated != (relation == "!=") else schema


def _affirmed(subject: AnswerPart, relation: str, value: Any) -> dict[str, Any]:
    if relation in _BOUNDS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotUnderstood("a comparison with something that is no number")
        return {"type": "number", _BOUNDS[relation]: value}
    if relation == "==":
        if not subject.case and not subject.trimmed:
            return {"const": value}
        return {"type": "string", "pattern": f"{_flags(subject)}^{_space(subject)}{_literal(value)}{_space(subject)}$"}
    if relation == "contains":
        listed = {"type": "array", "contains": {"const": value}}
        if not isinstance(value, str) or "{{" in value:
            if isinstance(value, str):
                raise NotUnderstood("a variable in a pattern")
            return listed
        text = {"type": "string", "pattern": f"{_flags(subject)}{_literal(value)}"}
        return text if subject.case else {"anyOf": [text, listed]}
    pattern = (
        f"^{_space(subject)}{_literal(value)}" if relation == "starts-with" else f"{_literal(value)}{_space(subject)}$"
    )
    return {"type": "string", "pattern": f"{_flags(subject)}{pattern}"}


def _flags(subject: AnswerPart) -> str:
    return "(?i)" if subject.case else ""


def _space(subject: AnswerPart) -> str:
    return r"\s*" if subject.trimmed else ""


def _literal(value: Any) -> str:
    if not isinstance(value, str) or "{{" in value:
        raise NotUnderstood("a variable in a pattern")
    return re.sub(r"([^\w\s])", lambda sign: f"\\{sign.group()}" if sign.group().isascii() else sign.group(), value)
