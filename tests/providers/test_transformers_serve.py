"""A real engine behind the compatible format: `transformers serve` with a model made on the spot."""

from __future__ import annotations

import pytest

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Output, Request
from harness.plugins import load

pytestmark = pytest.mark.local


@pytest.fixture
async def connection(tiny_llama):
    model, program = tiny_llama
    fields = {"model": model, "base_url": f"{program.url}/v1", "settings": {"server": "transformers"}}
    target = Target(name="tiny", provider="openai-compatible", **fields)
    made = load("providers", "openai-compatible").connect(target, {})
    yield made
    await made.close()


def ask(model: str, text: str, **fields) -> Request:
    return Request(model=model, messages=(Message("user", text),), **fields)


@pytest.mark.parametrize("stream", [False, True])
async def test_it_says_what_it_was_taught(tiny_llama, connection, stream) -> None:
    params = {"max_tokens": 40, "temperature": 0}
    for text, answer in (("capital of France?", "Paris"), ("json", '{"x": 1, "k": "a"}')):
        got = await connection.complete(ask(tiny_llama[0], text, params=params, stream=stream))
        assert (got.text, got.stop_reason) == (answer, "stop")
        assert got.usage.output_tokens
        assert (got.ttft_s is not None) is stream


async def test_its_limit(tiny_llama, connection) -> None:
    got = await connection.complete(ask(tiny_llama[0], "count", params={"max_tokens": 3}))
    assert got.stop_reason == "length"
    assert "one two three".startswith(got.text.strip())


async def test_what_it_would_ignore_is_told(tiny_llama, connection) -> None:
    output = Output("json", {"type": "object", "properties": {}})
    got = await connection.complete(ask(tiny_llama[0], "json", params={"top_k": 5, "max_tokens": 40}, output=output))
    assert {loss.what for loss in got.losses} == {"top_k", "output.schema"}


async def test_another_model(connection) -> None:
    with pytest.raises(ProviderError) as caught:
        await connection.complete(ask("nobody/knows-it", "hello"))
    assert caught.value.trouble.kind in ("bad-request", "not-found", "server")
    assert caught.value.trouble.status
