"""Connections to the loopback servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request, Trouble
from harness.plugins import load
from harness.providers._http import HttpConnection

CANARY = "sk-canary-7f3a9c51d2"
ASK = Request(model="gpt-4.1", messages=(Message("user", "How long?"),))


@pytest.fixture
def ask() -> Request:
    return ASK


@pytest.fixture
async def connect() -> AsyncIterator[Callable[..., HttpConnection]]:
    """`connect(url, wire)`: a connection that speaks "responses", "chat" or "messages" to that address, key and all.

    It is closed when the test is over.
    """
    made: list[HttpConnection] = []

    def make(url: str, wire: str = "chat", **more: Any) -> HttpConnection:
        provider = "anthropic" if wire == "messages" else "openai"
        fields = {
            "name": "t",
            "provider": provider,
            "model": "gpt-4.1",
            "base_url": url,
            "api_key_env": "MINE",
            "settings": {} if provider == "anthropic" else {"api": wire},
            "timeout_s": 30.0,
        }
        made.append(load("providers", provider).connect(Target(**fields | more), {"MINE": CANARY}))
        return made[-1]

    yield make
    for connection in made:
        await connection.close()


@pytest.fixture
def trouble(connect) -> Callable[..., Any]:
    """`await trouble(url, wire)`: the trouble instead of an answer."""

    async def ask(url: str, wire: str = "chat", *, stream: bool = False, **more: Any) -> Trouble:
        connection = connect(url, wire, **more)
        with pytest.raises(ProviderError) as caught:
            await connection.complete(Request(model=ASK.model, messages=ASK.messages, stream=stream))
        return caught.value.trouble

    return ask
