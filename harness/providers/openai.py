"""OpenAI: the Responses API by default, Chat Completions with `api: chat`.

Answers are never stored (`store: false`). The Responses API has no stop sequences, seed or penalties; reasoning models
take no temperature or top_p: such parameters are left out and listed as losses. `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
the like are not read: what counts stands in `harness.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VENDOR = "openai"
KEY_ENV = "OPENAI_API_KEY"
HOSTS = ("api.openai.com", ".api.openai.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`proxy` is the address of an HTTP proxy; the proxies of the environment are not used."""

    api: Literal["responses", "chat"] = "responses"
    organization: str | None = None
    project: str | None = None
    proxy: str | None = None
