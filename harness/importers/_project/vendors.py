"""Whose a model is, by its name; used where a file of answers does not say."""

from __future__ import annotations

_FAMILIES = {
    "openai": ("gpt", "o1", "o3", "o4", "text-davinci", "chatgpt"),
    "anthropic": ("claude",),
    "google": ("gemini", "gemma", "palm"),
    "meta": ("llama", "meta-llama", "codellama"),
    "mistral": ("mistral", "mixtral", "ministral", "codestral"),
    "alibaba": ("qwen",),
    "deepseek": ("deepseek",),
    "cohere": ("command", "aya"),
    "microsoft": ("phi",),
    "xai": ("grok",),
}
UNKNOWN = "recorded"


def vendor_of(model: str) -> str:
    """The vendor's name, lower case; `recorded` if the model's name tells nothing."""
    name = model.rsplit("/", 1)[-1].lower()
    return next((vendor for vendor, families in _FAMILIES.items() if name.startswith(families)), UNKNOWN)
