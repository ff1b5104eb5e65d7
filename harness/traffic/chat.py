"""A request to OpenAI's Chat Completions, as an application wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from harness.model.exchange import Message, Role, ToolCall
from harness.traffic.call import RequestReading, TrafficQuestion, UnreadableRequest
from harness.traffic.parts import arguments_of, choice_of, functions, mappings, output_of, text_of

_PARAMS = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens", "stop": "stop", "seed": "seed", "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty", "reasoning_effort": "reasoning_effort",
    "parallel_tool_calls": "parallel_tool_calls",
}  # fmt: skip
_ROLES: Mapping[str, Role] = {"developer": "system", "function": "tool"}
_KNOWN = (*_PARAMS, "messages", "tools", "tool_choice", "response_format", "functions", "function_call")


def question(body: Mapping[str, Any]) -> TrafficQuestion:
    """Raises Unreadable."""
    reading = RequestReading(body)
    messages = [_message(raw, number, reading) for number, raw in enumerate(mappings(body.get("messages"), "messages"))]
    tools = functions(body.get("tools") or body.get("functions"), reading)
    reading.take(_PARAMS)
    if tools and (chosen := choice_of(body.get("tool_choice") or body.get("function_call"))):
        reading.params["tool_choice"] = chosen
    if body.get("n") not in (None, 1):
        reading.lose("n", "only the first of several choices is kept; `samples` asks several times")
    reading.leave((*_KNOWN, "n"))
    return reading.question(messages, tools=tools, output=output_of(body.get("response_format"), reading))


def _message(raw: Mapping[str, Any], number: int, reading: RequestReading) -> Message:
    given = str(raw.get("role"))
    role = _ROLES.get(given, cast("Role", given))
    if role not in ("system", "user", "assistant", "tool"):
        raise UnreadableRequest(f"there is no role {given[:40]!r}")
    if raw.get("name") and role != "tool":
        reading.lose("name", "who of several speaks is not said in a suite")
    calls = [
        ToolCall(str(function.get("name")), arguments_of(function.get("arguments")), str(call.get("id") or ""))
        for call in _calls(raw)
        if isinstance(function := call.get("function"), Mapping)
    ]
    text = text_of(raw.get("content"), reading, number) or str(raw.get("refusal") or "")
    identity = str(raw.get("tool_call_id") or "") if role == "tool" else ""
    return Message(role, text, tuple(calls) if role == "assistant" else (), identity)


def _calls(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    old = raw.get("function_call")
    return [*mappings(raw.get("tool_calls") or [], "tool_calls"), *([{"function": old}] if old else [])]
