"""OpenAI's Chat Completions, from the server's side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.model.exchange import Response
from harness.model.wire import Asked, WirePiece
from harness.serving.apis import CALL, call_text, event, mappings, plain_text, tokens_of

_FINISH = {"length": "length", "tool": "tool_calls", "filter": "content_filter", "context": "length"}


def asked(body: Mapping[str, Any]) -> Asked:
    options = body.get("stream_options")
    return Asked(
        model=str(body.get("model") or ""),
        stream=body.get("stream") is True,
        turns=tuple(_turns(body.get("messages"))),
        wants_usage=isinstance(options, Mapping) and options.get("include_usage") is True,
    )


def _turns(messages: Any) -> Iterator[tuple[str, str]]:
    for message in mappings(messages):
        calls = mappings(message.get("tool_calls"))
        text = plain_text(message.get("content"))
        if text or not calls:
            yield str(message.get("role") or ""), text
        for call in calls:
            function = call.get("function")
            function = function if isinstance(function, Mapping) else {}
            yield CALL, call_text(function.get("name"), function.get("arguments"))


def whole(response: Response, model: str) -> dict[str, Any]:
    refused = response.stop_reason == "refusal"
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if refused else response.text or None,
        "refusal": response.text if refused else None,
    }
    if response.tool_calls:
        message["tool_calls"] = _tool_calls(response)
    choice = {"index": 0, "message": message, "finish_reason": _finish(response), "logprobs": None}
    return {
        "id": "chatcmpl-replayed",
        "object": "chat.completion",
        "created": 0,
        "model": response.served_model or model,
        "choices": [choice],
        "usage": _usage(response),
    }


def pieces(response: Response, asked: Asked, parts: Sequence[str]) -> Iterator[WirePiece]:
    about = {
        "id": "chatcmpl-replayed",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": response.served_model or asked.model,
    }

    def chunk(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        return event({**about, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    yield WirePiece(chunk({"role": "assistant", "content": ""}), "opening")
    field = "refusal" if response.stop_reason == "refusal" else "content"
    for part in parts:
        yield WirePiece(chunk({field: part}), "text")
    for index, call in enumerate(_tool_calls(response)):
        yield WirePiece(chunk({"tool_calls": [{"index": index, **call}]}), "text")
    yield WirePiece(chunk({}, _finish(response)), "closing")
    if asked.wants_usage:
        yield WirePiece(event({**about, "choices": [], "usage": _usage(response)}), "closing")
    yield WirePiece(event("[DONE]"), "end")


def error(status: int, code: str, message: str) -> dict[str, Any]:
    kind = "invalid_request_error" if status < 500 and status != 429 else "server_error"  # noqa: PLR2004
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def error_event(code: str, message: str) -> bytes:
    return event(error(500, code, message))


def _tool_calls(response: Response) -> list[dict[str, Any]]:
    return [
        {
            "id": call.id or f"call_{number}",
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
        }
        for number, call in enumerate(response.tool_calls)
    ]


def _finish(response: Response) -> str:
    return _FINISH.get(response.stop_reason, "stop")


def _usage(response: Response) -> dict[str, Any]:
    incoming, outgoing = tokens_of(response)
    return {"prompt_tokens": incoming, "completion_tokens": outgoing, "total_tokens": incoming + outgoing}
