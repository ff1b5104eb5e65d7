"""Any server that speaks OpenAI's Chat Completions (vLLM, llama.cpp, Ollama, TGI, gateways …).

Or, with `api: responses`, its Responses API.

`base_url` is required and ends before `/chat/completions`. No key is sent unless `api_key_env` names one. `server` says
what stands there, so that what it ignores in silence is left out and listed as a loss instead.

`start` is the command that starts a server on this machine, run without a shell in the project's folder: `harness drill
--standby` and `harness targets --cold-start` start it cold, and end it. `ready_within_s` bounds that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from harness.model.config import Target
from harness.model.exchange import Request
from harness.providers._answer import Compiled, WirePlan
from harness.providers._http import HttpConnection, settings_of
from harness.providers._keys import Access, address_of, key_for
from harness.providers._openai_apis import WIRES, api_connection

VENDOR = "openai-compatible"
KEY_ENV = None
HOSTS: tuple[str, ...] = ()
NEEDS = ("model", "base_url")
VISION = False
MODELS = "/models"
INDIFFERENT = ("proxy", "start", "ready_within_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a target of this provider may have beside the common keys; editors show the words."""

    api: Annotated[Literal["responses", "chat"], "The API that is spoken: Responses or Chat Completions."] = "chat"
    server: Annotated[
        Literal["generic", "vllm", "llama.cpp", "ollama", "transformers"], "What serves it, where its dialect matters."
    ] = "generic"
    proxy: Annotated[str | None, "The address of an HTTP proxy; those of the environment are not used."] = None
    start: Annotated[str | None, "The command that starts the server, for drills and --cold-start."] = None
    ready_within_s: Annotated[float | None, "Seconds after which it must answer when started."] = None

    def __post_init__(self) -> None:
        if self.ready_within_s is not None and self.start is None:
            raise ValueError("`ready_within_s` needs `start`, the command that starts the server")
        if self.ready_within_s is not None and self.ready_within_s <= 0:
            raise ValueError("`ready_within_s` must be more than 0 seconds")


def access(target: Target, env: Mapping[str, str]) -> Access:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    address = address_of(target, None)
    key = key_for(target, env, address, own=KEY_ENV, hosts=HOSTS)
    return Access(address, {"authorization": f"Bearer {key}" if key else None}, key)


def plan(target: Target) -> WirePlan:
    settings = settings_of(target, Settings)
    chat = settings.api == "chat"
    return WirePlan(
        dialect="compatible" if chat else "responses",
        known_as=target.model,
        server=settings.server,
        fixed={} if chat else {"store": False},
    )


def compiled(target: Target, request: Request) -> Compiled:
    """Raises ProviderError (`bad-request`) where an attachment cannot be read."""
    return WIRES[settings_of(target, Settings).api].compile(request, plan(target))


def connect(target: Target, env: Mapping[str, str]) -> HttpConnection:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    return api_connection(target, settings_of(target, Settings), access(target, env), plan(target))
