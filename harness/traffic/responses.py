"""A request to OpenAI's Responses API, as an application wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from harness.model.exchange import Message, Role, ToolCall
from harness.traffic.call import RequestReading, TrafficQuestion, UnreadableRequest
from harness.traffic.parts import arguments_of, choice_of, functions, mappings, output_of, text_of

_PARAMS = {
    "temperature": "temperature", "top_p": "top_p", "max_output_tokens": "max_tokens",
    "parallel_tool_calls": "parallel_tool_calls",
}  # fmt: skip
_KNOWN = (*_PARAMS, "input", "instructions", "tools", "tool_choice", "text", "reasoning", "previous_response_id")


def question(body: Mapping[str, Any]) -> TrafficQuestion:
    """Raises Unreadable."""
    reading = RequestReading(body)
    messages = _messages(body, reading)
    tools = functions(body.get("tools"), reading)
    reading.take(_PARAMS)
    if tools and (chosen := choice_of(body.get("tool_choice"))):
        reading.params["tool_choice"] = chosen
    for name, inner in (("reasoning", "effort"), ("text", "format")):
        _leave_inside(body.get(name), name, inner, reading)
    effort = body["reasoning"].get("effort") if isinstance(body.get("reasoning"), Mapping) else None
    if effort:
        reading.params["reasoning_effort"] = effort
    reading.leave(_KNOWN)
    form = body["text"].get("format") if isinstance(body.get("text"), Mapping) else None
    follows = str(body.get("previous_response_id") or "")
    return reading.question(messages, tools=tools, output=output_of(form, reading), follows=follows)


def _leave_inside(value: Any, name: str, kept: str, reading: RequestReading) -> None:
    for key in value if isinstance(value, Mapping) else ():
        if key not in (kept, "summary", "generate_summary") and value[key] is not None:
            reading.lose(f"{name}.{key}", "a suite has no such parameter")


def _messages(body: Mapping[str, Any], reading: RequestReading) -> list[Message]:
    instructions, given = body.get("instructions"), body.get("input")
    messages = [Message("system", instructions)] if isinstance(instructions, str) and instructions else []
    if body.get("prompt"):
        raise UnreadableRequest("its prompt is kept at the vendor (`prompt`)")
    if isinstance(given, str):
        return [*messages, Message("user", given)]
    for item in mappings(given, "input"):
        _add(item, messages, reading)
    return messages


def _add(item: Mapping[str, Any], messages: list[Message], reading: RequestReading) -> None:
    kind = item.get("type", "message")
    if kind == "message":
        role: Role = "system" if item.get("role") == "developer" else cast("Role", str(item.get("role")))
        if role not in ("system", "user", "assistant"):
            raise UnreadableRequest(f"there is no role {str(role)[:40]!r}")
        messages.append(Message(role, text_of(item.get("content"), reading, len(messages))))
    elif kind == "function_call":
        call = ToolCall(str(item.get("name")), arguments_of(item.get("arguments")), str(item.get("call_id") or ""))
        last = messages[-1] if messages and messages[-1].role == "assistant" else None
        # One turn says something and calls tools; the API lists them apart.
        messages[-1 if last else len(messages) :] = [
            replace(last, tool_calls=(*last.tool_calls, call)) if last else Message("assistant", "", (call,))
        ]
    elif kind == "function_call_output":
        text = text_of(item.get("output"), reading, len(messages))
        messages.append(Message("tool", text, tool_call_id=str(item.get("call_id") or "")))
    elif kind == "reasoning":
        reading.lose("reasoning", "hidden reasoning is one vendor's own and is not given to another")
    elif kind == "item_reference":
        raise UnreadableRequest("a part of its conversation is kept at the vendor (`item_reference`)")
    else:
        reading.lose(f"input: {kind}", "a suite has messages and calls of functions only")
