"""Anthropic: the Messages API.

The API version of the installed SDK is used unless `anthropic_version` pins another (`2023-06-01` for models of that age).
Versions since 2026-10-21 take no temperature, top_p or top_k at all: these are left out and listed as losses.
Anthropic insists on `max_tokens`; a request without it is sent with 4096, and an answer cut there says so in its losses.
"""

from __future__ import annotations

from dataclasses import dataclass

VENDOR = "anthropic"
KEY_ENV = "ANTHROPIC_API_KEY"
HOSTS = ("api.anthropic.com",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`proxy` is the address of an HTTP proxy; the proxies of the environment are not used."""

    anthropic_version: str | None = None
    proxy: str | None = None
