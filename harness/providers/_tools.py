"""Tools as each vendor takes them: their schemas, which of them must be called, and whether several may be at once.

`tool_choice` is auto, none, required or a tool's name. What a vendor does not hold a model to is a loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.exchange import Request, Tool
from harness.providers._answer import WirePlan
from harness.providers._params import CHOICE, PARALLEL, Settled
from harness.providers._rules import SCHEMA, losses_of
from harness.providers._schemas import for_anthropic, is_object, is_recursive, is_strict

_NONE = {"type": "object", "properties": {}}
_MOST_STRICT = 20
"""Anthropic refuses more strict tools in one request."""


def for_openai(request: Request, plan: WirePlan, settled: Settled) -> dict[str, Any]:
    """The part of a body of Chat Completions or of the Responses API that is about tools."""
    choice, parallel = settled.params.pop(CHOICE, None), settled.params.pop(PARALLEL, None)
    if not offered(request, choice):
        return {}
    body: dict[str, Any] = {"tools": [_openai(tool, plan, settled) for tool in request.tools]}
    if choice in ("none", "required"):
        body["tool_choice"] = choice
    elif choice not in (None, "auto"):
        named = {"name": choice}
        body["tool_choice"] = {"type": "function"} | (named if plan.dialect == "responses" else {"function": named})
    if parallel is not None:
        body["parallel_tool_calls"] = parallel
    return body


def for_messages(request: Request, plan: WirePlan, settled: Settled) -> dict[str, Any]:
    """The part of a body of the Messages API that is about tools."""
    choice, parallel = settled.params.pop(CHOICE, None), settled.params.pop(PARALLEL, None)
    if not offered(request, choice):
        return {}
    enforces = len(request.tools) <= _MOST_STRICT and SCHEMA not in losses_of(plan.dialect, plan.known_as, {})
    body: dict[str, Any] = {"tools": [_anthropic(tool, settled, enforces=enforces) for tool in request.tools]}
    wanted: dict[str, Any] = {}
    if choice in ("none", "required"):
        wanted = {"type": {"none": "none", "required": "any"}[choice]}
    elif choice not in (None, "auto"):
        wanted = {"type": "tool", "name": choice}
    if parallel is False and choice != "none":
        wanted = {"type": "auto", **wanted, "disable_parallel_tool_use": True}
    return body | ({"tool_choice": wanted} if wanted else {})


def offered(request: Request, choice: object) -> bool:
    """Whether tools are sent; with `none` only where the conversation has called some, which vendors then insist on."""
    return bool(request.tools) and (choice != "none" or any(message.tool_calls for message in request.messages))


def _openai(tool: Tool, plan: WirePlan, settled: Settled) -> dict[str, Any]:
    """In the Responses API `strict` would be on if it were left out."""
    parameters = dict(tool.parameters)
    strict = is_strict(parameters or _NONE)
    if parameters and not strict and plan.dialect != "compatible":
        why = "arguments are held to a schema only if every object in it requires all its properties and no others"
        settled.lose(f"tools.{tool.name}.parameters", f"sent, but {why}")
    function: dict[str, Any] = {"name": tool.name, "description": tool.description, "parameters": parameters}
    if plan.dialect == "responses":
        described = {name: value for name, value in function.items() if value} | {"parameters": parameters or _NONE}
        return {"type": "function", **described, "strict": strict}
    described = {name: value for name, value in function.items() if value}
    if strict and parameters and plan.dialect == "chat":
        described["strict"] = True
    return {"type": "function", "function": described}


def _anthropic(tool: Tool, settled: Settled, *, enforces: bool) -> dict[str, Any]:
    schema = dict(tool.parameters) or _NONE
    described = {"description": tool.description} if tool.description else {}
    body = {"name": tool.name, **described, "input_schema": schema}
    lost = _unenforced(schema) if tool.parameters else []
    if lost and enforces:
        settled.lose(f"tools.{tool.name}.parameters", f"sent, but not enforced: {', '.join(lost)}")
    return body | ({"strict": True} if enforces and tool.parameters and not lost else {})


def _unenforced(schema: Mapping[str, Any]) -> list[str]:
    """What of the schema Anthropic does not hold arguments to."""
    if not is_object(schema) or is_recursive(schema):
        return ["a schema without an object at its root, or with recursion"]
    closed, lost = for_anthropic(schema)
    return lost or ([] if closed == schema else ["objects that allow other properties"])
