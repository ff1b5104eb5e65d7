"""OpenAI's SDK, made ready; for every provider that speaks its formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from harness.providers import _chat, _responses
from harness.providers._answer import Wire
from harness.providers._http import PLACEHOLDER, SdkMaker

Api = Literal["responses", "chat"]
WIRES: Mapping[Api, Wire] = {"responses": _responses.WIRE, "chat": _chat.WIRE}
PATHS: Mapping[Api, str] = {"responses": "/responses", "chat": "/chat/completions"}


def openai_sdk(base_url: str, query: Mapping[str, object] | None = None) -> SdkMaker:
    """All that the SDK would else read from the environment is said here or set by the transport."""

    def make(http: Any, timeout: Any) -> tuple[Any, Any]:
        from openai import AsyncOpenAI, AsyncStream  # takes 0.8 s

        client = AsyncOpenAI(
            api_key=PLACEHOLDER,
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
            default_query=query,
            http_client=http,
        )
        return client, AsyncStream[object]

    return make
