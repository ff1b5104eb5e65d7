"""Whether the model that answered is the one that was asked for.

A vendor may serve a dated version under an undated name (`gpt-4o` → `gpt-4o-2024-08-06`); another model in its place,
disclosed only in the response, is no evidence about the one that was to be compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase

from harness.model.config import Target
from harness.model.result import Answer

# 2024-08-06, 20250929, 2411 (Mistral), 0613 (OpenAI of old), 002 (Gemini).
_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{6}|\d{4}|\d{3})")
# Bedrock writes `us.anthropic.claude-…-v2:0`, Vertex `claude-…@20250929`, Ollama `llama3.2:latest`, a server of local
# files their path.
_REGION_AND_VENDOR = re.compile(r"^(?:[a-z]{2,6}\.)?[a-z0-9]+\.(?=[a-z])")
_REVISION = re.compile(r"(?:-v\d+)?:(?:\d+|latest)$")
_LATEST = "-latest"


def other_models(target: Target, served: Counter[str]) -> Counter[str]:
    """Of the models that answered, those in the target's stead though nothing allows it; with their answers."""
    return Counter({name: count for name, count in served.items() if name.strip() and not is_asked_for(target, name)})


def served_models(answers: Iterable[Answer]) -> dict[str, Counter[str]]:
    """By target, in the order of the answers, the models that say they answered, each with its number of answers."""
    served: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        names = served[answer.target]
        if answer.response is not None and answer.response.served_model:
            names[answer.response.served_model] += 1
    return served


def is_asked_for(target: Target, served: str) -> bool:
    """Whether a target's answer may come from a model of that name: the one it names, a dated version of it, or one
    that its `served` allows (`*` stands for anything).
    """
    if any(fnmatchcase(served.casefold(), pattern.casefold()) for pattern in target.served):
        return True
    # A deployment's name is the customer's own: it says nothing about the model behind it.
    if target.settings.get("deployment") == target.model:
        return True
    asked, answered = _plain(target.model), _plain(served)
    return answered == asked or bool(
        answered.startswith(stem := asked.removesuffix(_LATEST)) and _DATED.fullmatch(answered[len(stem) :])
    )


def _plain(name: str) -> str:
    """The model's own name, without the path, vendor, region and revision that clouds and local servers add."""
    base = name.casefold().replace("\\", "/").rstrip("/").rpartition("/")[2].replace("@", "-")
    return _REVISION.sub("", _REGION_AND_VENDOR.sub("", base.removesuffix(".gguf")))
