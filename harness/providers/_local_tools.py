"""Tool calls in a local model's text.

Two forms are known: `<tool_call>{…}</tool_call>` (Hermes, Qwen, Granite and many others), and an answer that is nothing
but the call's JSON (Llama 3, and Mistral once its mark is gone). A call that is no JSON or that names a tool nobody
offered stays text: that is what the model said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from harness.model.exchange import Tool, ToolCall

_BLOCK = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)


def read_calls(text: str, tools: Iterable[Tool]) -> tuple[str, tuple[ToolCall, ...]]:
    """The text without its calls, and the calls."""
    offered = {tool.name for tool in tools}
    if not offered:
        return text, ()
    blocks = _BLOCK.findall(text)
    if not blocks:
        calls = _calls(text.removeprefix("<|python_tag|>"), offered)
        return ("", _numbered(calls)) if calls else (text, ())
    called = [_calls(block, offered) for block in blocks]
    if not all(called):
        return text, ()
    return _BLOCK.sub("", text).strip(), _numbered(call for calls in called for call in calls)


def _calls(text: str, offered: set[str]) -> list[ToolCall]:
    """The calls of a JSON object or of a list of them; none unless all are calls of an offered tool."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    calls = [_call(item) for item in (data if isinstance(data, list) else [data])]
    offered_calls = [call for call in calls if call is not None and call.name in offered]
    return offered_calls if len(offered_calls) == len(calls) else []


def _call(data: Any) -> ToolCall | None:
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return None
    arguments = data.get("arguments", data.get("parameters"))
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            return None
    return ToolCall(data["name"], arguments) if isinstance(arguments, dict) else None


def _numbered(calls: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
    return tuple(ToolCall(call.name, call.arguments, f"call_{n}") for n, call in enumerate(calls, 1))
