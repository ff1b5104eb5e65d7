"""OpenAI's Responses API, from the server's side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from harness.model.exchange import Response
from harness.model.wire import Asked, PieceKind, WirePiece
from harness.serving.apis import CALL, call_text, event, mappings, plain_text, tokens_of
from harness.serving.chat import error as chat_error

_INCOMPLETE = {"length": "max_output_tokens", "filter": "content_filter", "context": "max_output_tokens"}


def asked(body: Mapping[str, Any]) -> Asked:
    system = plain_text(body.get("instructions"))
    return Asked(
        model=str(body.get("model") or ""),
        stream=body.get("stream") is True,
        turns=((("system", system),) if system else ()) + tuple(_turns(body.get("input"))),
    )


def _turns(items: Any) -> Iterator[tuple[str, str]]:
    if isinstance(items, str):
        yield "user", items
    for item in mappings(items):
        if item.get("type") == "function_call":
            yield CALL, call_text(item.get("name"), item.get("arguments"))
        elif item.get("type") == "function_call_output":
            yield "tool", plain_text(item.get("output"))
        else:
            yield str(item.get("role") or item.get("type") or ""), plain_text(item.get("content"))


def whole(response: Response, model: str) -> dict[str, Any]:
    reason = _INCOMPLETE.get(response.stop_reason)
    incoming, outgoing = tokens_of(response)
    return {
        "id": "resp_replayed",
        "object": "response",
        "created_at": 0,
        "model": response.served_model or model,
        "status": "incomplete" if reason else "completed",
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "instructions": None,
        "metadata": {},
        "output": _output(response),
        "parallel_tool_calls": True,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "usage": {
            "input_tokens": incoming,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": outgoing,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": incoming + outgoing,
        },
    }


def pieces(response: Response, asked: Asked, parts: Sequence[str]) -> Iterator[WirePiece]:
    final = whole(response, asked.model)
    unfinished = {**final, "status": "in_progress", "incomplete_details": None, "output": [], "usage": None}
    numbers = count()

    def piece(kind: PieceKind, event_type: str, **fields: Any) -> WirePiece:
        return WirePiece(event({"type": event_type, "sequence_number": next(numbers), **fields}, event_type), kind)

    yield piece("opening", "response.created", response=unfinished)
    yield piece("opening", "response.in_progress", response=unfinished)
    for index, item in enumerate(final["output"]):
        place = {"output_index": index, "item_id": item["id"]}
        empty: dict[str, Any] = {"content": []} if item["type"] == "message" else {"arguments": ""}
        started = {**item, "status": "in_progress", **empty}
        yield piece("opening", "response.output_item.added", output_index=index, item=started)
        if item["type"] == "message":
            yield from _message(piece, place, item["content"][0], parts)
        else:
            delta = item["arguments"]
            yield piece("text", "response.function_call_arguments.delta", **place, delta=delta)
            yield piece("closing", "response.function_call_arguments.done", **place, name=item["name"], arguments=delta)
        yield piece("closing", "response.output_item.done", output_index=index, item=item)
    yield piece("end", f"response.{final['status']}", response=final)


def error(status: int, code: str, message: str) -> dict[str, Any]:
    return chat_error(status, code, message)


def error_event(code: str, message: str) -> bytes:
    fields = {"type": "error", "sequence_number": 0, "code": code, "message": message, "param": None}
    return event(fields, "error")


def _message(
    piece: Any, place: Mapping[str, Any], content: Mapping[str, Any], parts: Sequence[str]
) -> Iterator[WirePiece]:
    place = {**place, "content_index": 0}
    refused = content["type"] == "refusal"
    kind, field = ("refusal", "refusal") if refused else ("output_text", "text")
    more: dict[str, Any] = {} if refused else {"logprobs": []}
    yield piece("opening", "response.content_part.added", **place, part={**content, field: ""})
    for part in parts:
        yield piece("text", f"response.{kind}.delta", **place, delta=part, **more)
    yield piece("closing", f"response.{kind}.done", **place, **{field: content[field]}, **more)
    yield piece("closing", "response.content_part.done", **place, part=content)


def _output(response: Response) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if response.text or not response.tool_calls:
        content: dict[str, Any] = {"type": "output_text", "text": response.text, "annotations": [], "logprobs": []}
        if response.stop_reason == "refusal":
            content = {"type": "refusal", "refusal": response.text}
        message = {"type": "message", "id": "msg_replayed", "role": "assistant", "status": "completed"}
        items.append({**message, "content": [content]})
    for number, call in enumerate(response.tool_calls):
        items.append(
            {
                "type": "function_call",
                "id": f"fc_{number}",
                "call_id": call.id or f"call_{number}",
                "name": call.name,
                "arguments": json.dumps(dict(call.arguments)),
                "status": "completed",
            }
        )
    return items
