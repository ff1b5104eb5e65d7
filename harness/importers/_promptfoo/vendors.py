"""promptfoo's names of providers as targets: whom we can call, at which address, with whose key.

Addresses are those of the vendors' public documentation of their OpenAI-compatible endpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.importers._project.vendors import vendor_of


@dataclass(frozen=True, slots=True)
class KnownServer:
    """A server that speaks OpenAI's protocol; `key` is the variable that holds its key, None where it takes none."""

    url: str
    key: str | None = None


SERVERS = {
    "ai21": KnownServer("https://api.ai21.com/studio/v1", "AI21_API_KEY"),
    "aimlapi": KnownServer("https://api.aimlapi.com/v1", "AIML_API_KEY"),
    "alibaba": KnownServer("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
    "cerebras": KnownServer("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "cohere": KnownServer("https://api.cohere.ai/compatibility/v1", "COHERE_API_KEY"),
    "deepinfra": KnownServer("https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
    "deepseek": KnownServer("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "fireworks": KnownServer("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    "github": KnownServer("https://models.github.ai/inference", "GITHUB_TOKEN"),
    "google": KnownServer("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
    "groq": KnownServer("https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "huggingface": KnownServer("https://router.huggingface.co/v1", "HF_TOKEN"),
    "hyperbolic": KnownServer("https://api.hyperbolic.xyz/v1", "HYPERBOLIC_API_KEY"),
    "lambdalabs": KnownServer("https://api.lambda.ai/v1", "LAMBDA_API_KEY"),
    "litellm": KnownServer("http://localhost:4000/v1"),
    "llamafile": KnownServer("http://localhost:8080/v1"),
    "localai": KnownServer("http://localhost:8080/v1"),
    "mistral": KnownServer("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "nscale": KnownServer("https://inference.api.nscale.com/v1", "NSCALE_SERVICE_TOKEN"),
    "ollama": KnownServer("http://localhost:11434/v1"),
    "openrouter": KnownServer("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "perplexity": KnownServer("https://api.perplexity.ai", "PERPLEXITY_API_KEY"),
    "togetherai": KnownServer("https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "xai": KnownServer("https://api.x.ai/v1", "XAI_API_KEY"),
}
_ALIASES = {"azureopenai": "azure", "palm": "google", "fireworksai": "fireworks", "together": "togetherai"}
_CHAT = ("chat", "messages", "completion", "responses", "text-generation", "conversational")
_NO_TEXT = ("embedding", "embeddings", "image", "moderation", "realtime", "assistant", "agents", "transcription", "tts",
            "video", "codex", "codex-sdk", "chatkit", "feature-extraction", "sentence-similarity",
            "text-classification", "token-classification", "live")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Called:
    """What a provider's id says: the keys of a target, or why it can only replay."""

    settings: dict[str, Any]
    model: str
    obstacle: str = ""


def called(identity: str) -> Called:  # noqa: PLR0911 - one way a vendor
    """The target that an id of promptfoo's stands for."""
    kind, _, rest = identity.partition(":")
    kind = _ALIASES.get(kind.lower(), kind.lower())
    task, _, inner = rest.partition(":")
    if task in _NO_TEXT and kind in ("openai", "azure", "google", "huggingface", "mistral", "xai", "cohere"):
        return _replay(identity, rest, f"`{kind}:{task}` is no endpoint that answers a prompt with text")
    has_task = task in _CHAT and (bool(inner) or kind in ("openai", "anthropic"))
    model = inner if has_task else rest
    if kind == "openai":
        if task == "completion" or not model:
            obstacle = "completions without a conversation" if model else f"`{identity}` without a model's name"
            return _replay(identity, model or identity, f"{obstacle} cannot be called")
        # promptfoo asks Chat Completions unless the id says otherwise.
        return Called({"provider": "openai", "model": model, **({} if task == "responses" else {"api": "chat"})}, model)
    if kind == "anthropic":
        if task == "completion" or not model:
            return _replay(identity, model or identity, "completions without a conversation cannot be called")
        return Called({"provider": "anthropic", "model": model}, model)
    if kind == "azure":
        api = {} if task == "responses" else {"api": "chat"}
        return Called({"provider": "azure", "deployment": model, **api}, model)
    if kind in SERVERS and model:
        server = SERVERS[kind]
        key = {"api_key_env": server.key} if server.key else {}
        extra = {"server": "ollama"} if kind == "ollama" else {}
        own = {"provider": "openai-compatible", "model": model, "base_url": server.url, **key, **extra}
        return Called({**own, "failure_domain": {"vendor": kind}}, model)
    return _replay(identity, model or identity, _obstacle(kind, identity))


def _replay(identity: str, model: str, obstacle: str) -> Called:
    vendor = vendor_of(model.split(".", 1)[-1] if identity.startswith("bedrock") else model)
    settings = {"provider": "replay", "model": model, "failure_domain": {"vendor": vendor}}
    return Called(settings, model, obstacle)


def _obstacle(kind: str, identity: str) -> str:
    if identity.startswith(("file://", "python:", "exec:", "ruby:", "golang:", "package:")) or identity.endswith(".py"):
        return "it is a program of the user's, and none is run"
    if identity.startswith(("http", "ws", "browser", "mcp", "a2a")):
        return "a request of one's own shape has no equal here; a server that speaks OpenAI's protocol has"
    if kind == "echo":
        return "it repeats the prompt and is no model"
    return f"no provider here speaks to {kind!r}"
