"""Anthropic's Messages, from the server's side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.model.exchange import Response
from harness.model.wire import Asked, PieceKind, WirePiece
from harness.serving.apis import CALL, call_text, event, mappings, plain_text, tokens_of

_STOP = {
    "length": "max_tokens",
    "tool": "tool_use",
    "refusal": "refusal",
    "filter": "refusal",
    "stop_sequence": "stop_sequence",
    "pause": "pause_turn",
    "context": "model_context_window_exceeded",
}
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def asked(body: Mapping[str, Any]) -> Asked:
    system = plain_text(body.get("system"))
    return Asked(
        model=str(body.get("model") or ""),
        stream=body.get("stream") is True,
        turns=((("system", system),) if system else ()) + tuple(_turns(body.get("messages"))),
    )


def _turns(messages: Any) -> Iterator[tuple[str, str]]:
    for message in mappings(messages):
        role, content = str(message.get("role") or ""), message.get("content")
        blocks = mappings(content)
        text = plain_text(content)
        if text or not blocks:
            yield role, text
        for block in blocks:
            if block.get("type") == "tool_use":
                yield CALL, call_text(block.get("name"), block.get("input"))
            elif block.get("type") == "tool_result":
                yield "tool", plain_text(block.get("content"))


def whole(response: Response, model: str) -> dict[str, Any]:
    incoming, outgoing = tokens_of(response)
    return {
        "id": "msg_replayed",
        "type": "message",
        "role": "assistant",
        "model": response.served_model or model,
        "content": _content(response),
        "stop_reason": _STOP.get(response.stop_reason, "end_turn"),
        "stop_sequence": None,
        "usage": {
            "input_tokens": incoming,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": outgoing,
        },
    }


def pieces(response: Response, asked: Asked, parts: Sequence[str]) -> Iterator[WirePiece]:
    final = whole(response, asked.model)

    def piece(kind: PieceKind, name: str, **fields: Any) -> WirePiece:
        return WirePiece(event({"type": name, **fields}, name), kind)

    opening = {**final, "content": [], "stop_reason": None, "usage": {**final["usage"], "output_tokens": 1}}
    yield piece("opening", "message_start", message=opening)
    for index, block in enumerate(final["content"]):
        is_text = block["type"] == "text"
        start = {**block, "text": ""} if is_text else {**block, "input": {}}
        yield piece("opening", "content_block_start", index=index, content_block=start)
        if is_text:
            for part in parts:
                delta = {"type": "text_delta", "text": part}
                yield piece("text", "content_block_delta", index=index, delta=delta)
        else:
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
            yield piece("text", "content_block_delta", index=index, delta=delta)
        yield piece("closing", "content_block_stop", index=index)
    stop = {"stop_reason": final["stop_reason"], "stop_sequence": None}
    yield piece("closing", "message_delta", delta=stop, usage={"output_tokens": final["usage"]["output_tokens"]})
    yield piece("end", "message_stop")


def error(status: int, code: str, message: str) -> dict[str, Any]:
    # Anthropic has no codes: what OpenAI says by `code` stands in the message.
    kind = "invalid_request_error" if status == 400 else _KINDS.get(status, "api_error")  # noqa: PLR2004
    return {"type": "error", "error": {"type": kind, "message": f"{message} ({code})"}, "request_id": "req_replayed"}


def error_event(code: str, message: str) -> bytes:
    kind = code if code.endswith("_error") else "api_error"
    return event({"type": "error", "error": {"type": kind, "message": message}}, "error")


def _content(response: Response) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": response.text, "citations": None}] if response.text else []
    return blocks + [
        {"type": "tool_use", "id": call.id or f"toolu_{number}", "name": call.name, "input": dict(call.arguments)}
        for number, call in enumerate(response.tool_calls)
    ]
