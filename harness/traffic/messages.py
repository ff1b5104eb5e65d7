"""A request to Anthropic's Messages API, as an application wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.model.exchange import Message, ToolCall
from harness.traffic.call import RequestReading, TrafficQuestion, UnreadableRequest
from harness.traffic.parts import arguments_of, functions, mappings, output_of, text_of

_PARAMS = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_tokens",
    "stop_sequences": "stop",
}  # fmt: skip
_KNOWN = (*_PARAMS, "messages", "system", "tools", "tool_choice", "output_config", "output_format")
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


def question(body: Mapping[str, Any]) -> TrafficQuestion:
    """Raises Unreadable."""
    reading = RequestReading(body)
    messages = [Message("system", system)] if (system := text_of(body.get("system"), reading, 0)) else []
    for raw in mappings(body.get("messages"), "messages"):
        messages += _turns(raw, len(messages), reading)
    tools = functions(body.get("tools"), reading, "input_schema")
    reading.take(_PARAMS)
    _choose(body.get("tool_choice"), reading, offered=bool(tools))
    config = body.get("output_config")
    config = config if isinstance(config, Mapping) else {}
    if config.get("effort"):
        reading.params["reasoning_effort"] = config["effort"]
    thinking = body.get("thinking")
    off = isinstance(thinking, Mapping) and thinking.get("type") == "disabled"
    reading.leave((*_KNOWN, *(["thinking"] if off else [])))
    return reading.question(
        messages, tools=tools, output=output_of(config.get("format") or body.get("output_format"), reading)
    )


def _choose(choice: Any, reading: RequestReading, *, offered: bool) -> None:
    if not isinstance(choice, Mapping) or not offered:
        return
    chosen = choice.get("name") if choice.get("type") == "tool" else _CHOICES.get(str(choice.get("type")))
    if chosen:
        reading.params["tool_choice"] = chosen
    if choice.get("disable_parallel_tool_use") is True:
        reading.params["parallel_tool_calls"] = False


def _turns(raw: Mapping[str, Any], first: int, reading: RequestReading) -> Iterator[Message]:
    """Results of tools are turns of their own; what the user says beside them comes after."""
    role, content = raw.get("role"), raw.get("content")
    if role not in ("user", "assistant"):
        raise UnreadableRequest(f"there is no role {str(role)[:40]!r}")
    blocks = mappings(content, "content") if isinstance(content, list) else []
    # In Messages a result is a block of the user's turn; everywhere else, and in a suite, it is a turn of its own.
    results = [block for block in blocks if block.get("type") == "tool_result"]
    for number, block in enumerate(results):
        if block.get("is_error"):
            reading.lose("is_error", "that a tool failed is said in its text only")
        text = text_of(block.get("content"), reading, first + number)
        yield Message("tool", text, tool_call_id=str(block.get("tool_use_id") or ""))
    calls = tuple(
        ToolCall(str(block.get("name")), arguments_of(block.get("input")), str(block.get("id") or ""))
        for block in blocks
        if block.get("type") == "tool_use"
    )
    apart = ("tool_result", "tool_use")
    rest = [block for block in blocks if block.get("type") not in apart] if blocks else content
    before = len(reading.files)
    text = text_of(rest, reading, first + len(results))
    if text or calls or len(reading.files) > before or not results:
        yield Message("assistant" if role == "assistant" else "user", text, calls)
