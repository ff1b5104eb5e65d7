"""A call reads the same from whatever log it stands in; what is no call is told with the reason."""

from __future__ import annotations

import gzip
import json

import pytest

from harness.importers._traces.logged import Logged
from harness.importers._traces.reading import Log
from harness.model.exchange import Message, Response, ToolCall

ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Weather in Paris?"}]
SAID = {"role": "assistant", "content": "Rainy."}
CHAT = {"model": "gpt-4o", "messages": ASKED, "temperature": 0, "max_tokens": 50}
ANSWER = {
    "model": "gpt-4o-2024-08-06",
    "choices": [{"index": 0, "message": SAID, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 2},
}
ANTHROPIC = {"model": "gpt-4o", "system": "Be brief.", "messages": ASKED[1:], "temperature": 0, "max_tokens": 50}
BLOCKS = {
    "type": "message",
    "model": "gpt-4o-2024-08-06",
    "content": [{"type": "text", "text": "Rainy."}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 9, "output_tokens": 2},
}
RESPONSES = {
    "model": "gpt-4o",
    "instructions": "Be brief.",
    "input": "Weather in Paris?",
    "temperature": 0,
    "max_output_tokens": 50,
}
OUTPUT = {
    "id": "r", "object": "response", "status": "completed", "model": "gpt-4o-2024-08-06",
    "output": [{"type": "message", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "Rainy.", "annotations": []}]}],
    "usage": {"input_tokens": 9, "output_tokens": 2},
}  # fmt: skip
GEMINI = {
    "model": "gpt-4o", "systemInstruction": {"parts": [{"text": "Be brief."}]},
    "contents": [{"role": "user", "parts": [{"text": "Weather in Paris?"}]}], "generationConfig": {"temperature": 0, "maxOutputTokens": 50},
}  # fmt: skip
CANDIDATES = {
    "modelVersion": "gpt-4o-2024-08-06", "candidates": [{"content": {"role": "model", "parts": [{"text": "Rainy."}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 2},
}  # fmt: skip
BEDROCK = {
    "modelId": "gpt-4o",
    "system": [{"text": "Be brief."}],
    "messages": [{"role": "user", "content": [{"text": "Weather in Paris?"}]}],
    "inferenceConfig": {"temperature": 0, "maxTokens": 50},
}
CONVERSED = {
    "output": {"message": {"role": "assistant", "content": [{"text": "Rainy."}]}},
    "stopReason": "end_turn",
    "usage": {"inputTokens": 9, "outputTokens": 2},
    "model": "gpt-4o-2024-08-06",
}
LITELLM = {
    "call_type": "acompletion",
    "status": "success",
    "custom_llm_provider": "openai",
    "trace_id": "g1",
    "model": "gpt-4o",
    "messages": ASKED,
    "model_parameters": {"temperature": 0, "max_tokens": 50},
    "response": ANSWER,
}
LANGFUSE = {
    "type": "GENERATION",
    "traceId": "g1",
    "model": "gpt-4o",
    "modelParameters": {"temperature": "0", "max_tokens": 50},
    "input": {"messages": ASKED},
    "output": SAID,
    "usageDetails": {"input": 9, "output": 2},
}
SSE = (
    "".join(
        f"data: {json.dumps({'model': 'gpt-4o-2024-08-06', 'choices': [{'index': 0, 'delta': delta, 'finish_reason': end}]})}\n\n"
        for delta, end in (({"content": "Rai"}, None), ({"content": "ny."}, None), ({}, "stop"))
    )
    + "data: [DONE]\n\n"
)


def attributes(values):
    """As OTLP writes them."""

    def value(item):
        if isinstance(item, bool):
            return {"boolValue": item}
        if isinstance(item, int):
            return {"intValue": str(item)}
        if isinstance(item, float):
            return {"doubleValue": item}
        if isinstance(item, list):
            return {"arrayValue": {"values": [value(part) for part in item]}}
        if isinstance(item, dict):
            return {"kvlistValue": {"values": attributes(item)}}
        return {"stringValue": item}

    return [{"key": name, "value": value(item)} for name, item in values.items()]


def span(values, events=(), identity="s1", **fields):
    body = {
        "traceId": "t1",
        "spanId": identity,
        "name": "chat",
        "attributes": attributes(values),
        "events": [{"name": name, "attributes": attributes(inner)} for name, inner in events],
        **fields,
    }
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": [body]}]}]}


def log_record(name, values, body=None, identity="s1"):
    record = {
        "eventName": name,
        "spanId": identity,
        "traceId": "t1",
        "attributes": attributes(values),
        **({"body": {"kvlistValue": {"values": attributes(body)}}} if body else {}),
    }
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}


BASE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.request.temperature": 0.0,
    "gen_ai.request.max_tokens": 50,
    "gen_ai.usage.input_tokens": 9,
    "gen_ai.usage.output_tokens": 2,
    "gen_ai.conversation.id": "g1",
}
PARTS_IN = [{"role": "user", "parts": [{"type": "text", "content": "Weather in Paris?"}]}]
PARTS_OUT = [{"role": "assistant", "parts": [{"type": "text", "content": "Rainy."}], "finish_reason": "stop"}]
STRUCTURED = {
    "gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}],
    "gen_ai.input.messages": PARTS_IN,
    "gen_ai.output.messages": PARTS_OUT,
}
IN_STRINGS = {name: json.dumps(value) for name, value in STRUCTURED.items()}
OLD_EVENTS = [
    ("gen_ai.system.message", {"content": "Be brief."}),
    ("gen_ai.user.message", {"content": "Weather in Paris?"}),
    ("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": json.dumps(SAID)}),
]
OLDEST = [
    ("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps(ASKED)}),
    ("gen_ai.content.completion", {"gen_ai.completion": json.dumps([SAID])}),
]
NUMBERED = {
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "Be brief.",
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": "Weather in Paris?",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "Rainy.",
    "gen_ai.completion.0.finish_reason": "stop",
}
OPENINFERENCE = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "llm.invocation_parameters": json.dumps({"temperature": 0, "max_tokens": 50}),
    "session.id": "g1",
    "llm.token_count.prompt": 9,
    "llm.token_count.completion": 2,
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.content": "Weather in Paris?",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Rainy.",
}

SAME = {
    "litellm": [LITELLM],
    "litellm, bodies as text": [{**LITELLM, "messages": json.dumps(ASKED), "response": json.dumps(ANSWER)}],
    "litellm, messages api": [{**LITELLM, "response": BLOCKS}],
    "litellm, spend logs that hold the request": [{**LITELLM, "trace_id": None, "session_id": "g1", "messages": "{}", "proxy_server_request": json.dumps(CHAT)}],
    "pair": [{"request": CHAT, "response": ANSWER, "session_id": "g1"}],
    "bodies": [{"request_body": json.dumps(CHAT), "response_body": json.dumps(ANSWER), "metadata": {"conversation_id": "g1"}}],
    "http": [{"request": {"method": "POST", "url": "/v1/chat/completions", "body": CHAT}, "response": {"status_code": 200, "body": ANSWER}, "session_id": "g1"}],
    "streamed": [{"request": CHAT, "response": SSE, "session_id": "g1"}],
    "messages": [{"request": ANTHROPIC, "response": BLOCKS, "session_id": "g1"}],
    "responses": [{"request": RESPONSES, "response": OUTPUT, "session_id": "g1"}],
    "gemini": [{"request": GEMINI, "response": CANDIDATES, "session_id": "g1"}],
    "bedrock": [{"request": BEDROCK, "response": CONVERSED, "session_id": "g1"}],
    "langfuse": [LANGFUSE],
    "langfuse batch": [{"batch": [{"type": "trace-create", "body": {}}, {"type": "generation-create", "body": {name: value for name, value in LANGFUSE.items() if name != "type"}}]}],
    "litellm, as a callback is given it": [{"kwargs": {"standard_logging_object": LITELLM}}],
    "langfuse batch with a session": [
        {
            "batch": [
                {"type": "trace-create", "body": {"id": "t9", "sessionId": "g1"}},
                {"type": "generation-create", "body": {**LANGFUSE, "traceId": "t9"}},
            ]
        }
    ],
    "otel structured": [span({**BASE, **STRUCTURED})],
    "otel in strings": [span({**BASE, **IN_STRINGS})],
    "otel on an event": [span(BASE, [("gen_ai.client.inference.operation.details", STRUCTURED)])],
    "otel events of the span": [span(BASE, OLD_EVENTS)],
    "otel oldest events": [span(BASE, OLDEST)],
    "otel numbered": [span({**BASE, **NUMBERED})],
    "otel records beside, then the span": [log_record("gen_ai.system.message", {}, {"content": "Be brief."}), log_record("gen_ai.user.message", {}, {"content": "Weather in Paris?"}), log_record("gen_ai.choice", {}, {"index": 0, "finish_reason": "stop", "message": SAID}), span(BASE)],
    "otel details in a record": [span(BASE), log_record("gen_ai.client.inference.operation.details", STRUCTURED)],
    "openinference": [span(OPENINFERENCE)],
    "a console exporter's": [{"name": "chat", "context": {"trace_id": "0x1", "span_id": "0x2"}, "attributes": {**BASE, **IN_STRINGS}, "events": []}],
}  # fmt: skip


def read(tmp_path, records, name="log.jsonl"):
    path = tmp_path / name
    text = "".join(json.dumps(record) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    with Log(path) as log:
        calls = list(log.calls())
        places = {place for place, _ in calls}
        assert list(log.again(places, {place.line for place in places})) == calls
        return [call for _, call in calls], log


@pytest.mark.parametrize("records", SAME.values(), ids=SAME)
def test_the_same_call_from_every_kind_of_log(tmp_path, records):
    (call,), log = read(tmp_path, records)
    assert call.question.messages == (Message("system", "Be brief."), Message("user", "Weather in Paris?"))
    assert dict(call.question.params) == {"temperature": 0, "max_tokens": 50}
    assert (call.response.text, call.response.stop_reason) == ("Rainy.", "stop")
    if call.response.usage.input_tokens is not None:  # a stream need not tell
        assert (call.response.usage.input_tokens, call.response.usage.output_tokens) == (9, 2)
    assert (call.model, call.group) == ("gpt-4o", "g1")
    assert call.response.served_model in ("gpt-4o-2024-08-06", None)
    assert not log.broken.counts


CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"id": "A-1"}'}}
TOOL = {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object"}}}
USE = {"type": "tool_use", "id": "c1", "name": "look", "input": {"id": "A-1"}}
IN_PARTS = [
    {"role": "user", "parts": [{"type": "text", "content": "Where?"}]},
    {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "look", "arguments": {"id": "A-1"}}]},
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "depot"}]},
]
OUT_PARTS = [
    {
        "role": "assistant",
        "parts": [{"type": "tool_call", "id": "c2", "name": "look", "arguments": '{"id": "A-2"}'}],
        "finish_reason": "tool_call",
    }
]
WITH_TOOLS = {
    "chat": {"request": {"model": "m", "messages": [{"role": "user", "content": "Where?"}, {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c1", "content": "depot"}], "tools": [TOOL]}, "response": {"choices": [{"message": {"content": None, "tool_calls": [{**CALL, "id": "c2", "function": {"name": "look", "arguments": '{"id": "A-2"}'}}]}, "finish_reason": "tool_calls"}]}},
    "messages": {"request": {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Where?"}, {"role": "assistant", "content": [USE]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "depot"}]}], "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"}}]}, "response": {"type": "message", "content": [{**USE, "id": "c2", "input": {"id": "A-2"}}], "stop_reason": "tool_use"}},
    "bedrock": {"request": {"modelId": "m", "inferenceConfig": {}, "messages": [{"role": "user", "content": [{"text": "Where?"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "c1", "name": "look", "input": {"id": "A-1"}}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId": "c1", "content": [{"text": "depot"}]}}]}], "toolConfig": {"tools": [{"toolSpec": {"name": "look", "description": "Looks.", "inputSchema": {"json": {"type": "object"}}}}]}}, "response": {"output": {"message": {"content": [{"toolUse": {"toolUseId": "c2", "name": "look", "input": {"id": "A-2"}}}]}}, "stopReason": "tool_use"}},
    "otel": span({**BASE, "gen_ai.request.model": "m", "gen_ai.input.messages": json.dumps(IN_PARTS), "gen_ai.output.messages": json.dumps(OUT_PARTS), "gen_ai.tool.definitions": json.dumps([{"type": "function", "name": "look", "description": "Looks.", "parameters": {"type": "object"}}])}),
}  # fmt: skip


@pytest.mark.parametrize("record", WITH_TOOLS.values(), ids=WITH_TOOLS)
def test_tools_their_calls_and_what_they_gave_back(tmp_path, record):
    (call,), _ = read(tmp_path, [record])
    _, assistant, tool = call.question.messages
    assert assistant.tool_calls == (ToolCall("look", {"id": "A-1"}, "c1"),)
    assert (tool.role, tool.content, tool.tool_call_id) == ("tool", "depot", "c1")
    assert call.response.tool_calls == (ToolCall("look", {"id": "A-2"}, "c2"),)
    assert call.response.stop_reason == "tool"
    assert [(one.name, one.description, dict(one.parameters)) for one in call.question.tools] == [
        ("look", "Looks.", {"type": "object"})
    ]


NONE = {
    "store_prompts_in_spend_logs": {**LITELLM, "messages": "{}", "response": "{}"},
    "messages are not in the log (LiteLLM": {**LITELLM, "messages": {}, "response": {}},
    "were redacted where they were logged": {**LITELLM, "messages": "redacted-by-litellm"},
    "its messages were redacted": {**LANGFUSE, "input": {"messages": [{"role": "user", "content": "redacted-by-litellm"}]}},
    "answered with an error": {**LITELLM, "status": "failure"},
    "no call of a chat model": {**LITELLM, "call_type": "aembedding"},
    "the status, not the body": {"request": {"body": CHAT}, "response": {"status_code": 429, "body": {}}},
    "its answer is not in the log": {**LITELLM, "response": {}},
    "does not hold its answer": {"request": CHAT, "response": None},
    "its answer is empty": {"request": CHAT, "response": {"choices": [{"message": {"content": ""}, "finish_reason": "stop"}]}},
    "holds no request": {"hello": "world"},
    "pictures or files": {"request": {**CHAT, "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}]}]}, "response": ANSWER},
    "it holds image_url": {"request": {**CHAT, "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}]}]}, "response": ANSWER},
    "kept at the vendor": {"request": {**RESPONSES, "previous_response_id": "r0"}, "response": OUTPUT},
    "no role": {"request": {**CHAT, "messages": [{"role": "narrator", "content": "a"}]}, "response": ANSWER},
    "no message of the user": {"request": {**CHAT, "messages": ASKED[:1]}, "response": ANSWER},
    "streamed answer is not whole": {"request": CHAT, "response": SSE.partition("data: [DONE]")[0][:80]},
    "content was not captured": span(BASE),
    "no call of a model": span({"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look"}),
    "its answer holds blob": span({**BASE, "gen_ai.input.messages": json.dumps(PARTS_IN), "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [{"type": "blob", "modality": "image", "content": "aGk="}]}])}),
    "harness import captured": {"schema": "harness.capture/1"},
    "a record of the type": {**LANGFUSE, "type": "SPAN"},
    "not what such a record has": {"request": {**CHAT, "messages": ASKED, "tools": 5}, "response": ANSWER},
}  # fmt: skip


@pytest.mark.parametrize(("reason", "record"), NONE.items(), ids=NONE)
def test_what_makes_no_case_is_told_with_its_reason(tmp_path, reason, record):
    calls, log = read(tmp_path, [record])
    assert not calls
    ((told, count),) = log.unread.counts.items()
    assert count == 1
    assert log.unread.places[told] == [1]
    if reason not in ("the status, not the body", "not what such a record has"):
        assert reason in told


def test_broken_lines_are_skipped_counted_and_listed(tmp_path):
    path = tmp_path / "log.jsonl"
    lines = [json.dumps(LITELLM), '{"cut', "[1]", json.dumps(LITELLM), '{"n": NaN}', "\xff", ""]
    path.write_bytes("\n".join(lines).encode("latin-1"))
    with Log(path) as log:
        assert [place.line for place, _ in log.calls()] == [1, 4]
        assert sum(log.broken.counts.values()) == 4
        assert sorted(line for lines in log.broken.places.values() for line in lines) == [2, 3, 5, 6]


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_one_document_of_many_lines_is_read_and_so_is_a_packed_log(tmp_path, name):
    calls, _ = read(tmp_path, [LITELLM, LITELLM], name)
    assert len(calls) == 2
    path = tmp_path / "all.json"
    path.write_text(json.dumps([LITELLM, LANGFUSE], indent=2))
    with Log(path) as log:
        assert [place.line for place, _ in log.calls()] == [1, 2]
    path.write_text(json.dumps(span({**BASE, **STRUCTURED}), indent=2))
    with Log(path) as log:
        assert len(list(log.calls())) == 1


def test_what_a_built_in_tool_is_worth_is_told_as_a_loss(tmp_path):
    tools = json.dumps([{"type": "web_search_20250305", "name": "web_search", "max_uses": 5}])
    (call,), _ = read(tmp_path, [span({**BASE, **STRUCTURED, "gen_ai.tool.definitions": tools})])
    assert [loss.what for loss in call.question.losses] == ["tool: web_search_20250305"]
    assert isinstance(call, Logged)
    assert isinstance(call.response, Response)
