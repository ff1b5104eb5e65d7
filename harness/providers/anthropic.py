"""Anthropic: the Messages API.

The API version is 2026-10-21 unless `anthropic_version` pins another (`2023-06-01` for models of that age). From it on
temperature, top_p and top_k are not taken at all: they are left out and listed as losses. Anthropic insists on
`max_tokens`; a request without it is sent with 4096, and an answer cut there says so in its losses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from harness.model.config import Target
from harness.model.exchange import Request
from harness.providers import _messages
from harness.providers._answer import Compiled, WirePlan
from harness.providers._anthropic_batches import AnthropicBatches
from harness.providers._batches import BatchWire, open_endpoint
from harness.providers._http import HttpConnection, open_connection, settings_of
from harness.providers._keys import Access, address_of, key_for

VENDOR = "anthropic"
KEY_ENV = "ANTHROPIC_API_KEY"
HOSTS = ("api.anthropic.com",)
VISION = True
MODELS = "/v1/models?limit=1000"

WITHOUT_SAMPLING = "2026-10-21"
"""The first API version that takes no sampling parameters, and the newest this provider has been tried with."""
INDIFFERENT = ("proxy",)
BATCH_SHARE = 0.5
"""Of input and output alike, as Anthropic publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a target of this provider may have beside the common keys; editors show the words."""

    anthropic_version: Annotated[str, "The day that names the version of the API."] = WITHOUT_SAMPLING
    proxy: Annotated[str | None, "The address of an HTTP proxy; those of the environment are not used."] = None


def access(target: Target, env: Mapping[str, str]) -> Access:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    address = address_of(target, "https://api.anthropic.com")
    key = key_for(target, env, address, own=KEY_ENV, hosts=HOSTS)
    headers = {
        "authorization": f"Bearer {key}" if key else None,
        "anthropic-version": settings_of(target, Settings).anthropic_version,
    }
    return Access(address, headers, key)


def plan(target: Target) -> WirePlan:
    version = settings_of(target, Settings).anthropic_version
    return WirePlan(
        dialect="messages" if version >= WITHOUT_SAMPLING else "messages-2023",
        known_as=target.model,
        cap=_messages.DEFAULT_MAX_TOKENS,
    )


def compiled(target: Target, request: Request) -> Compiled:
    """Raises ProviderError (`bad-request`) where an attachment cannot be read."""
    return _messages.WIRE.compile(request, plan(target))


def connect(target: Target, env: Mapping[str, str]) -> HttpConnection:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    settings, reached = settings_of(target, Settings), access(target, env)
    return open_connection(
        target,
        access=reached,
        url=reached.address.url.removesuffix("/v1") + "/v1/messages",
        plan=plan(target),
        wire=_messages.WIRE,
        proxy=settings.proxy,
    )


def batches(target: Target, env: Mapping[str, str]) -> AnthropicBatches:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    reached = access(target, env)
    return AnthropicBatches(
        open_endpoint(target, reached, reached.address.url.removesuffix("/v1"), settings_of(target, Settings).proxy),
        BatchWire(target, _messages.WIRE, plan(target)),
    )
