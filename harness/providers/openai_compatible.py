"""Any server that speaks OpenAI's Chat Completions (vLLM, llama.cpp, Ollama, TGI, gateways …) or, with `api: responses`, its Responses API.

`base_url` is required and ends before `/chat/completions`. No key is sent unless `api_key_env` names one. `server` says
what stands there, so that what it ignores in silence is left out and listed as a loss instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VENDOR = "openai-compatible"
KEY_ENV = None
HOSTS = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`proxy` is the address of an HTTP proxy; the proxies of the environment are not used."""

    api: Literal["chat", "responses"] = "chat"
    server: Literal["generic", "vllm", "llama.cpp", "ollama", "transformers"] = "generic"
    proxy: str | None = None
