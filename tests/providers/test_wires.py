"""An answer reads the same whichever vendor sent it, whole or streamed."""

from __future__ import annotations

import pytest
from servers.shapes import Said
from servers.vendor import Vendor

from harness.model.exchange import Message, Request, Tool, ToolCall, Usage
from harness.providers import anthropic, azure, openai, openai_compatible

ASK = Request(model="gpt-4.1", messages=(Message("system", "Be brief."), Message("user", "How long?")))
WEATHER = Tool("weather", "The weather of a city", {"type": "object", "properties": {"city": {"type": "string"}}})
PROVIDERS = {"openai": openai, "azure": azure, "anthropic": anthropic, "openai-compatible": openai_compatible}
KINDS = [
    ("openai", {}),
    ("openai", {"api": "chat"}),
    ("azure", {"deployment": "prod"}),
    ("azure", {"deployment": "prod", "api": "chat"}),
    ("azure", {"deployment": "prod", "api_version": "2025-04-01-preview"}),
    ("azure", {"deployment": "prod", "api": "chat", "api_version": "2025-04-01-preview"}),
    ("anthropic", {}),
    ("openai-compatible", {}),
    ("openai-compatible", {"api": "responses"}),
]


@pytest.fixture(params=KINDS, ids=lambda kind: "-".join([kind[0], *map(str, kind[1].values())]))
def connection(request, vendor: Vendor):
    provider, settings = request.param
    return PROVIDERS[provider].connect(vendor.target("t", provider, settings=settings), {})


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def ask(request) -> Request:
    return Request(model=ASK.model, messages=ASK.messages, tools=(WEATHER,), stream=request.param)


async def test_text(connection, ask, vendor: Vendor) -> None:
    vendor.says = lambda _: Said("30 days — naïve \x00 \u2028 “ok” 🙂", input_tokens=20, cached_tokens=5)
    got = await connection.complete(ask)
    assert got.text == "30 days — naïve \x00 \u2028 “ok” 🙂"
    assert (got.stop_reason, got.tool_calls, got.served_model) == ("stop", (), "served-model")
    assert (got.usage.input_tokens, got.usage.output_tokens, got.usage.cached_input_tokens) == (20, 7, 5)
    assert got.latency_s is not None
    assert got.latency_s >= 0
    await connection.close()


async def test_tool_calls(connection, ask, vendor: Vendor) -> None:
    calls = (("weather", {"city": "Paris"}), ("weather", {"city": "Zürich", "days": [1, 2]}))
    vendor.says = lambda _: Said("Let me look.", calls=calls, finish="tool")
    got = await connection.complete(ask)
    assert got.text == "Let me look."
    assert got.stop_reason == "tool"
    assert [(call.name, call.arguments) for call in got.tool_calls] == list(calls)
    assert all(call.id for call in got.tool_calls)
    await connection.close()


async def test_cut_short_by_the_limit(connection, ask, vendor: Vendor) -> None:
    vendor.says = lambda _: Said("Thirty", finish="length")
    assert (await connection.complete(ask)).stop_reason == "length"
    await connection.close()


async def test_times_of_a_stream(connection, vendor: Vendor) -> None:
    vendor.says = lambda _: Said("twelve chars")
    streamed = Request(model=ASK.model, messages=ASK.messages, stream=True)
    got = await connection.complete(streamed)
    assert sum(size for _, size in got.chunks) == len("twelve chars")
    assert got.ttft_s is not None
    assert got.latency_s is not None
    assert 0 < got.ttft_s <= got.chunks[0][0] <= got.chunks[-1][0] <= got.latency_s
    whole = await connection.complete(ASK)
    assert (whole.ttft_s, whole.chunks) == (None, ())
    await connection.close()


async def test_a_conversation_with_tools(connection, vendor: Vendor) -> None:
    turns = (
        Message("user", "Weather?"),
        Message(
            "assistant", "", tool_calls=(ToolCall("weather", {"city": "Paris"}), ToolCall("weather", {"city": "Rome"}))
        ),
        Message("tool", "sunny"),
        Message("tool", "rain"),
        Message("user", "Thanks"),
    )
    got = await connection.complete(Request(model="m", messages=turns, tools=(WEATHER,)))
    assert got.text == "Thanks"
    sent = str(vendor.requests[0].json)
    assert sent.count("call_1") == sent.count("call_2") == 2
    await connection.close()


async def test_addresses_and_authorization(vendor: Vendor) -> None:
    env = {"MINE": "sk-canary-0123456789"}
    seen = {}
    for provider, settings in KINDS:
        target = vendor.target("t", provider, settings=settings, api_key_env="MINE")
        connection = PROVIDERS[provider].connect(target, env)
        await connection.complete(ASK)
        await connection.close()
        request = vendor.requests[-1]
        header = "api-key" if "api-key" in request.headers else request.headers["authorization"].split()[0]
        seen[provider, *settings.values()] = (request.path, header)
    dated = "?api-version=2025-04-01-preview"
    assert seen == {
        ("openai",): ("/v1/responses", "Bearer"),
        ("openai", "chat"): ("/v1/chat/completions", "Bearer"),
        ("azure", "prod"): ("/openai/v1/responses", "Bearer"),
        ("azure", "prod", "chat"): ("/openai/v1/chat/completions", "Bearer"),
        ("azure", "prod", "2025-04-01-preview"): (f"/openai/responses{dated}", "api-key"),
        ("azure", "prod", "chat", "2025-04-01-preview"): (
            f"/openai/deployments/prod/chat/completions{dated}",
            "api-key",
        ),
        ("anthropic",): ("/v1/messages", "Bearer"),
        ("openai-compatible",): ("/v1/chat/completions", "Bearer"),
        ("openai-compatible", "responses"): ("/v1/responses", "Bearer"),
    }


async def test_what_is_not_counted_is_unknown(vendor: Vendor) -> None:
    vendor.says = lambda _: Said("ok", input_tokens=-5, output_tokens=10**12)
    connection = openai.connect(vendor.target(), {})
    assert (await connection.complete(ASK)).usage == Usage(cached_input_tokens=0, reasoning_tokens=0)
    await connection.close()
