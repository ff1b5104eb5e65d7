"""Requests and responses as plain JSON, and back; the key of an interaction.

A field at its default is left out, so that a field added tomorrow changes no key of today.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harness.model.exchange import Attachment, Loss, Message, Output, Request, Response, ToolCall, Usage
from harness.strictjson import kind_of

_NO_FORM, _NO_USAGE = Output(), Usage()
_SHORTEST = {"text", "stop_reason"}
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def request_to_json(request: Request) -> dict[str, Any]:
    """The neutral request as it is written to a cassette; holds no address, header or key."""
    return _compact(
        {
            "model": request.model,
            "messages": [_message_to_json(message) for message in request.messages],
            "params": dict(request.params),
            "tools": [
                {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
                for tool in request.tools
            ],
            "output": _output_to_json(request.output),
            "stream": request.stream,
        }
    )


def response_to_json(response: Response) -> dict[str, Any]:
    """The neutral response as it is written to a cassette."""
    usage = response.usage
    return {"text": response.text, "stop_reason": response.stop_reason} | _compact(
        {
            "tool_calls": [_call_to_json(call) for call in response.tool_calls],
            "usage": {name: value for name in Usage.__slots__ if (value := getattr(usage, name)) is not None},
            "latency_s": response.latency_s,
            "ttft_s": response.ttft_s,
            "chunks": [list(chunk) for chunk in response.chunks],
            "losses": [{"what": loss.what, "why": loss.why} for loss in response.losses],
            "request_id": response.request_id,
            "fingerprint": response.fingerprint,
            "scores": dict(response.scores),
        }
    )


def response_from_json(data: Mapping[str, Any], served_model: str | None = None) -> Response:
    """Raises KeyError, TypeError or ValueError if `data` is not what `response_to_json` writes."""
    if data.keys() == _SHORTEST:  # most imported and authored answers
        return Response(
            text=_text(data["text"]),
            stop_reason=data["stop_reason"],
            usage=_NO_USAGE,
            served_model=None if served_model is None else sys.intern(served_model),
        )
    usage = data.get("usage", {})
    return Response(
        text=_text(data["text"]),
        stop_reason=data.get("stop_reason", "stop"),
        tool_calls=tuple(
            ToolCall(_text(call["name"]), dict(call.get("arguments", {})), call.get("id", ""))
            for call in data.get("tool_calls", ())
        ),
        usage=_NO_USAGE if usage == {} else Usage(**{name: usage.get(name) for name in Usage.__slots__}),
        served_model=None if served_model is None else sys.intern(served_model),
        latency_s=data.get("latency_s"),
        ttft_s=data.get("ttft_s"),
        chunks=tuple((float(at), int(size)) for at, size in data.get("chunks", ())),
        losses=tuple(Loss(loss["what"], loss["why"]) for loss in data.get("losses", ())),
        request_id=data.get("request_id"),
        fingerprint=data.get("fingerprint"),
        scores={str(name): float(score) for name, score in data.get("scores", {}).items()},
    )


def key_of(request: Request, sample: int, settings: Mapping[str, Any]) -> str:
    """The identity of an interaction: 32 hexadecimal digits of SHA-256 over the canonical request, the sample index
    and the target's settings (see `deciding_settings`).
    """
    return key_of_json(request_to_json(request), sample, settings)


def key_of_json(request: Mapping[str, Any], sample: int, settings: Mapping[str, Any]) -> str:
    """As `key_of`, of a request that is JSON already."""
    return hashlib.sha256(canonical([request, sample, settings]).encode()).hexdigest()[:32]


def canonical(value: Any) -> str:
    """A value of JSON as the one text that stands for it."""
    return _CANONICAL.encode(value)


def messages_text(request: Request) -> str:
    """The messages as they stand in the `canonical` text of the request."""
    return canonical([_message_to_json(message) for message in request.messages])


def rest_text(request: Request) -> str:
    """All else of a request, `canonical`."""
    return canonical(request_to_json(replace(request, messages=())))


def request_text(messages: str, rest: str) -> str:
    """The `canonical` text of a request, put together of `messages_text` and `rest_text`."""
    if messages == "[]":
        return rest
    # No name of a request's other fields comes before this one.
    return f'{{"messages":{messages}{"" if rest == "{}" else ","}{rest[1:]}'


def key_of_texts(request: str, sample: int, settings: str) -> str:
    """As `key_of`, of a request and settings that are `canonical` already."""
    number = str(sample) if type(sample) is int else canonical(sample)
    return hashlib.sha256(f"[{request},{number},{settings}]".encode()).hexdigest()[:32]


def _message_to_json(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        fields["tool_calls"] = [_call_to_json(call) for call in message.tool_calls]
    if message.tool_call_id:
        fields["tool_call_id"] = message.tool_call_id
    if message.attachments:
        fields["attachments"] = [_attachment_to_json(attachment) for attachment in message.attachments]
    return fields


def _attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    """What identifies it; the bytes stay where they are."""
    return {
        "kind": attachment.kind,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _call_to_json(call: ToolCall) -> dict[str, Any]:
    return {"name": call.name, "arguments": dict(call.arguments)} | _compact({"id": call.id})


def _output_to_json(output: Output) -> dict[str, Any]:
    if output == _NO_FORM:
        return {}
    return {"type": output.type} | _compact(
        {"schema": output.schema, "language": output.language, "labels": list(output.labels)}
    )


def _compact(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if not _is_default(value)}


def _is_default(value: Any) -> bool:
    """Nothing, false or empty; a zero says something."""
    return value is None or value is False or (isinstance(value, str | list | dict | tuple) and not value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {kind_of(value)}")
    return value
