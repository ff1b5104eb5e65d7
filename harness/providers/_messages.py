"""Anthropic's Messages API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.model.exchange import TEXT, Attachment, Message, Request, StopReason, ToolCall, Usage
from harness.providers import _attached as attached
from harness.providers import _shape as shape
from harness.providers._answer import Compiled, Reported, WholeAnswer, Wire, WirePlan
from harness.providers._params import Settled, merged, settle, with_ids
from harness.providers._schemas import for_anthropic, is_object, is_recursive
from harness.providers._sse import Event
from harness.providers._tools import for_messages

DEFAULT_MAX_TOKENS = 4096
"""What every Claude accepts; the API insists on a number."""
_STOP_REASONS: Mapping[str, StopReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop_sequence",
    "max_tokens": "length",
    "tool_use": "tool",
    "refusal": "refusal",
    "model_context_window_exceeded": "context",
    "pause_turn": "pause",
    "content_filter": "filter",  # of servers that only resemble Anthropic's
}
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_SHOWN = ("text", "tool_use")
_SILENT = ("thinking", "redacted_thinking")


def compile_body(request: Request, plan: WirePlan) -> Compiled:
    settled = settle(request, plan)
    system, turns = _split(request.messages, settled)
    body: dict[str, Any] = {
        "model": plan.model or request.model,
        "max_tokens": settled.params.pop("max_tokens", DEFAULT_MAX_TOKENS),
        "messages": _turns(turns),
        "stream": request.stream,
    }
    if system:
        body["system"] = system
    body |= for_messages(request, plan, settled)
    if config := _output_config(request, settled):
        body["output_config"] = config
    body |= settled.renamed({"stop": "stop_sequences"})
    return Compiled(merged(body, plan.fixed), tuple(settled.losses))


def read(data: Any) -> WholeAnswer:
    data = shape.mapping(data, "the answer")
    if data.get("type") == "error" or data.get("error"):
        raise Reported(data.get("error") or data)
    blocks = [shape.mapping(block, "a content block") for block in shape.sequence(data.get("content"), "content")]
    calls = tuple(_call(block) for block in blocks if block.get("type") == "tool_use")
    text = "".join(shape.text(block.get("text"), "text") for block in blocks if block.get("type") == "text")
    if not (text or calls) and any(block.get("type") not in _SHOWN + _SILENT for block in blocks):
        raise shape.Malformed("an answer of unknown blocks only")
    stop_reason = _stop_reason(data.get("stop_reason"))
    if stop_reason == "refusal":
        text = text or shape.optional_text(shape.part(data, "stop_details").get("explanation")) or ""
    return WholeAnswer(
        text=text,
        tool_calls=calls,
        stop_reason=stop_reason,
        usage=_usage(shape.part(data, "usage")),
        served_model=shape.optional_text(data.get("model")),
    )


class MessagesFold:
    """Blocks put together again into the message they were cut from."""

    def __init__(self, plan: WirePlan) -> None:  # noqa: ARG002  (every fold is made alike)
        self.begun = self.ended = False
        self.partial: list[str] = []
        self._message: dict[str, Any] = {}
        self._blocks: dict[int, dict[str, Any]] = {}
        self._pieces: dict[int, list[str]] = {}
        self._closed: set[int] = set()

    def add(self, event: Event) -> str:
        data = shape.mapping(shape.parse_json(event.data), "an event")
        kind = shape.optional_text(data.get("type")) or event.name
        if kind == "error":
            raise Reported(data.get("error") or data)
        if self.ended and kind != "ping":
            raise shape.Malformed(f"{kind} came after message_stop")
        if kind == "message_start":
            if self._message:
                raise shape.Malformed("message_start came twice, as of a stream that was sent twice")
            self._message = dict(shape.mapping(data.get("message"), "message"))
        elif kind == "content_block_start":
            return self._start(data)
        elif kind == "content_block_delta":
            return self._delta(data)
        elif kind == "content_block_stop":
            self._closed.add(_index(data))
        elif kind == "message_delta":
            self._end(data)
        elif kind == "message_stop":
            self.ended = True
        return ""  # a ping, the end of a block, or what later versions add

    def whole(self) -> bool:
        return self.ended and self._message.get("stop_reason") is not None

    def missing(self) -> str:
        return "no stop_reason came" if self.ended else "the last event, message_stop, never came"

    def answer(self) -> WholeAnswer:
        content = [self._block(index) for index in sorted(self._blocks)]
        return read(self._message | {"content": content})

    def _start(self, data: Mapping[str, Any]) -> str:
        index = _index(data)
        if index in self._blocks:
            raise shape.Malformed(f"content block {index} began twice")
        block = dict(shape.mapping(data.get("content_block"), "content_block"))
        self._blocks[index], self._pieces[index] = block, []
        self.begun = self.begun or block.get("type") == "tool_use"
        return self._say(index, block.get("text") or "") if block.get("type") == "text" else ""

    def _delta(self, data: Mapping[str, Any]) -> str:
        index = _index(data)
        if index not in self._blocks or index in self._closed:
            state = "has ended already" if index in self._closed else "was never begun"
            raise shape.Malformed(f"a delta of a block that {state}")
        delta = shape.mapping(data.get("delta"), "delta")
        if delta.get("type") == "text_delta":
            return self._say(index, shape.text(delta.get("text"), "text"))
        if delta.get("type") == "input_json_delta":
            self._pieces[index].append(shape.text(delta.get("partial_json"), "partial_json"))
        return ""

    def _say(self, index: int, piece: str) -> str:
        self.begun = self.begun or bool(piece)
        self._pieces[index].append(piece)
        self.partial.append(piece)
        return piece

    def _end(self, data: Mapping[str, Any]) -> None:
        delta = shape.mapping(data.get("delta"), "delta")
        self._message |= {name: value for name, value in delta.items() if value is not None}
        counts = {name: value for name, value in shape.part(data, "usage").items() if value is not None}
        self._message["usage"] = {**shape.part(self._message, "usage"), **counts}

    def _block(self, index: int) -> dict[str, Any]:
        block, pieces = self._blocks[index], "".join(self._pieces[index])
        if block.get("type") == "text":
            return block | {"text": pieces}
        return block | {"input": pieces} if block.get("type") == "tool_use" and pieces else block


WIRE = Wire(compile=compile_body, read=read, fold=MessagesFold)


def _split(messages: Iterable[Message], settled: Settled) -> tuple[str, list[Message]]:
    """All system messages, joined, and the rest; one between the turns moves to the front."""
    turns = with_ids(messages)
    system = [message.content for message in turns if message.role == "system"]
    rest = [message for message in turns if message.role != "system"]
    if any(message.role == "system" for message in turns[len(system) :]):
        settled.lose("messages", "a system message between the turns was moved to the front")
    return "\n\n".join(system), rest


def _turns(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """User and assistant in turn; the results of tools are the user's, those of one turn together."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        role = "assistant" if message.role == "assistant" else "user"
        content = _content(message)
        if message.role == "tool" and turns and isinstance(turns[-1]["content"], list) and turns[-1]["role"] == "user":
            turns[-1]["content"] += content
        else:
            turns.append({"role": role, "content": content})
    return turns


def _content(message: Message) -> str | list[dict[str, Any]]:
    if message.role == "tool":
        return [{"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.content}]
    blocks: list[dict[str, Any]] = [_block(attachment) for attachment in message.attachments]
    if not message.tool_calls and not blocks:
        return message.content
    blocks += [{"type": "text", "text": message.content}] if message.content else []
    return blocks + [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in message.tool_calls
    ]


def _block(attachment: Attachment) -> dict[str, Any]:
    if attachment.media_type == TEXT:
        return _document(attachment, {"type": "text", "media_type": TEXT, "data": attached.text_of(attachment)})
    source = {"type": "base64", "media_type": attachment.media_type, "data": attached.encoded(attachment)}
    return _document(attachment, source) if attachment.kind == "file" else {"type": "image", "source": source}


def _document(attachment: Attachment, source: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "document", "source": source, "title": attachment.name}


def _output_config(request: Request, settled: Settled) -> dict[str, Any]:
    config: dict[str, Any] = {}
    effort = settled.params.pop("reasoning_effort", None)
    if effort in _EFFORTS:
        config["effort"] = effort
    elif effort is not None:
        settled.lose("reasoning_effort", f"Anthropic knows no effort {effort!r}, only {', '.join(_EFFORTS)}")
    if settled.structured and (schema := _schema(request, settled)):
        config["format"] = {"type": "json_schema", "schema": schema}
    return config


def _schema(request: Request, settled: Settled) -> dict[str, Any] | None:
    schema = request.output.schema
    if schema is None:
        settled.lose("output.type", "Anthropic has no JSON mode without a schema; only the prompt asks for JSON")
    elif not is_object(schema) or is_recursive(schema):
        settled.lose("output.schema", "only a schema with an object at its root and without recursion is enforced")
    else:
        accepted, lost = for_anthropic(schema)
        if lost:
            settled.lose("output.schema", f"sent without what Anthropic does not enforce: {', '.join(lost)}")
        return accepted
    return None


def _index(data: Mapping[str, Any]) -> int:
    index = data.get("index")
    if not isinstance(index, int):
        raise shape.Malformed("a content block without an index")
    return index


def _call(block: Mapping[str, Any]) -> ToolCall:
    name = shape.text(block.get("name"), "a tool's name")
    return ToolCall(name, shape.arguments_of(block.get("input")), shape.optional_text(block.get("id")) or "")


def _stop_reason(value: Any) -> StopReason:
    word = shape.text(value, "stop_reason")
    if word not in _STOP_REASONS:
        raise shape.Malformed(f"unknown stop_reason {word!r}")
    return _STOP_REASONS[word]


def _usage(usage: Mapping[str, Any]) -> Usage:
    """Anthropic's `input_tokens` leaves out what was written to and read from its cache; ours has it all."""
    fresh = shape.count(usage.get("input_tokens"))
    written = shape.count(usage.get("cache_creation_input_tokens"))
    cached = shape.count(usage.get("cache_read_input_tokens"))
    return Usage(
        input_tokens=None if fresh is None else fresh + (written or 0) + (cached or 0),
        output_tokens=shape.count(usage.get("output_tokens")),
        cached_input_tokens=cached,
        reasoning_tokens=shape.count(shape.part(usage, "output_tokens_details").get("thinking_tokens")),
    )
