"""Tools in every wire format, and what is lost of them."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.config import Target
from harness.model.exchange import Message, Request, Tool, ToolCall
from harness.plugins import load
from harness.providers._local_params import Terms, order_of

CLOSED = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": False}
OPTIONAL = {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False}
BOUNDED = CLOSED | {"properties": {"id": {"type": "string", "pattern": "^A"}}}
VENDORS = {
    "responses": ("openai", "gpt-4.1", {}),
    "chat": ("openai", "gpt-4.1", {"api": "chat"}),
    "messages": ("anthropic", "claude-sonnet-4-6", {}),
    "thinking": ("anthropic", "claude-opus-5-5", {}),
    "compatible": ("openai-compatible", "llama", {}),
    "transformers": ("openai-compatible", "llama", {"server": "transformers"}),
}
QUESTION = (Message("user", "Where?"),)
CALLED = (*QUESTION, Message("assistant", "", (ToolCall("find", {}, "c1"),)), Message("tool", "lost", (), "c1"))


def compiled(vendor: str, *tools: Tool, messages: tuple[Message, ...] = QUESTION, **params: Any):
    provider, model, settings = VENDORS[vendor]
    target = Target(name="t", provider=provider, model=model, base_url="http://127.0.0.1:1", settings=settings)
    connection = load("providers", provider).connect(target, {})
    got = connection.wire.compile(Request(model=model, messages=messages, tools=tools, params=params), connection.plan)
    return got.body, {loss.what: loss.why for loss in got.losses}


def find(schema: dict[str, Any]) -> Tool:
    return Tool("find", "Finds it", schema)


@pytest.mark.parametrize(
    ("vendor", "schema", "strict", "words"),
    [
        ("responses", CLOSED, True, ""),
        ("responses", OPTIONAL, False, "requires all its properties"),
        ("responses", BOUNDED, True, ""),
        ("chat", CLOSED, True, ""),
        ("chat", OPTIONAL, None, "requires all its properties"),
        ("messages", CLOSED, True, ""),
        ("messages", OPTIONAL, True, ""),
        ("messages", BOUNDED, None, "not enforced: pattern at id"),
        ("compatible", OPTIONAL, None, ""),
    ],
)
def test_whether_arguments_are_held_to_their_schema(vendor, schema, strict, words):
    body, losses = compiled(vendor, find(schema))
    (tool,) = body["tools"]
    assert tool.get("function", tool).get("strict") is strict
    assert words in losses.get("tools.find.parameters", "")
    assert ("tools.find.parameters" in losses) is bool(words)


def test_the_schema_is_sent_as_it_was_written():
    for vendor in ("responses", "chat", "messages", "compatible"):
        (tool,) = compiled(vendor, find(BOUNDED))[0]["tools"]
        tool = tool.get("function", tool)
        assert tool.get("parameters", tool.get("input_schema")) == BOUNDED


@pytest.mark.parametrize(
    ("vendor", "choice", "sent"),
    [
        ("responses", "auto", None),
        ("responses", "required", "required"),
        ("responses", "find", {"type": "function", "name": "find"}),
        ("chat", "required", "required"),
        ("chat", "find", {"type": "function", "function": {"name": "find"}}),
        ("messages", "auto", None),
        ("messages", "required", {"type": "any"}),
        ("messages", "find", {"type": "tool", "name": "find"}),
        ("compatible", "find", {"type": "function", "function": {"name": "find"}}),
    ],
)
def test_the_choice_of_a_tool(vendor, choice, sent):
    body, losses = compiled(vendor, find(CLOSED), tool_choice=choice)
    assert body.get("tool_choice") == sent
    assert "tool_choice" not in losses


@pytest.mark.parametrize("vendor", ["thinking", "transformers"])
@pytest.mark.parametrize("choice", ["required", "find"])
def test_a_choice_that_cannot_be_forced_is_a_loss(vendor, choice):
    body, losses = compiled(vendor, find(CLOSED), tool_choice=choice)
    assert "tool_choice" not in body
    assert losses["tool_choice"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_none_leaves_the_tools_out_unless_they_were_called_before(vendor):
    body, losses = compiled(vendor, find(CLOSED), tool_choice="none")
    assert not {"tools", "tool_choice"} & set(body)
    assert "tool_choice" not in losses
    body, _ = compiled(vendor, find(CLOSED), tool_choice="none", messages=CALLED)
    assert body["tools"]
    assert body["tool_choice"] in ("none", {"type": "none"})


def test_one_call_at_a_time():
    assert compiled("responses", find(CLOSED), parallel_tool_calls=False)[0]["parallel_tool_calls"] is False
    body, _ = compiled("messages", find(CLOSED), parallel_tool_calls=False)
    assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}
    body, _ = compiled("messages", find(CLOSED), parallel_tool_calls=False, tool_choice="required")
    assert body["tool_choice"] == {"type": "any", "disable_parallel_tool_use": True}
    body, losses = compiled("transformers", find(CLOSED), parallel_tool_calls=False)
    assert "parallel_tool_calls" not in body
    assert losses["parallel_tool_calls"]


def test_more_tools_than_anthropic_holds_to_their_schemas():
    body, _ = compiled("messages", *(Tool(f"t{number}", "", CLOSED) for number in range(21)))
    assert not any("strict" in tool for tool in body["tools"])


def test_a_local_model():
    def order(**params: Any):
        return order_of(
            Request(model="m", messages=QUESTION, tools=(find(CLOSED),), params=params), Terms(timeout_s=1, batch=1)
        )

    assert order(tool_choice="none").request.tools == ()
    assert order(tool_choice="auto").losses == ()
    assert [loss.what for loss in order(tool_choice="required", parallel_tool_calls=False).losses] == [
        "tool_choice",
        "parallel_tool_calls",
    ]
