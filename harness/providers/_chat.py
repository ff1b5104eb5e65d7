"""OpenAI's Chat Completions, also as other servers speak it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.exchange import Attachment, Message, Request, StopReason, ToolCall, Usage
from harness.providers import _attached as attached
from harness.providers import _shape as shape
from harness.providers._answer import Compiled, WholeAnswer, Wire, WirePlan, raise_reported
from harness.providers._params import Settled, merged, settle, speaks_of_json, with_ids
from harness.providers._schemas import is_object, is_strict
from harness.providers._sse import Event
from harness.providers._tools import for_openai

_STOP_REASONS: Mapping[str, StopReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool",
    "function_call": "tool",
    "content_filter": "filter",
    # other servers' words
    "eos": "stop",
    "eos_token": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop_sequence",
    "max_tokens": "length",
    "model_length": "length",
}


def compile_body(request: Request, plan: WirePlan) -> Compiled:
    settled = settle(request, plan)
    body: dict[str, Any] = {
        "model": plan.model or request.model,
        "messages": [_message(message, settled) for message in with_ids(request.messages)],
        "stream": request.stream,
    }
    if request.stream:
        body["stream_options"] = {"include_usage": True}
    body |= for_openai(request, plan, settled)
    if form := json_format(request, plan, settled):
        body["response_format"] = form if form["type"] == "json_object" else _nested(form)
    body |= settled.renamed({} if plan.dialect == "compatible" else {"max_tokens": "max_completion_tokens"})
    return Compiled(merged(body, plan.fixed), tuple(settled.losses))


def json_format(request: Request, plan: WirePlan, settled: Settled) -> dict[str, Any] | None:
    """OpenAI's structured output in the Responses API's flat form, or None; what can't be had joins the losses."""
    schema = request.output.schema
    if not settled.structured:
        return None
    if schema is None:
        if plan.dialect == "compatible" or speaks_of_json(request.messages):
            return {"type": "json_object"}
        settled.lose("output.type", 'OpenAI turns JSON mode on only if the prompt says "JSON"')
        return None
    if not is_object(schema):
        settled.lose("output.schema", "only a schema with an object at its root is enforced")
        return None
    strict = is_strict(schema)
    if not strict and plan.dialect != "compatible":
        settled.lose(
            "output.schema", "sent, but enforced only if every object requires all its properties and no others"
        )
    return {"type": "json_schema", "name": "answer", "schema": dict(schema), "strict": strict}


def read(data: Any) -> WholeAnswer:
    data = shape.mapping(data, "the answer")
    raise_reported(data)
    choices = shape.sequence(data.get("choices"), "choices")
    if not choices:
        raise shape.Empty("no choices")
    choice = shape.mapping(choices[0], "choices[0]")
    message = shape.mapping(choice.get("message"), "choices[0].message")
    calls = _calls(message)
    refusal = shape.optional_text(message.get("refusal"))
    return WholeAnswer(
        text=_content(message.get("content")) or refusal or "",
        tool_calls=calls,
        stop_reason="refusal" if refusal else _stop_reason(choice.get("finish_reason"), called=bool(calls)),
        usage=_usage(shape.part(data, "usage")),
        served_model=shape.optional_text(data.get("model")),
        fingerprint=shape.optional_text(data.get("system_fingerprint")),
    )


@dataclass(slots=True)
class _CallPieces:
    index: int
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)

    def is_followed_by(self, mark: str, name: str) -> bool:
        """Whether a piece of this index is another call's: it has another id and a name, or names a tool once more
        after arguments that are complete.
        """
        if not (name and self.name) or (mark and mark == self.id):
            return False
        return bool(mark and self.id) or shape.is_object("".join(self.arguments))

    def whole(self) -> dict[str, Any]:
        return {"id": self.id, "function": {"name": self.name, "arguments": "".join(self.arguments)}}


class _Sending:
    """Tells a chunk that was sent before, or that belongs to another answer, as far as the wire lets anybody tell.

    Chat Completions numbers nothing. All chunks of an answer bear one id, and OpenAI pads each with random letters
    (`obfuscation`), so a chunk that bears the padding of the one before is that chunk. Without padding, two chunks
    may rightly be alike ("ha", "ha"), and a repeated one cannot be told from them.
    """

    def __init__(self) -> None:
        self._id, self._texts = "", 0
        self._padded: set[str] = set()

    def check(self, chunk: Mapping[str, Any], written: str, piece: str) -> None:
        """Raises Malformed."""
        padding = shape.optional_text(chunk.get("obfuscation")) or ""
        if len(padding) >= TELLING:
            if written in self._padded:
                raise shape.Malformed("a chunk came twice")
            self._padded.add(written)
        mark = shape.optional_text(chunk.get("id")) or ""
        if not (piece and mark):
            return
        # A server that gives every chunk an id of its own shows it by the second.
        if mark != self._id and self._texts >= SETTLED:
            raise shape.Malformed("the chunks of another answer came in between, as of a stream that was sent twice")
        self._id, self._texts = mark, self._texts + 1 if mark == self._id else 1


TELLING = 4
"""Letters of padding from which two chunks are not alike by chance: one in millions."""
SETTLED = 3
"""Pieces of text with one id from which an id counts as that of the answer."""


class ChatFold:
    """Chunks put together again into the answer they were cut from."""

    def __init__(self, plan: WirePlan) -> None:
        self.begun = self.ended = False
        self.partial: list[str] = []
        self._patient = plan.server == "transformers"  # which never sends [DONE]
        self._refusal: list[str] = []
        self._calls: list[_CallPieces] = []
        self._finish: str | None = None
        self._about: dict[str, Any] = {}
        self._sending = _Sending()

    def add(self, event: Event) -> str:
        if event.data.strip() == "[DONE]":
            self.ended = True
            return ""
        if self.ended:
            raise shape.Malformed("more came after the last event")
        chunk = shape.mapping(shape.parse_json(event.data), "a chunk")
        raise_reported(chunk)
        self._about |= {name: chunk[name] for name in ("model", "system_fingerprint", "usage") if chunk.get(name)}
        pieces = [self._choice(choice) for choice in shape.sequence(chunk.get("choices"), "choices")]
        self._sending.check(chunk, event.data, "".join(pieces))
        return "".join(pieces)

    def whole(self) -> bool:
        return self._finish is not None and (self.ended or self._patient)

    def missing(self) -> str:
        if self._finish is None:
            return "no finish_reason came"
        return "the last event, [DONE], never came (from a server that has none, say `server: transformers`)"

    def answer(self) -> WholeAnswer:
        message = {
            "content": "".join(self.partial),
            "refusal": "".join(self._refusal) or None,
            "tool_calls": [call.whole() for call in sorted(self._calls, key=lambda call: call.index)],
        }
        return read(self._about | {"choices": [{"message": message, "finish_reason": self._finish}]})

    def _choice(self, raw: Any) -> str:
        choice = shape.mapping(raw, "a choice")
        if choice.get("index", 0) != 0:
            return ""
        finished = self._finish is not None
        self._finish = shape.optional_text(choice.get("finish_reason")) or self._finish
        delta = shape.part(choice, "delta")
        for call in delta.get("tool_calls") or ():
            self._call(shape.mapping(call, "a tool call"))
        if refusal := shape.optional_text(delta.get("refusal")):
            self._refusal.append(refusal)
        piece = _content(delta.get("content"))
        if piece and finished:
            raise shape.Malformed("text came after the finish_reason, as of a stream that was sent twice")
        if piece:
            self.partial.append(piece)
        self.begun = self.begun or bool(piece or self._calls or self._refusal)
        return piece

    def _call(self, delta: Mapping[str, Any]) -> None:
        function = shape.part(delta, "function")
        call = self._call_of(delta, shape.optional_text(function.get("name")) or "")
        call.id = shape.optional_text(delta.get("id")) or call.id
        call.name = shape.optional_text(function.get("name")) or call.name
        arguments = function.get("arguments") or ""
        call.arguments.append(arguments if isinstance(arguments, str) else json.dumps(arguments))

    def _call_of(self, delta: Mapping[str, Any], name: str) -> _CallPieces:
        """The call that a piece goes on with, or a new one.

        The index alone does not tell: Ollama and others give every parallel call the index 0 (ollama#15457), and
        servers that send each call whole leave it out.
        """
        index, mark = delta.get("index"), shape.optional_text(delta.get("id")) or ""
        if isinstance(index, int):
            alike = [call for call in self._calls if call.index == index]
        else:
            index, alike = len(self._calls), [call for call in self._calls if mark and call.id == mark]
        same = [call for call in alike if mark and call.id == mark]
        latest = (same or alike)[-1:]
        if latest and not latest[0].is_followed_by(mark, name):
            return latest[0]
        self._calls.append(_CallPieces(index))
        return self._calls[-1]


WIRE = Wire(compile=compile_body, read=read, fold=ChatFold)


def _message(message: Message, settled: Settled) -> dict[str, Any]:
    body: dict[str, Any] = {"role": message.role, "content": _parts(message, settled)}
    if message.role == "tool":
        body["tool_call_id"] = message.tool_call_id
    if message.tool_calls:
        body["content"] = message.content or None
        body["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments_text(call)}}
            for call in message.tool_calls
        ]
    return body


def _parts(message: Message, settled: Settled) -> str | list[dict[str, Any]]:
    text = attached.inlined(message, settled, "Chat Completions takes no files but PDF")
    parts = [_part(attachment) for attachment in message.attachments if attachment.must_be_seen]
    return [*parts, {"type": "text", "text": text}] if parts else text


def _part(attachment: Attachment) -> dict[str, Any]:
    if attachment.kind == "image":
        return {"type": "image_url", "image_url": {"url": attached.data_url(attachment)}}
    return {"type": "file", "file": {"filename": attachment.name, "file_data": attached.data_url(attachment)}}


def arguments_text(call: ToolCall) -> str:
    """Arguments as OpenAI writes them: JSON in a string."""
    if set(call.arguments) == {shape.UNPARSED}:
        return str(call.arguments[shape.UNPARSED])
    return json.dumps(dict(call.arguments), ensure_ascii=False)


def _nested(form: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {name: value for name, value in form.items() if name != "type"}}


def _content(value: Any) -> str:
    """Text; some servers send it in parts, the thinking among them."""
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [shape.mapping(part, "a part of the content") for part in value]
        return "".join(shape.text(part.get("text"), "text") for part in parts if part.get("type") == "text")
    return shape.text(value, "content")


def _calls(message: Mapping[str, Any]) -> tuple[ToolCall, ...]:
    calls = list(shape.sequence(message.get("tool_calls") or [], "tool_calls"))
    if isinstance(message.get("function_call"), dict):
        calls.append({"function": message["function_call"]})
    return tuple(_call(shape.mapping(call, "a tool call")) for call in calls)


def _call(call: Mapping[str, Any]) -> ToolCall:
    function = shape.mapping(call.get("function"), "a tool call's function")
    name = shape.text(function.get("name"), "a tool's name")
    return ToolCall(name, shape.arguments_of(function.get("arguments")), shape.optional_text(call.get("id")) or "")


def _stop_reason(value: Any, *, called: bool) -> StopReason:
    word = shape.text(value, "finish_reason")
    if word not in _STOP_REASONS:
        raise shape.Malformed(f"unknown finish_reason {word!r}")
    reason = _STOP_REASONS[word]
    return "tool" if called and reason == "stop" else reason


def _usage(usage: Mapping[str, Any]) -> Usage:
    return Usage(
        input_tokens=shape.count(usage.get("prompt_tokens")),
        output_tokens=shape.count(usage.get("completion_tokens")),
        cached_input_tokens=shape.count(shape.part(usage, "prompt_tokens_details").get("cached_tokens")),
        reasoning_tokens=shape.count(shape.part(usage, "completion_tokens_details").get("reasoning_tokens")),
    )
