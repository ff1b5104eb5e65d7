"""Bodies are what the vendors' own types say; what can't be sent is listed, never sent and never forgotten."""

from __future__ import annotations

import json
import sys
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
import typing_extensions
from anthropic.types import message_create_params
from openai.types.chat import completion_create_params
from openai.types.responses import response_create_params
from pydantic import TypeAdapter
from servers import pictures
from servers.shapes import Said

from harness.model.config import Target
from harness.model.exchange import TEXT, Attachment, Message, Output, Request, Tool, ToolCall
from harness.plugins import load
from harness.providers._params import merged

CLOSED = {
    "type": "object",
    "properties": {"amount": {"type": "integer"}, "why": {"type": "string"}},
    "required": ["amount", "why"],
    "additionalProperties": False,
}
OPEN = {"type": "object", "properties": {"amount": {"type": "integer", "minimum": 0, "maximum": 120}}}
EVERYTHING = {
    "temperature": 0.2,
    "top_p": 0.9,
    "top_k": 40,
    "max_tokens": 300,
    "stop": ["END"],
    "seed": 7,
    "presence_penalty": 0.1,
    "frequency_penalty": 0.2,
    "reasoning_effort": "low",
}
ABOUT_TOOLS = {"tool_choice": "required", "parallel_tool_calls": False}
TURNS = (
    Message("system", "Be brief. Answer in JSON."),
    Message("user", "Weather?"),
    Message("assistant", "", tool_calls=(ToolCall("weather", {"city": "Paris"}),)),
    Message("tool", "sunny"),
    Message("user", "Thanks"),
)
TOOLS = (Tool("weather", "The weather", {"type": "object", "properties": {"city": {"type": "string"}}}), Tool("now"))
OLD = {"anthropic_version": "2023-06-01"}
TYPES = {
    "responses": response_create_params.ResponseCreateParams,
    "chat": completion_create_params.CompletionCreateParams,
    "messages": message_create_params.MessageCreateParams,
}


@pytest.fixture(scope="module", autouse=True)
def _closed_types() -> None:
    """The vendors' types, made to refuse keys they do not know."""
    for module in _modules():
        for kind in vars(module).values():
            if isinstance(kind, type) and typing_extensions.is_typeddict(kind):
                kind.__pydantic_config__ = {"extra": "forbid", "arbitrary_types_allowed": True}


def compiled(provider: str, model: str, settings: dict[str, Any] | None = None, **request: Any):
    fields = {"base_url": "http://127.0.0.1:1", "settings": settings or {}}
    connection = load("providers", provider).connect(Target(name="t", provider=provider, model=model, **fields), {})
    asked = Request(**{"model": model, "messages": TURNS} | request)
    got = connection.wire.compile(asked, connection.plan)
    return got.body, {loss.what: loss.why for loss in got.losses}


CASES = [
    ("openai", "gpt-5.1", {}, "responses"),
    ("openai", "gpt-4.1", {}, "responses"),
    ("openai", "gpt-5.1", {"api": "chat"}, "chat"),
    ("openai", "gpt-4.1", {"api": "chat"}, "chat"),
    ("azure", "gpt-5.1", {"deployment": "prod"}, "responses"),
    ("azure", "gpt-4.1", {"deployment": "prod", "api": "chat"}, "chat"),
    ("anthropic", "claude-sonnet-4-6", {}, "messages"),
    ("anthropic", "claude-haiku-4-5", {}, "messages"),
]


@pytest.mark.parametrize("output", [Output(), Output("json", CLOSED), Output("json", OPEN), Output("json")])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("provider", "model", "settings", "wire"), CASES)
def test_bodies_fit_the_vendors_types(provider, model, settings, wire, stream, output) -> None:  # noqa: PLR0917
    body, losses = compiled(
        provider, model, settings, params=EVERYTHING | ABOUT_TOOLS, tools=TOOLS, output=output, stream=stream
    )
    _check(wire, body)
    assert body["stream"] is stream
    json.dumps(body)
    sent = {**body, **body.get("reasoning", {}), **body.get("output_config", {})}
    names = {"stop": "stop_sequences", "reasoning_effort": "effort"}
    for name in EVERYTHING:
        present = name in sent or names.get(name) in sent or (name == "max_tokens" and _limit(body) == 300)
        assert present != (name in losses), name


@pytest.mark.parametrize(("provider", "model", "settings", "wire"), CASES)
def test_attachments_fit_the_vendors_types(tmp_path, provider, model, settings, wire) -> None:
    found = {"a.png": (pictures.PNG, "image/png"), "b.pdf": (pictures.PDF, "application/pdf"), "c.txt": (b"x", TEXT)}
    attached = []
    for name, (data, media_type) in found.items():
        (tmp_path / name).write_bytes(data)
        kind = "image" if media_type == "image/png" else "file"
        path = str(tmp_path / name)
        attached.append(Attachment(kind, name, media_type, len(data), sha256(data).hexdigest(), path))
    turns = (Message("system", "Be brief."), Message("user", "Look.", attachments=tuple(attached)))
    body, losses = compiled(provider, model, settings, messages=turns)
    _check(wire, body)
    assert set(losses) == ({"files"} if wire == "chat" else set())


def test_the_check_of_types_refuses_what_is_unknown() -> None:
    body, _ = compiled("openai", "gpt-4.1")
    with pytest.raises(ValueError, match="surprise"):
        _check("responses", body | {"surprise": 1})


@pytest.mark.parametrize(
    ("provider", "model", "settings", "lost"),
    [
        ("openai", "gpt-4.1", {}, "stop seed penalties top_k reasoning_effort"),
        ("openai", "gpt-4o-mini", {"api": "chat"}, "top_k reasoning_effort"),
        ("openai", "gpt-5.1", {}, "stop seed penalties top_k temperature top_p"),
        ("openai", "gpt-6-sol", {"api": "chat"}, "top_k temperature top_p stop penalties"),
        ("openai", "o4-mini", {"api": "chat"}, "top_k temperature top_p stop penalties"),
        ("openai", "ft:gpt-5-mini:acme", {}, "stop seed penalties top_k temperature top_p"),
        ("openai", "gpt-5-chat-latest", {"api": "chat"}, "top_k reasoning_effort"),
        ("azure", "", {"deployment": "gpt-5-prod", "api": "chat"}, "top_k temperature top_p stop penalties"),
        ("anthropic", "claude-opus-5", {}, "seed penalties temperature top_p top_k"),
        ("anthropic", "claude-sonnet-4-5", {}, "seed penalties temperature top_p top_k reasoning_effort"),
        ("anthropic", "claude-3-5-haiku-latest", OLD, "seed penalties top_p reasoning_effort"),
        ("anthropic", "claude-opus-4-7", OLD, "seed penalties temperature top_p top_k"),
        ("openai-compatible", "llama", {}, ""),
        ("openai-compatible", "llama", {"server": "ollama"}, "top_k"),
        ("openai-compatible", "llama", {"server": "transformers"}, "top_k presence_penalty reasoning_effort"),
    ],
)  # fmt: skip
def test_what_is_lost(provider, model, settings, lost) -> None:
    _, losses = compiled(provider, model, settings, params=EVERYTHING)
    assert set(losses) == set(lost.replace("penalties", "presence_penalty frequency_penalty").split())
    assert all(losses.values())


def test_sampling_without_reasoning_is_kept() -> None:
    body, losses = compiled("openai", "gpt-5.1", params={"temperature": 0, "reasoning_effort": "none"})
    assert (body["temperature"], body["reasoning"], losses) == (0, {"effort": "none"}, {})


def test_nothing_asked_nothing_lost() -> None:
    for provider, model, settings, _ in CASES:
        assert compiled(provider, model, settings, params={"temperature": None})[1] == {}


@pytest.mark.parametrize(
    ("provider", "settings", "name"),
    [
        ("openai", {}, "max_output_tokens"),
        ("openai", {"api": "chat"}, "max_completion_tokens"),
        ("openai-compatible", {}, "max_tokens"),
        ("anthropic", {}, "max_tokens"),
    ],
)
def test_the_name_of_the_limit(provider, settings, name) -> None:
    assert compiled(provider, "m", settings, params={"max_tokens": 300})[0][name] == 300


def test_limits_of_limits() -> None:
    body, losses = compiled("openai", "gpt-4.1", params={"max_tokens": 5})
    assert (body["max_output_tokens"], list(losses)) == (16, ["max_tokens"])
    body, losses = compiled("openai", "gpt-4.1", {"api": "chat"}, params={"stop": ["a", "b", "c", "d", "e"]})
    assert (body["stop"], list(losses)) == (["a", "b", "c", "d"], ["stop"])
    body, losses = compiled("anthropic", "claude-opus-5", params={"stop": ["\n", "END"]})
    assert (body["stop_sequences"], list(losses)) == (["END"], ["stop"])
    body, losses = compiled("anthropic", "claude-opus-5", params={"stop": "\n"})
    assert ("stop_sequences" in body, list(losses)) == (False, ["stop"])
    body, losses = compiled("anthropic", "claude-3-haiku-20240307", OLD, params={"temperature": 1.5, "top_p": 0.9})
    assert (body["top_p"], list(losses)) == (0.9, ["temperature"])
    body, losses = compiled("anthropic", "claude-opus-5", params={"reasoning_effort": "minimal"})
    assert ("output_config" in body, list(losses)) == (False, ["reasoning_effort"])
    assert compiled("anthropic", "claude-opus-5")[0]["max_tokens"] == 4096
    assert compiled("openai", "gpt-4.1", params={"min_p": 0.1})[1].keys() == {"min_p"}


async def test_the_limit_nobody_asked_for_is_told_when_reached(vendor, connect) -> None:
    vendor.says = lambda _: Said("cut", finish="length")
    connection = connect(vendor.url, "messages")
    asked = {"model": "m", "messages": TURNS}
    assert [loss.what for loss in (await connection.complete(Request(**asked))).losses] == ["max_tokens"]
    assert (await connection.complete(Request(**asked, params={"max_tokens": 300}))).losses == ()


def test_json_by_schema() -> None:
    strict = {"type": "json_schema", "name": "answer", "schema": CLOSED, "strict": True}
    nested = {"type": "json_schema", "json_schema": {"name": "answer", "schema": CLOSED, "strict": True}}
    output = Output("json", CLOSED)
    assert compiled("openai", "gpt-4.1", output=output)[0]["text"] == {"format": strict}
    assert compiled("openai", "gpt-4.1", {"api": "chat"}, output=output)[0]["response_format"] == nested
    body, losses = compiled("anthropic", "claude-opus-5", output=output)
    assert (body["output_config"], losses) == ({"format": {"type": "json_schema", "schema": CLOSED}}, {})


def test_json_by_a_schema_vendors_enforce_in_part() -> None:
    output = Output("json", OPEN)
    body, losses = compiled("openai", "gpt-4.1", output=output)
    assert (body["text"]["format"]["strict"], body["text"]["format"]["schema"]) == (False, OPEN)
    assert "output.schema" in losses
    body, losses = compiled("anthropic", "claude-opus-5", output=output)
    relaxed = {"type": "object", "properties": {"amount": {"type": "integer"}}, "additionalProperties": False}
    assert body["output_config"]["format"]["schema"] == relaxed
    assert losses["output.schema"].endswith("minimum at amount, maximum at amount")


@pytest.mark.parametrize("model", ["gpt-4", "gpt-4-turbo", "gpt-3.5-turbo"])
def test_models_that_know_no_schema(model) -> None:
    body, losses = compiled("openai", model, {"api": "chat"}, output=Output("json", CLOSED))
    assert ("response_format" in body, "output.schema" in losses) == (False, True)


def test_json_without_a_schema() -> None:
    output = Output("json")
    body, losses = compiled("openai", "gpt-4.1", output=output)
    assert (body["text"], losses) == ({"format": {"type": "json_object"}}, {})
    assert body["input"][0] == {"role": "system", "content": "Be brief. Answer in JSON."}
    silent = (Message("user", "Weather?"),)
    assert compiled("openai", "gpt-4.1", output=output, messages=silent)[1].keys() == {"output.type"}
    assert compiled("anthropic", "claude-opus-5", output=output)[1].keys() == {"output.type"}
    body, losses = compiled("openai-compatible", "llama", output=output, messages=silent)
    assert (body["response_format"], losses) == ({"type": "json_object"}, {})


def test_where_the_system_prompt_goes() -> None:
    assert compiled("openai", "gpt-4.1")[0]["instructions"] == "Be brief. Answer in JSON."
    assert compiled("openai", "gpt-4.1", {"api": "chat"})[0]["messages"][0]["role"] == "system"
    assert compiled("anthropic", "claude-opus-5")[0]["system"] == "Be brief. Answer in JSON."
    between = (Message("system", "A"), Message("user", "x"), Message("system", "B"), Message("user", "y"))
    body, losses = compiled("anthropic", "claude-opus-5", messages=between)
    assert (body["system"], list(losses)) == ("A\n\nB", ["messages"])
    assert [item["role"] for item in compiled("openai", "gpt-4.1", messages=between)[0]["input"]] == [
        "user",
        "system",
        "user",
    ]


def test_results_of_tools_answer_their_calls() -> None:
    calls = (ToolCall("weather", {"city": "Paris"}, "mine"), ToolCall("weather", {"city": "Rome"}))
    turns = (
        Message("user", "x"),
        Message("assistant", "Looking.", tool_calls=calls),
        Message("tool", "sunny", tool_call_id="mine"),
        Message("tool", "rain"),
    )
    body = compiled("anthropic", "claude-opus-5", messages=turns)[0]
    assert [block["tool_use_id"] for block in body["messages"][-1]["content"]] == ["mine", "call_2"]
    assert [block["type"] for block in body["messages"][1]["content"]] == ["text", "tool_use", "tool_use"]
    body = compiled("openai", "gpt-4.1", messages=turns)[0]
    outputs = [item["call_id"] for item in body["input"] if item.get("type") == "function_call_output"]
    assert outputs == ["mine", "call_2"]
    body = compiled("openai", "gpt-4.1", {"api": "chat"}, messages=turns)[0]
    assert [turn["tool_call_id"] for turn in body["messages"][-2:]] == ["mine", "call_2"]


def test_nothing_is_stored() -> None:
    assert compiled("openai", "gpt-4.1")[0]["store"] is False
    assert compiled("openai", "gpt-4.1", {"api": "chat"})[0]["store"] is False
    assert compiled("azure", "gpt-4.1", {"deployment": "d"})[0]["store"] is False


def test_extra_goes_in_as_it_is() -> None:
    body = {"model": "m", "text": {"format": {"type": "json_object"}}}
    extra = {"text": {"verbosity": "low"}, "service_tier": "flex", "model": "other"}
    assert merged(body, extra) == {
        "model": "other",
        "text": {"format": {"type": "json_object"}, "verbosity": "low"},
        "service_tier": "flex",
    }


async def test_extra_reaches_the_vendor(vendor) -> None:
    connection = load("providers", "openai").connect(vendor.target(extra={"text": {"verbosity": "low"}}), {})
    await connection.complete(Request(model="m", messages=TURNS[1:2]))
    await connection.close()
    assert vendor.requests[0].json["text"] == {"verbosity": "low"}
    with pytest.raises(Exception, match="must not set `stream`"):
        load("providers", "openai").connect(vendor.target(extra={"stream": True}), {})


def _limit(body: dict[str, Any]) -> Any:
    return body.get("max_output_tokens") or body.get("max_completion_tokens") or body.get("max_tokens")


def _modules() -> list[Any]:
    packages = ("anthropic.types", "openai.types.chat", "openai.types.responses", "openai.types.shared_params")
    return [module for name, module in list(sys.modules.items()) if name.startswith(packages)]


def _check(wire: str, body: dict[str, Any]) -> None:
    _consume(_adapter(wire).validate_python(body))


@cache
def _adapter(wire: str) -> TypeAdapter[Any]:
    return TypeAdapter(TYPES[wire])


def _consume(value: Any) -> None:
    """Fields that are iterables are checked only as they are read."""
    if isinstance(value, dict):
        value = value.values()
    if not isinstance(value, str | bytes) and hasattr(value, "__iter__"):
        for item in value:
            _consume(item)
