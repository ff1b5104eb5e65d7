"""OpenAI: the Responses API by default, Chat Completions with `api: chat`.

Answers are never stored (`store: false`). The Responses API has no stop sequences, seed or penalties; reasoning models
take no temperature or top_p: such parameters are left out and listed as losses. `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
the like are not read: what counts stands in `harness.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from harness.model.config import Target
from harness.model.exchange import Request
from harness.providers._answer import Compiled, WirePlan
from harness.providers._batches import BatchWire, open_endpoint
from harness.providers._http import HttpConnection, settings_of
from harness.providers._keys import Access, address_of, key_for
from harness.providers._openai_apis import PATHS, WIRES, api_connection
from harness.providers._openai_batches import OpenAIBatches

VENDOR = "openai"
KEY_ENV = "OPENAI_API_KEY"
HOSTS = ("api.openai.com", ".api.openai.com")
VISION = True
MODELS = "/models"
INDIFFERENT = ("organization", "project", "proxy")
BATCH_SHARE = 0.5
"""Of input and output alike, as OpenAI publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a target of this provider may have beside the common keys; editors show the words."""

    api: Annotated[Literal["responses", "chat"], "The API that is spoken: Responses or Chat Completions."] = "responses"
    organization: Annotated[str | None, "Who pays, where the key belongs to several."] = None
    project: Annotated[str | None, "The project that the calls are booked to."] = None
    proxy: Annotated[str | None, "The address of an HTTP proxy; those of the environment are not used."] = None


def access(target: Target, env: Mapping[str, str]) -> Access:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    settings = settings_of(target, Settings)
    address = address_of(target, "https://api.openai.com/v1")
    key = key_for(target, env, address, own=KEY_ENV, hosts=HOSTS)
    headers = {
        "authorization": f"Bearer {key}" if key else None,
        "openai-organization": settings.organization,
        "openai-project": settings.project,
    }
    return Access(address, headers, key)


def plan(target: Target) -> WirePlan:
    return WirePlan(dialect=settings_of(target, Settings).api, known_as=target.model, fixed={"store": False})


def compiled(target: Target, request: Request) -> Compiled:
    """Raises ProviderError (`bad-request`) where an attachment cannot be read."""
    return WIRES[settings_of(target, Settings).api].compile(request, plan(target))


def connect(target: Target, env: Mapping[str, str]) -> HttpConnection:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    return api_connection(target, settings_of(target, Settings), access(target, env), plan(target))


def batches(target: Target, env: Mapping[str, str]) -> OpenAIBatches:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    settings, reached = settings_of(target, Settings), access(target, env)
    return OpenAIBatches(
        open_endpoint(target, reached, reached.address.url, settings.proxy),
        BatchWire(target, WIRES[settings.api], plan(target)),
        f"/v1{PATHS[settings.api]}",
    )
