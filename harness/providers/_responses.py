"""OpenAI's Responses API, without state: nothing is stored, every request brings the whole conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from harness.model.exchange import Attachment, Message, Request, StopReason, ToolCall, Usage
from harness.providers import _attached as attached
from harness.providers import _shape as shape
from harness.providers._answer import Compiled, Reported, WholeAnswer, Wire, WirePlan, raise_reported
from harness.providers._chat import arguments_text, json_format
from harness.providers._params import Settled, merged, settle, with_ids
from harness.providers._sse import Event
from harness.providers._tools import for_openai

_INCOMPLETE: Mapping[str, StopReason] = {"max_output_tokens": "length", "content_filter": "filter"}
_TERMINAL = ("response.completed", "response.incomplete", "response.failed")


def compile_body(request: Request, plan: WirePlan) -> Compiled:
    settled = settle(request, plan)
    form = json_format(request, plan, settled)
    # JSON mode looks for the word "JSON" among the input items only
    instructions, turns = _split(request.messages, apart=form is None or form["type"] != "json_object")
    body: dict[str, Any] = {
        "model": plan.model or request.model,
        "input": [item for message in turns for item in _items(message, settled)],
        "stream": request.stream,
    }
    if instructions:
        body["instructions"] = instructions
    body |= for_openai(request, plan, settled)
    if form:
        body["text"] = {"format": form}
    if effort := settled.params.pop("reasoning_effort", None):
        body["reasoning"] = {"effort": effort}
    body |= settled.renamed({"max_tokens": "max_output_tokens"})
    return Compiled(merged(body, plan.fixed), tuple(settled.losses))


def read(data: Any) -> WholeAnswer:
    data = shape.mapping(data, "the answer")
    raise_reported(data)
    status = data.get("status")
    if status not in ("completed", "incomplete"):
        raise shape.Malformed(f"the response's status is {status!r}")
    output = [shape.mapping(item, "an output item") for item in shape.sequence(data.get("output"), "output")]
    parts = [part for item in output if item.get("type") == "message" for part in _parts(item)]
    refused = any(part.get("type") == "refusal" for part in parts)
    calls = tuple(_call(item) for item in output if item.get("type") == "function_call")
    text = "".join(map(_text, parts))
    if not (text or calls) and any(part.get("type") not in ("output_text", "refusal") for part in parts):
        raise shape.Malformed("an answer of unknown parts only")
    return WholeAnswer(
        text=text,
        tool_calls=calls,
        stop_reason=_stop_reason(data, refused=refused, called=bool(calls)),
        usage=_usage(shape.part(data, "usage")),
        served_model=shape.optional_text(data.get("model")),
    )


class ResponsesFold:
    """Waits for the terminal event, which brings the whole response; the deltas before it tell the time."""

    def __init__(self, plan: WirePlan) -> None:  # noqa: ARG002  (every fold is made alike)
        self.begun = self.ended = False
        self.partial: list[str] = []
        self._items: list[Any] = []
        self._final: dict[str, Any] | None = None
        self._latest: tuple[int, str] = (0, "")

    def add(self, event: Event) -> str:
        if event.data.strip() == "[DONE]":  # some servers close the stream as Chat Completions does
            return ""
        data = shape.mapping(shape.parse_json(event.data), "an event")
        kind = shape.optional_text(data.get("type")) or event.name
        if kind == "error" or (data.get("error") and not kind.startswith("response.")):
            raise Reported(data.get("error") or data)
        self._refuse_repeated(data, event.data)
        if kind in _TERMINAL and self.ended:
            raise shape.Malformed(f"{kind} came twice")
        if kind in _TERMINAL:
            self._final = dict(shape.mapping(data.get("response"), "response"))
            self.ended = True
        elif kind == "response.output_item.done":
            self._items.append(data.get("item"))
        elif kind in ("response.output_text.delta", "response.refusal.delta"):
            return self._piece(shape.text(data.get("delta"), "delta"))
        elif kind == "response.function_call_arguments.delta":
            self.begun = True
        return ""

    def _refuse_repeated(self, data: Mapping[str, Any], written: str) -> None:
        """OpenAI numbers its events; servers that only resemble it may number none, or give each the same number."""
        number = data.get("sequence_number")
        if not isinstance(number, int):
            return
        if number and (number, written) == self._latest:
            raise shape.Malformed(f"event {number} came twice")
        self._latest = (number, written)

    def whole(self) -> bool:
        return self._final is not None

    def missing(self) -> str:
        return "the last event, response.completed, never came"

    def answer(self) -> WholeAnswer:
        final = self._final or {}
        if final.get("status") != "failed" and not final.get("output"):
            final["output"] = self._items  # not every server repeats them
        return read(final)

    def _piece(self, piece: str) -> str:
        self.begun = self.begun or bool(piece)
        self.partial.append(piece)
        return piece


WIRE = Wire(compile=compile_body, read=read, fold=ResponsesFold)


def _split(messages: Iterable[Message], *, apart: bool) -> tuple[str, list[Message]]:
    """The system messages at the beginning, joined, and the rest."""
    turns = with_ids(messages)
    leading: list[str] = []
    while apart and turns and turns[0].role == "system":
        leading.append(turns.pop(0).content)
    return "\n\n".join(leading), turns


def _items(message: Message, settled: Settled) -> list[dict[str, Any]]:
    if message.role == "tool":
        return [{"type": "function_call_output", "call_id": message.tool_call_id, "output": message.content}]
    calls: list[dict[str, Any]] = [
        {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments_text(call)}
        for call in message.tool_calls
    ]
    items: list[dict[str, Any]] = [{"role": message.role, "content": _content(message, settled)}]
    return items + calls if message.content or not calls else calls


def _content(message: Message, settled: Settled) -> str | list[dict[str, Any]]:
    tables = tuple(attachment for attachment in message.attachments if attached.is_table(attachment))
    text = attached.inlined(
        replace(message, attachments=tables), settled, "OpenAI would show the model a summary of it"
    )
    parts = [_part(attachment) for attachment in message.attachments if attachment not in tables]
    return [*parts, {"type": "input_text", "text": text}] if parts else text


def _part(attachment: Attachment) -> dict[str, Any]:
    if attachment.kind == "image":
        return {"type": "input_image", "image_url": attached.data_url(attachment), "detail": "auto"}
    return {"type": "input_file", "filename": attachment.name, "file_data": attached.data_url(attachment)}


def _parts(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [shape.mapping(part, "a content part") for part in shape.sequence(item.get("content"), "content")]


def _text(part: Mapping[str, Any]) -> str:
    if part.get("type") == "output_text":
        return shape.text(part.get("text"), "text")
    return shape.text(part.get("refusal"), "refusal") if part.get("type") == "refusal" else ""


def _call(item: Mapping[str, Any]) -> ToolCall:
    name = shape.text(item.get("name"), "a function call's name")
    return ToolCall(name, shape.arguments_of(item.get("arguments")), shape.optional_text(item.get("call_id")) or "")


def _stop_reason(data: Mapping[str, Any], *, refused: bool, called: bool) -> StopReason:
    if data["status"] == "incomplete":
        return _INCOMPLETE.get(shape.part(data, "incomplete_details").get("reason", ""), "pause")
    if refused:
        return "refusal"
    return "tool" if called else "stop"


def _usage(usage: Mapping[str, Any]) -> Usage:
    return Usage(
        input_tokens=shape.count(usage.get("input_tokens")),
        output_tokens=shape.count(usage.get("output_tokens")),
        cached_input_tokens=shape.count(shape.part(usage, "input_tokens_details").get("cached_tokens")),
        reasoning_tokens=shape.count(shape.part(usage, "output_tokens_details").get("reasoning_tokens")),
    )
