"""Answers in the vendors' shapes, whole and streamed, written by hand from their documentation.

`whole(wire, said)` is the JSON object, `events(wire, said)` the bytes of the stream. `wire` is "chat", "responses" or
"messages".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

WireName = Literal["chat", "responses", "messages"]
WIRES: tuple[WireName, ...] = ("chat", "responses", "messages")
_LENGTH = {"chat": "length", "responses": "max_output_tokens", "messages": "max_tokens"}


@dataclass(frozen=True)
class Said:
    """What the model says. `finish` is the vendor's own word, or "stop", "length", "tool" for its word for that."""

    text: str = ""
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    finish: str = "stop"
    input_tokens: int = 11
    output_tokens: int = 7
    cached_tokens: int = 0
    model: str = "served-model"


def wire_of(path: str) -> WireName:
    """The wire format a path belongs to."""
    bare = path.partition("?")[0]
    if bare.endswith("/chat/completions"):
        return "chat"
    return "responses" if bare.endswith("/responses") else "messages"


def whole(wire: WireName, said: Said) -> dict[str, Any]:
    return {"chat": _chat, "responses": _responses, "messages": _messages}[wire](said)


def events(wire: WireName, said: Said, *, size: int = 5) -> bytes:
    """The stream, its text in pieces of `size` characters."""
    made = {"chat": _chat_events, "responses": _responses_events, "messages": _messages_events}[wire](said, size)
    return "".join(made).encode("utf-8", "surrogatepass")


def _sliced(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def _event(data: Any, name: str | None = None) -> str:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)}\n\n"


def _chat_finish(said: Said) -> str:
    return {"stop": "stop", "length": "length", "tool": "tool_calls"}.get(said.finish, said.finish)


def _chat_usage(said: Said) -> dict[str, Any]:
    total = said.input_tokens + said.output_tokens
    return {
        "prompt_tokens": said.input_tokens,
        "completion_tokens": said.output_tokens,
        "total_tokens": total,
        "prompt_tokens_details": {"cached_tokens": said.cached_tokens},
    }


def _chat_calls(said: Said) -> list[dict[str, Any]]:
    return [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for number, (name, arguments) in enumerate(said.calls)
    ]


def _chat(said: Said) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.text or None, "refusal": None}
    if said.calls:
        message["tool_calls"] = _chat_calls(said)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": said.model,
        "system_fingerprint": "fp_1",
        "choices": [{"index": 0, "message": message, "finish_reason": _chat_finish(said)}],
        "usage": _chat_usage(said),
    }


def _chat_events(said: Said, size: int) -> Iterator[str]:
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": said.model}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        return _event(about | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    yield chunk({"role": "assistant", "content": ""})
    for piece in _sliced(said.text, size):
        yield chunk({"content": piece})
    for index, call in enumerate(_chat_calls(said)):
        begun = call | {"index": index, "function": {"name": call["function"]["name"], "arguments": ""}}
        yield chunk({"tool_calls": [begun]})
        for piece in _sliced(call["function"]["arguments"], size):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield chunk({}, _chat_finish(said))
    yield _event(about | {"choices": [], "usage": _chat_usage(said)})
    yield _event("[DONE]")


def _responses(said: Said) -> dict[str, Any]:
    output: list[dict[str, Any]] = [
        {
            "type": "function_call",
            "id": f"fc_{number}",
            "call_id": f"call_{number}",
            "name": name,
            "arguments": json.dumps(arguments),
            "status": "completed",
        }
        for number, (name, arguments) in enumerate(said.calls)
    ]
    if said.text:
        part = {"type": "output_text", "text": said.text, "annotations": []}
        output.insert(
            0, {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}
        )
    whole = said.finish in ("stop", "tool")
    reason = _LENGTH["responses"] if said.finish == "length" else said.finish
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": said.model,
        "status": "completed" if whole else "incomplete",
        "error": None,
        "incomplete_details": None if whole else {"reason": reason},
        "output": output,
        "usage": {
            "input_tokens": said.input_tokens,
            "input_tokens_details": {"cached_tokens": said.cached_tokens},
            "output_tokens": said.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": said.input_tokens + said.output_tokens,
        },
    }


def _responses_events(said: Said, size: int) -> Iterator[str]:
    final = _responses(said)
    begun = final | {"status": "in_progress", "output": [], "usage": None}
    number = iter(range(10_000))

    def event(kind: str, **fields: Any) -> str:
        return _event({"type": kind, "sequence_number": next(number)} | fields, kind)

    yield event("response.created", response=begun)
    yield event("response.in_progress", response=begun)
    for index, item in enumerate(final["output"]):
        yield event("response.output_item.added", output_index=index, item={**item, "status": "in_progress"})
        place = {"output_index": index, "item_id": item["id"]}
        if item["type"] == "message":
            for piece in _sliced(said.text, size):
                yield event("response.output_text.delta", **place, content_index=0, delta=piece, logprobs=[])
        else:
            for piece in _sliced(item["arguments"], size):
                yield event("response.function_call_arguments.delta", **place, delta=piece)
        yield event("response.output_item.done", output_index=index, item=item)
    yield event(f"response.{final['status']}", response=final)


def _messages_content(said: Said) -> list[dict[str, Any]]:
    text = [{"type": "text", "text": said.text, "citations": None}] if said.text else []
    return text + [
        {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": arguments}
        for number, (name, arguments) in enumerate(said.calls)
    ]


def _messages(said: Said) -> dict[str, Any]:
    words = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use"}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": said.model,
        "content": _messages_content(said),
        "stop_reason": words.get(said.finish, said.finish),
        "stop_sequence": None,
        "usage": {
            "input_tokens": said.input_tokens - said.cached_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": said.cached_tokens,
            "output_tokens": said.output_tokens,
        },
    }


def _messages_events(said: Said, size: int) -> Iterator[str]:
    final = _messages(said)

    def event(kind: str, **fields: Any) -> str:
        return _event({"type": kind} | fields, kind)

    begun = final | {"content": [], "stop_reason": None, "usage": final["usage"] | {"output_tokens": 1}}
    yield event("message_start", message=begun)
    yield event("ping")
    for index, block in enumerate(final["content"]):
        said_text = block["type"] == "text"
        start = block | ({"text": ""} if said_text else {"input": {}})
        yield event("content_block_start", index=index, content_block=start)
        for piece in _sliced(block["text"] if said_text else json.dumps(block["input"]), size):
            delta = (
                {"type": "text_delta", "text": piece}
                if said_text
                else {"type": "input_json_delta", "partial_json": piece}
            )
            yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)
    delta = {"stop_reason": final["stop_reason"], "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": said.output_tokens})
    yield event("message_stop")
