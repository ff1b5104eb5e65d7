"""Calls of tools that an answer writes out as text instead of making them: in any vendor's JSON, or as Python.

Whoever compares, counts or takes up such calls reads them here. Whether they are what one vendor's form demands, and
why not, is the business of the assertions `is-valid-…`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from harness import strictjson
from harness.model.exchange import Tool, ToolCall
from harness.reading.fences import blocks, unfenced

LONGEST = 200_000
"""Characters of text that are read as calls."""
MOST = 64
MOST_VALUES = 200
"""Values that are looked for in a text around them."""
_ARGUMENTS = ("arguments", "parameters", "input", "args")
_BLOCK = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
_BEGIN = re.compile(r"(?m)^[ \t]*([\[{])")
_DECODER = json.JSONDecoder(parse_int=strictjson.integer)


def read(text: str) -> list[ToolCall] | None:
    """The calls a text is, fenced or not, below which notes may stand; None if it is no list of calls."""
    text = text[:LONGEST]
    inner = unfenced(text)[0]
    before_notes = inner.partition("\n\n")[0].strip()
    for candidate in dict.fromkeys([inner, *(code.strip() for _, code in blocks(text)), before_notes]):
        calls = _from_json(candidate)
        calls = _from_python(candidate) if calls is None else calls
        if calls is not None:
            return calls[:MOST]
    return None


def taken_up(text: str, tools: Iterable[Tool]) -> tuple[str, tuple[ToolCall, ...]]:
    """What a local model's text says and what it calls: the text without its calls, and the calls, numbered.

    Two forms are known: `<tool_call>{…}</tool_call>` (Hermes, Qwen, Granite and many others), and an answer that is
    nothing but the call's JSON (Llama 3, and Mistral once its mark is gone). A call that is no JSON, has a key twice or
    names a tool nobody offered stays text: that is what the model said.
    """
    offered = {tool.name for tool in tools}
    if not offered:
        return text, ()
    inside = _BLOCK.findall(text)
    called = [_offered_calls(block, offered) for block in inside or [text.removeprefix("<|python_tag|>")]]
    if not all(called):
        return text, ()
    numbered = enumerate((call for calls in called for call in calls), 1)
    return (
        _BLOCK.sub("", text).strip() if inside else "",
        tuple(ToolCall(call.name, call.arguments, f"call_{number}") for number, call in numbered),
    )


def names_called(text: str) -> set[str]:
    """The tools that are called, in JSON that is all of the text or begins on a line of it."""
    text = text[:LONGEST]
    try:
        values: Iterable[Any] = [_DECODER.decode(text)]
    except (ValueError, RecursionError):
        values = _values_inside(text)
    return {name for value in values for name in _names(value)}


def _from_json(text: str) -> list[ToolCall] | None:
    try:
        value = _loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list):
        value = value["tool_calls"]
    calls: list[ToolCall] = []
    for item in value if isinstance(value, list) else [value]:
        more = _from_python(item) if isinstance(item, str) else _from_object(item)
        if more is None:
            return None
        calls.extend(more)
    return calls


def _loads(text: str) -> Any:
    """Of a key that stands several times all values are kept: none of them is the argument."""
    return json.loads(text, object_pairs_hook=strictjson.with_repeated)


def _from_object(item: Any) -> list[ToolCall] | None:
    """`{name, arguments}`, or `{name: arguments, …}`."""
    if not isinstance(item, dict) or not item:
        return None
    item = item["function"] if isinstance(item.get("function"), dict) else item
    if isinstance(item.get("name"), str) and any(key in item for key in _ARGUMENTS):
        call = _named(item)
        return None if call is None else [call]
    by_name = {name: _arguments(value) for name, value in item.items()}
    calls = [ToolCall(name, arguments) for name, arguments in by_name.items() if arguments is not None]
    return calls if len(calls) == len(by_name) else None


def _offered_calls(text: str, offered: set[str]) -> list[ToolCall]:
    """The calls of a JSON object or of a list of them; none unless all are calls of an offered tool."""
    try:
        value = _loads(text)
    except (ValueError, RecursionError):
        return []
    calls = [_named(item) for item in (value if isinstance(value, list) else [value])]
    known = [call for call in calls if call is not None and call.name in offered]
    is_clear = len(known) == len(calls) and not any(strictjson.has_repeated(call.arguments) for call in known)
    return known if is_clear else []


def _named(item: Any) -> ToolCall | None:
    """A call written `{name, arguments}`; None where it is not, or where the arguments are no object."""
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return None
    arguments = next((_arguments(item[key]) for key in _ARGUMENTS if key in item), None)
    return None if arguments is None else ToolCall(item["name"], arguments)


def _arguments(value: Any) -> dict[str, Any] | None:
    """Arguments as an object, or as the JSON text of one."""
    if isinstance(value, str):
        try:
            value = _loads(value) if value.strip() else {}
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _from_python(text: str) -> list[ToolCall] | None:
    try:
        body = ast.parse(text.strip(), mode="exec").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls: list[ToolCall] = []
    for statement in body:
        more = _from_node(statement.value) if isinstance(statement, ast.Expr) else None
        if more is None:
            return None
        calls.extend(more)
    return calls or None


def _from_node(node: ast.expr) -> list[ToolCall] | None:
    if isinstance(node, ast.List | ast.Tuple):
        parts = [_from_node(element) for element in node.elts]
        return [call for part in parts for call in part or ()] if all(part is not None for part in parts) else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _from_python(node.value)
    if not isinstance(node, ast.Call):
        return None
    given = {str(index): _literal(argument) for index, argument in enumerate(node.args)}
    given |= {keyword.arg or "**": _literal(keyword.value) for keyword in node.keywords}
    return [ToolCall(ast.unparse(node.func), given)]


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, RecursionError, TypeError, MemoryError):
        written = ast.unparse(node)
        return {"true": True, "false": False, "null": None, "none": None}.get(written, written)


def _values_inside(text: str) -> Iterator[Any]:
    """JSON objects and lists that begin a line, as vendors write calls below some text."""
    end = 0
    for start in islice(_BEGIN.finditer(text), MOST_VALUES):
        # Inside a value that has been read already.
        if start.start(1) < end:
            continue
        try:
            value, end = _DECODER.raw_decode(text, start.start(1))
            yield value
        except (ValueError, RecursionError):
            continue


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _name_of(item)
    elif isinstance(value, dict):
        listed = value.get("tool_calls") or _inside(value, "toolCall", "functionCalls")
        if isinstance(listed, list):
            yield from _names(listed)
        elif value.get("type") in ("tool_use", "function_call") or not {"function", "functionCall"}.isdisjoint(value):
            yield from _name_of(value)


def _name_of(item: Any) -> Iterator[str]:
    """OpenAI's `{function: {name}}`, Google's `{functionCall: {name}}`, or `{name}`, as Anthropic writes it."""
    if isinstance(item, dict):
        name = _inside(item, "functionCall", "name") or _inside(item, "function", "name") or item.get("name")
        if isinstance(name, str):
            yield name


def _inside(value: dict[str, Any], key: str, inner: str) -> Any:
    nested = value.get(key)
    return nested.get(inner) if isinstance(nested, dict) else None
