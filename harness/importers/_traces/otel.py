"""OpenTelemetry's spans and events of generative AI, in OTLP's JSON, of every era of the conventions.

Until 1.36 messages are events of a span, or records of a log beside it (`gen_ai.user.message`, `gen_ai.choice`), or
attributes `gen_ai.prompt` and `gen_ai.completion`, whole or numbered. From 1.37 on they are `gen_ai.input.messages`,
`gen_ai.output.messages` and `gen_ai.system_instructions`, structures or JSON in a string, on the span or an event.
OpenInference's `llm.input_messages.N.message.…` is read, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.importers._traces.bodies import answered, decoded, question_of
from harness.importers._traces.logged import Logged, NoCase, group_in

_NO_CALLS = (
    "embeddings",
    "execute_tool",
    "invoke_agent",
    "create_agent",
    "invoke_workflow",
    "retrieval",
    "rerank",
    "plan",
)
"""Operations that are no call of a model, or are told once more by the call inside them."""
_ROLE_OF_EVENT = re.compile(r"gen_ai\.(system|user|assistant|tool)\.message$")
_NUMBERED = re.compile(r"(gen_ai\.prompt|gen_ai\.completion|llm\.input_messages|llm\.output_messages)\.(\d+)\.(.+)")
_PARAMS = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_tokens", "seed": "seed",
    "stop_sequences": "stop", "presence_penalty": "presence_penalty", "frequency_penalty": "frequency_penalty",
    "reasoning.level": "reasoning_effort",
}  # fmt: skip
Span = Mapping[str, Any]


def is_otlp(row: Mapping[str, Any]) -> bool:
    """Whether a record is an export in OTLP's JSON, or a single span."""
    return any(name in row for name in ("resourceSpans", "resourceLogs", "scopeSpans", "scopeLogs")) or (
        "attributes" in row and any(name in row for name in ("spanId", "span_id", "context", "traceId", "trace_id"))
    )


def spans_of(row: Mapping[str, Any]) -> Iterator[Span]:
    """The spans in a record, their attributes as plain values."""
    scopes = [scope for resource in _list(row.get("resourceSpans")) for scope in _list(resource.get("scopeSpans"))]
    spans = [span for scope in [*scopes, *_list(row.get("scopeSpans"))] for span in _list(scope.get("spans"))]
    if "attributes" in row and "body" not in row and not spans:
        spans = [row]
    for span in spans:
        events = [
            {"name": event.get("name"), "attributes": plain(event.get("attributes"))}
            for event in _list(span.get("events"))
        ]
        yield {**span, "attributes": plain(span.get("attributes")), "events": events}


def records_of(row: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The events in a record that is part of a log, each with the id of its span."""
    scopes = [scope for resource in _list(row.get("resourceLogs")) for scope in _list(resource.get("scopeLogs"))]
    records = [record for scope in [*scopes, *_list(row.get("scopeLogs"))] for record in _list(scope.get("logRecords"))]
    if "attributes" in row and "body" in row and not records:
        records = [row]
    for record in records:
        attributes = plain(record.get("attributes"))
        name = record.get("eventName") or record.get("event_name") or attributes.get("event.name")
        body = record.get("body")
        body = _value(body) if isinstance(body, Mapping) and set(body) <= _KINDS else body
        identity = record.get("spanId") or record.get("span_id")
        if isinstance(name, str) and isinstance(identity, str) and identity:
            yield identity, {"name": name, "attributes": {**attributes, **(body if isinstance(body, Mapping) else {})}}


def identity_of(span: Span) -> str:
    """The span's id, "" where it has none."""
    context = span.get("context")
    inner = context if isinstance(context, Mapping) else {}
    return str(span.get("spanId") or span.get("span_id") or inner.get("span_id") or "")


def is_call(span: Span) -> bool:
    """Whether the span is a call of a model."""
    attributes = span["attributes"]
    if attributes.get("openinference.span.kind") == "LLM":
        return True
    operation = attributes.get("gen_ai.operation.name") or attributes.get("llm.request.type")
    return (
        any(name in attributes for name in ("gen_ai.request.model", "gen_ai.response.model", "gen_ai.input.messages"))
        or any(str(name).startswith(("gen_ai.prompt", "gen_ai.completion")) for name in attributes)
        or bool(operation)
    ) and operation not in _NO_CALLS


def has_messages(span: Span) -> bool:
    """Whether the span itself tells what was asked and answered."""
    told = [*_told(span)]
    return any(asked for asked, _ in told) and any(said for _, said in told)


def logged(span: Span) -> Logged:
    """The call of a span. Raises NoCall."""
    attributes = span["attributes"]
    told = [*_told(span)]
    asked = next((messages for messages, _ in told if messages), None)
    said = next((messages for _, messages in told if messages), None)
    if not asked:
        raise NoCase("the span does not hold its messages (content was not captured)")
    if not said:
        failed = attributes.get("error.type")
        raise NoCase("it was answered with an error" if failed else "the span does not hold its answer")
    model = str(
        attributes.get("gen_ai.request.model")
        or attributes.get("llm.model_name")
        or attributes.get("gen_ai.response.model")
        or ""
    )
    body = {"model": model, "messages": asked, **_settings(attributes)}
    question = question_of(body)
    first = said[0]
    reasons = attributes.get("gen_ai.response.finish_reasons")
    finish = first.get("finish_reason") or (reasons[0] if isinstance(reasons, list) and reasons else reasons)
    usage = {
        "input_tokens": attributes.get(
            "gen_ai.usage.input_tokens",
            attributes.get("gen_ai.usage.prompt_tokens", attributes.get("llm.token_count.prompt")),
        ),
        "output_tokens": attributes.get(
            "gen_ai.usage.output_tokens",
            attributes.get("gen_ai.usage.completion_tokens", attributes.get("llm.token_count.completion")),
        ),
    }
    response = answered(first, finish, usage, {"model": attributes.get("gen_ai.response.model")}, _seconds(span))
    vendor = str(
        attributes.get("gen_ai.provider.name")
        or attributes.get("gen_ai.system")
        or attributes.get("llm.provider")
        or ""
    )
    context = span.get("context")
    return Logged(
        question=question, response=response, model=model, vendor=vendor, group=group_in(attributes, span, context)
    )


def plain(attributes: Any) -> dict[str, Any]:
    """Attributes as a mapping of plain values, whether OTLP's list or a mapping already."""
    if isinstance(attributes, Mapping):
        return {
            str(name): _value(value) if isinstance(value, Mapping) and set(value) <= _KINDS else value
            for name, value in attributes.items()
        }
    return {str(item.get("key")): _value(item.get("value")) for item in _list(attributes)}


_KINDS = {"stringValue", "intValue", "doubleValue", "boolValue", "arrayValue", "kvlistValue", "bytesValue"}


def _value(value: Any) -> Any:
    if not isinstance(value, Mapping) or not value:
        return None
    kind, inner = next(iter(value.items()))
    if kind == "arrayValue":
        return [_value(item) for item in _list(inner.get("values"))]
    if kind == "kvlistValue":
        return plain(inner.get("values"))
    if kind == "intValue" and isinstance(inner, str) and inner.lstrip("-").isdecimal():
        return int(inner)
    return inner


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _told(span: Span) -> Iterator[tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]]:
    """What was asked and what was answered, by each of the ways of saying so."""
    attributes, events = span["attributes"], span["events"]
    for holder in (attributes, *(event["attributes"] for event in events)):
        yield _of_attributes(holder)
    yield _of_events(events)
    yield (
        _numbered(attributes, "gen_ai.prompt", "llm.input_messages"),
        _numbered(attributes, "gen_ai.completion", "llm.output_messages"),
    )


def _of_attributes(holder: Mapping[str, Any]) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    asked = _messages(holder.get("gen_ai.input.messages"))
    if asked:
        system = _instructions(holder.get("gen_ai.system_instructions"))
        asked = [*([{"role": "system", "content": system}] if system else []), *asked]
    said = _messages(holder.get("gen_ai.output.messages"), "assistant")
    return (
        asked or _messages(holder.get("gen_ai.prompt")),
        said or _messages(holder.get("gen_ai.completion"), "assistant"),
    )


def _instructions(value: Any) -> str:
    """Parts, whole messages, or a text."""
    given = decoded(value)
    if isinstance(given, list) and all(isinstance(item, Mapping) and "role" in item for item in given):
        given = [
            part for item in given for part in item.get("parts") or [{"type": "text", "content": item.get("content")}]
        ]
    texts = [str(part.get("content") or part.get("text") or "") for part in _list(given)]
    return "\n\n".join(filter(None, texts)) if texts else given if isinstance(given, str) else ""


def _messages(value: Any, role: str = "user") -> list[dict[str, Any]]:
    given = decoded(value)
    if isinstance(given, Mapping):
        given = given["messages"] if isinstance(given.get("messages"), list) else [given]
    if isinstance(given, str) and given:
        return [{"role": role, "content": given}]
    return [message for item in _list(given) for message in _message(item, role)]


def _message(item: Mapping[str, Any], role: str) -> Iterator[dict[str, Any]]:
    """A message of the conventions in the words of Chat Completions: results of tools are messages of their own."""
    inner = decoded(item.get("message"))
    if isinstance(inner, Mapping):
        item = {**inner, **{name: part for name, part in item.items() if name != "message"}}
    if "parts" not in item:
        yield {"role": role, **{name: decoded(part) if name == "tool_calls" else part for name, part in item.items()}}
        return
    texts, calls, results = [], [], []
    for part in _list(decoded(item["parts"])):
        kind = part.get("type", "text")
        if kind == "text":
            texts.append({"type": "text", "text": str(part.get("content") or part.get("text") or "")})
        elif kind == "tool_call":
            calls.append(
                {
                    "id": part.get("id"),
                    "function": {"name": part.get("name"), "arguments": decoded(part.get("arguments"))},
                }
            )
        elif kind == "tool_call_response":
            results.append(
                {
                    "role": "tool",
                    "content": _as_text(part.get("response", part.get("result"))),
                    "tool_call_id": part.get("id"),
                }
            )
        else:
            texts.append({"type": str(kind)})
    yield from results
    if texts or calls or not results:
        finish = {"finish_reason": item["finish_reason"]} if item.get("finish_reason") else {}
        yield {"role": item.get("role") or role, "content": texts, **({"tool_calls": calls} if calls else {}), **finish}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _of_events(events: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    asked: list[Mapping[str, Any]] = []
    said: list[Mapping[str, Any]] = []
    for event in events:
        attributes = event["attributes"]
        if event["name"] == "gen_ai.choice":
            said += _message(attributes, "assistant")
        elif isinstance(event["name"], str) and (match := _ROLE_OF_EVENT.match(event["name"])):
            fields = {
                name: attributes[name]
                for name in ("role", "content", "tool_calls", "parts")
                if attributes.get(name) is not None
            }
            identity = {"tool_call_id": attributes.get("id")} if match[1] == "tool" else {}
            content = {} if "parts" in fields else {"content": _content(fields.get("content"))}
            asked += _message({"role": match[1], **fields, **content, **identity}, match[1])
    return asked, said


def _content(value: Any) -> Any:
    return value if value is None or isinstance(value, str | list) else _as_text(value)


def _numbered(attributes: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """Messages of which each part is an attribute of its own: `gen_ai.prompt.0.content`."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in attributes.items():
        if (match := _NUMBERED.match(name)) and match[1] in names:
            _put(found.setdefault(int(match[2]), {}), match[3].removeprefix("message.").split("."), value)
    role = "assistant" if "completion" in names[0] else "user"
    return [{"role": role, **_tidied(found[number])} for number in sorted(found)]


def _put(node: dict[str, Any], way: Sequence[str], value: Any) -> None:
    for step in way[:-1]:
        inner = node.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        node = inner
    node[way[-1]] = value


def _tidied(message: dict[str, Any]) -> dict[str, Any]:
    calls = message.get("tool_calls")
    if isinstance(calls, dict):
        ordered = [calls[number] for number in sorted(calls, key=lambda text: int(text) if text.isdecimal() else 0)]
        message["tool_calls"] = [call.get("tool_call", call) for call in ordered if isinstance(call, dict)]
    content = decoded(message.get("content"))
    if isinstance(content, list) and _list(content):
        message["content"] = content
    return message


def _settings(attributes: Mapping[str, Any]) -> dict[str, Any]:
    params = {
        ours: attributes[f"gen_ai.request.{theirs}"]
        for theirs, ours in _PARAMS.items()
        if attributes.get(f"gen_ai.request.{theirs}") is not None
    }
    if not params and isinstance(given := decoded(attributes.get("llm.invocation_parameters")), Mapping):
        params = {name: value for name, value in given.items() if name in _PARAMS.values() and value is not None}
    tools = [
        tool
        if "function" in tool or tool.get("type", "function") != "function"
        else {"type": "function", "function": tool}
        for tool in _list(decoded(attributes.get("gen_ai.tool.definitions")))
    ]
    form = {"response_format": {"type": "json_object"}} if attributes.get("gen_ai.output.type") == "json" else {}
    return {**params, **({"tools": tools} if tools else {}), **form}


def _seconds(span: Span) -> float | None:
    try:
        began, ended = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
    except (KeyError, TypeError, ValueError):
        return None
    return (ended - began) / 1e9 if ended >= began else None
