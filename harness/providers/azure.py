"""Azure OpenAI: the v1 endpoint, or the older dated one when `api_version` is given.

`base_url` is the resource (`https://acme.openai.azure.com`), `deployment` the name the model was deployed under; `model`
may then say which model that is, so that its rules are known. The Responses API by default, Chat Completions with `api: chat`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VENDOR = "azure"
KEY_ENV = "AZURE_OPENAI_API_KEY"
HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.us")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`proxy` is the address of an HTTP proxy; the proxies of the environment are not used."""

    deployment: str | None = None
    api_version: str | None = None
    api: Literal["responses", "chat"] = "responses"
    proxy: str | None = None
