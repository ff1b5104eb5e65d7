"""An answer reads the same whichever vendor sent it, whole or streamed."""

from __future__ import annotations

import asyncio
import json

import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI
from servers.shapes import WIRES, Said
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


@pytest.mark.parametrize("wire", WIRES)
async def test_the_sdks_read_the_same(vendor: Vendor, wire) -> None:
    """Our own reading is stricter than the SDKs', never different."""
    said = Said("30 days — “ok” 🙂", calls=(("weather", {"city": "Zürich"}),), finish="tool")
    vendor.says = lambda _: said
    provider = "anthropic" if wire == "messages" else "openai"
    target = vendor.target("t", provider, settings={} if provider == "anthropic" else {"api": wire})
    connection = PROVIDERS[provider].connect(target, {})
    got = await connection.complete(Request(model=ASK.model, messages=ASK.messages, stream=True))
    await connection.close()
    call = got.tool_calls[0]
    assert (got.text, call.id, call.name, call.arguments) == await _by_sdk(wire, vendor.url)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("stream", [False, True])
async def test_requests_are_those_of_the_sdks(vendor: Vendor, wire, stream) -> None:
    """Same method, address and body; of the headers, the SDKs add what they tell the vendor about themselves."""
    provider = "anthropic" if wire == "messages" else "openai"
    target = vendor.target("t", provider, settings={} if provider == "anthropic" else {"api": wire}, api_key_env="MINE")
    connection = PROVIDERS[provider].connect(target, {"MINE": "sk-canary-0123456789"})
    await connection.complete(Request(model=ASK.model, messages=ASK.messages, stream=stream))
    await connection.close()
    ours = vendor.requests[-1]
    if wire == "messages":
        client = AsyncAnthropic(auth_token="sk-canary-0123456789", base_url=vendor.url, max_retries=0)
        create = client.messages.create
    else:
        client = AsyncOpenAI(api_key="sk-canary-0123456789", base_url=f"{vendor.url}/v1", max_retries=0)
        create = client.chat.completions.create if wire == "chat" else client.responses.create
    async with client:
        got = await create(**{"stream": False} | ours.json)
        if stream:
            async for _ in got:
                pass
    theirs = vendor.requests[-1]
    assert theirs is not ours
    assert (ours.path, ours.json) == (theirs.path, {key: theirs.json[key] for key in ours.json})
    for header in ("authorization", "content-type", "host"):
        assert ours.headers[header] == theirs.headers[header]
    assert ("anthropic-version" in ours.headers) == ("anthropic-version" in theirs.headers)


async def test_connections_are_used_again(vendor: Vendor) -> None:
    connection = openai.connect(vendor.target(), {})
    for _ in range(3):
        await connection.complete(ASK)
    assert vendor.connections == 1
    for _ in range(2):
        await asyncio.gather(*(connection.complete(ASK) for _ in range(3)))
    assert vendor.connections == 3
    await connection.close()


async def _by_sdk(wire: str, url: str) -> tuple[str, str, str, dict]:
    turns = [{"role": "user", "content": "How long?"}]
    if wire == "messages":
        async with (
            AsyncAnthropic(api_key="k", base_url=url) as client,
            client.messages.stream(model="m", max_tokens=9, messages=turns) as stream,
        ):
            text, call = (await stream.get_final_message()).content
            return text.text, call.id, call.name, call.input
    async with AsyncOpenAI(api_key="k", base_url=f"{url}/v1") as client:
        if wire == "chat":
            async with client.chat.completions.stream(model="m", messages=turns) as stream:
                message = (await stream.get_final_completion()).choices[0].message
                call = message.tool_calls[0]
                return message.content, call.id, call.function.name, json.loads(call.function.arguments)
        async with client.responses.stream(model="m", input=turns) as stream:
            final = await stream.get_final_response()
            return (
                final.output_text,
                final.output[1].call_id,
                final.output[1].name,
                json.loads(final.output[1].arguments),
            )


async def test_through_a_proxy(vendor: Vendor) -> None:
    target = vendor.target(base_url="http://model.invalid/v1", api_key_env="MINE", settings={"proxy": vendor.url})
    connection = openai.connect(target, {"MINE": "sk-canary-0123456789"})
    assert (await connection.complete(ASK)).text == "How long?"
    await connection.close()
    assert vendor.requests[0].path == "http://model.invalid/v1/responses"


async def test_what_is_not_counted_is_unknown(vendor: Vendor) -> None:
    vendor.says = lambda _: Said("ok", input_tokens=-5, output_tokens=10**12)
    connection = openai.connect(vendor.target(), {})
    assert (await connection.complete(ASK)).usage == Usage(cached_input_tokens=0, reasoning_tokens=0)
    await connection.close()
