"""Azure OpenAI: the v1 endpoint, or the older dated one when `api_version` is given.

`base_url` is the resource (`https://acme.openai.azure.com`), `deployment` the name the model was deployed under;
`model` may then say which model it is, so that its rules are known. The Responses API by default, Chat Completions
with `api: chat`. Batches (`--batch`) are for deployments of the type Global-Batch or Data-Zone-Batch:
`batch_deployment` names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import quote

from harness.model.config import Target
from harness.model.exchange import Request
from harness.providers._answer import Compiled, WirePlan
from harness.providers._batches import BatchWire, open_endpoint
from harness.providers._http import HttpConnection, open_connection, settings_of
from harness.providers._keys import Access, address_of, key_for, refusal
from harness.providers._openai_apis import PATHS, WIRES
from harness.providers._openai_batches import OpenAIBatches

VENDOR = "azure"
KEY_ENV = "AZURE_OPENAI_API_KEY"
HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.us")
NEEDS = ("deployment", "base_url")
VISION = True
INDIFFERENT = ("batch_deployment", "proxy")
BATCH_SHARE = 0.5
"""Of input and output alike, as Microsoft publishes it."""
BATCH_PATHS = {"responses": "/v1/responses", "chat": "/chat/completions"}
"""How a call inside a batch names its API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a target of this provider may have beside the common keys; editors show the words."""

    deployment: Annotated[str | None, "The name under which the model was deployed."] = None
    api_version: Annotated[
        str | None, "A day, for the older addresses (`/openai/deployments/…`). Default: the v1 API."
    ] = None
    api: Annotated[Literal["responses", "chat"], "The API that is spoken: Responses or Chat Completions."] = "responses"
    batch_deployment: Annotated[
        str | None, "A deployment of the same model that takes batches (type Global-Batch): what `--batch` asks."
    ] = None
    proxy: Annotated[str | None, "The address of an HTTP proxy; those of the environment are not used."] = None


def access(target: Target, env: Mapping[str, str]) -> Access:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    address = address_of(target, None)
    key = key_for(target, env, address, own=KEY_ENV, hosts=HOSTS)
    bearer = {"authorization": f"Bearer {key}" if key else None}
    return Access(address, {"api-key": key} if settings_of(target, Settings).api_version else bearer, key)


def key_check(target: Target, reached: Access) -> tuple[Access, str]:
    """The resource and the path of a GET that costs nothing and needs the key: the models that could be deployed. Which
    deployments there are is not told with this key.
    """
    settings = settings_of(target, Settings)
    at_resource = replace(reached, address=replace(reached.address, url=_resource(reached)))
    if not settings.api_version:
        return at_resource, "/openai/v1/models"
    return at_resource, f"/openai/models?api-version={quote(settings.api_version, safe='')}"


def plan(target: Target) -> WirePlan:
    settings = settings_of(target, Settings)
    deployment = settings.deployment or target.model
    return WirePlan(
        dialect=settings.api,
        known_as=target.model or deployment,
        model=deployment,
        fixed={"store": False} if settings.api == "responses" else {},
    )


def compiled(target: Target, request: Request) -> Compiled:
    """Raises ProviderError (`bad-request`) where an attachment cannot be read."""
    return WIRES[settings_of(target, Settings).api].compile(request, plan(target))


def connect(target: Target, env: Mapping[str, str]) -> HttpConnection:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    settings = settings_of(target, Settings)
    deployment = settings.deployment or target.model
    if not deployment:
        raise refusal(target, "unsupported", "provider 'azure' needs `deployment`")
    reached = access(target, env)
    resource = _resource(reached)
    return open_connection(
        target,
        access=reached,
        url=_url(settings, resource, deployment),
        plan=plan(target),
        wire=WIRES[settings.api],
        proxy=settings.proxy,
    )


def batches(target: Target, env: Mapping[str, str]) -> OpenAIBatches:
    """Raises ProviderError (`no-key`, `unsupported`)."""
    settings, reached = settings_of(target, Settings), access(target, env)
    root = f"{_resource(reached)}/openai/v1"
    return OpenAIBatches(
        open_endpoint(target, reached, root, settings.proxy),
        BatchWire(target, WIRES[settings.api], replace(plan(target), model=settings.batch_deployment)),
        BATCH_PATHS[settings.api],
    )


def why_no_batches(target: Target) -> str:
    """What a target lacks for batches; empty if nothing."""
    settings = settings_of(target, Settings)
    if not settings.batch_deployment:
        return "`batch_deployment` names no deployment that takes batches (type Global-Batch)"
    if settings.api_version:
        return "`api_version` asks for the older addresses, and batches are asked for at the v1 API"
    return ""


def _resource(reached: Access) -> str:
    return reached.address.url.removesuffix("/v1").removesuffix("/openai")


def _url(settings: Settings, resource: str, deployment: str) -> str:
    """The dated endpoint finds a deployment by the address, but for the Responses API by the body."""
    if not settings.api_version:
        return f"{resource}/openai/v1{PATHS[settings.api]}"
    where = f"/deployments/{quote(deployment, safe='')}" if settings.api == "chat" else ""
    return f"{resource}/openai{where}{PATHS[settings.api]}?api-version={quote(settings.api_version, safe='')}"
