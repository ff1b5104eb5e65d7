"""The wire formats as CopilotKit's aimock speaks them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request, Tool, ToolCall
from harness.plugins import load
from harness.protocols import Connection

KINDS = {
    "responses": ("openai", {}),
    "chat": ("openai", {"api": "chat"}),
    "azure-v1": ("azure", {"deployment": "gpt-4o"}),
    "azure-v1-chat": ("azure", {"deployment": "gpt-4o", "api": "chat"}),
    "azure-dated-chat": ("azure", {"deployment": "gpt-4o", "api": "chat", "api_version": "2024-10-21"}),
    "anthropic": ("anthropic", {}),
    "compatible": ("openai-compatible", {}),
}
WEATHER = Tool("weather", "The weather of a city", {"type": "object", "properties": {"city": {"type": "string"}}})


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
async def connection(aimock, kind):
    provider, settings = KINDS[kind]
    base_url = aimock.url if provider in ("anthropic", "azure") else f"{aimock.url}/v1"
    model = "claude-sonnet-4-6" if provider == "anthropic" else "gpt-4o"
    fields = {"model": model, "base_url": base_url, "settings": settings, "api_key_env": "KEY", "timeout_s": 10}
    made = load("providers", provider).connect(Target(name="t", provider=provider, **fields), {"KEY": "mock-key-1234"})
    yield made
    await made.close()


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def ask(request, connection: Connection) -> Callable:
    async def complete(text: str, *more: Message, **fields):
        messages = (Message("system", "Be brief."), Message("user", text), *more)
        return await connection.complete(Request(model="gpt-4o", messages=messages, stream=request.param, **fields))

    return complete


async def test_text_and_usage(ask) -> None:
    got = await ask("how long do I have?")
    assert (got.text, got.stop_reason) == ("Returns close after 30 days.", "stop")
    assert (got.usage.input_tokens, got.usage.output_tokens) == (21, 6)
    assert got.request_id


async def test_tools(ask) -> None:
    got = await ask("weather in Paris and Zürich?", tools=(WEATHER,))
    assert got.stop_reason == "tool"
    assert [(call.name, call.arguments) for call in got.tool_calls] == [
        ("weather", {"city": "Paris"}),
        ("weather", {"city": "Zürich"}),
    ]
    said = Message("assistant", "", tool_calls=tuple(ToolCall(c.name, c.arguments, c.id) for c in got.tool_calls))
    results = [Message("tool", "sunny", tool_call_id=call.id) for call in got.tool_calls]
    assert (await ask("weather in Paris and Zürich?", said, *results, tools=(WEATHER,))).text == "Sunny in both."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("too fast", ("rate-limit", 429, True, 3.0)),
        ("broken", ("server", 500, True, None)),
        ("crowded", ("overloaded", 529, True, None)),
        ("too long", ("context", 400, False, None)),
    ],
)
async def test_errors(ask, text, expected) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(text)
    got = caught.value.trouble
    assert (got.kind, got.status, got.retryable, got.retry_after_s) == expected


async def test_times(connection: Connection) -> None:
    request = Request(model="gpt-4o", messages=(Message("user", "think first"),), stream=True)
    got = await connection.complete(request)
    assert got.text == "Here it comes, word by word."
    assert 0.15 < got.ttft_s < 2
    assert got.latency_s > got.ttft_s
    assert sum(size for _, size in got.chunks) == len(got.text)


@pytest.mark.parametrize("text", ["cut off", "hang up"])
async def test_cut_streams(connection: Connection, text) -> None:
    with pytest.raises(ProviderError) as caught:
        await connection.complete(Request(model="gpt-4o", messages=(Message("user", text),), stream=True))
    got = caught.value.trouble
    assert (got.kind, got.retryable, got.billed) == ("truncated", True, True)
    assert got.partial.startswith("These")
    assert not got.partial.endswith(".")


async def test_a_capped_answer(ask, kind) -> None:
    got = await ask("cap")
    # aimock has no `incomplete_details` in its Responses API, and so no reason there
    assert got.stop_reason == ("pause" if kind in ("responses", "azure-v1") else "length")


async def test_what_was_sent(connection: Connection, aimock, kind) -> None:
    text = f"how long, asks <{kind}>"
    params = {"temperature": 0, "seed": 1, "max_tokens": 50}
    got = await connection.complete(Request(model="gpt-4o", messages=(Message("user", text),), params=params))
    (entry,) = [entry for entry in aimock.get("/__aimock/journal") if text in str(entry["body"])]
    assert (
        entry["headers"].get("authorization", entry["headers"].get("api-key", "")).startswith(("Bearer ", "[", "mock"))
    )
    lost = {loss.what for loss in got.losses}
    assert lost == {
        "responses": {"seed"},
        "azure-v1": {"seed"},
        "anthropic": {"temperature", "seed"},
    }.get(kind, set())


async def test_an_answer_after_a_failure(aimock) -> None:
    target = Target(name="t", provider="openai", model="gpt-4o", base_url=f"{aimock.url}/v1")
    made = load("providers", "openai").connect(target, {})
    request = Request(model="gpt-4o", messages=(Message("user", "wobbly"),))
    with pytest.raises(ProviderError, match="Try again"):
        await made.complete(request)
    assert (await made.complete(request)).text == "Recovered."
    await made.close()
