"""Which target an application's calls go to: one of the project's, or a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from harness import plugins
from harness.importers._project.drafts import TargetDraft
from harness.importers._project.naming import free, slug
from harness.model.config import Target
from harness.traffic.call import TrafficCall

_OPENAI, _ANTHROPIC, _AZURE = "openai", "anthropic", "azure"
_DEPLOYMENT = re.compile(r"/deployments/([^/?]+)")
_API_VERSION = re.compile(r"[?&]api-version=([^&]+)")


def targets_of(calls: Iterable[TrafficCall], known: Mapping[str, Target]) -> tuple[list[str], list[TargetDraft]]:
    """The target's name for each call, and the targets that have to be added."""
    names: list[str] = []
    fresh: dict[str, TargetDraft] = {}
    taken = {name.casefold() for name in known}
    by_settings: dict[tuple[tuple[str, str], ...], str] = {}
    calls = list(calls)
    # Only a model with vision can take a picture or a PDF.
    seeing = {
        tuple(_settings(call).items())
        for call in calls
        if any(file.kind == "image" or file.name.lower().endswith(".pdf") for file in call.question.files)
    }
    for call in calls:
        settings = _settings(call)
        key = tuple(settings.items())
        if key not in by_settings:
            existing = next((target.name for target in known.values() if _is_same(target, settings)), None)
            if existing is None:
                model = settings.get("model") or settings["deployment"]
                name = free(slug(model.rpartition("/")[2], "application"), taken)
                fresh[name] = TargetDraft(
                    name=name, settings={**settings, **({"vision": True} if key in seeing else {})}
                )
            by_settings[key] = existing or name
        names.append(by_settings[key])
    return names, list(fresh.values())


def _settings(call: TrafficCall) -> dict[str, str]:
    """The keys of a target in `harness.yaml` that reaches what the call reached."""
    host = urlsplit(call.base).hostname or ""
    model, chat = call.question.model, call.api == "chat"
    if _is_at(host, _AZURE):
        return _azure(call)
    if call.api == "messages":
        elsewhere = {} if _is_at(host, _ANTHROPIC) else {"base_url": call.base}
        return {"provider": _ANTHROPIC, "model": model, **elsewhere}
    if _is_at(host, _OPENAI):
        return {"provider": _OPENAI, "model": model, **({"api": "chat"} if chat else {})}
    base = call.base.rstrip("/")
    base = base if base.endswith("/v1") or not call.path.startswith("/v1/") else base + "/v1"
    return {"provider": "openai-compatible", "model": model, "base_url": base, **({} if chat else {"api": "responses"})}


def _azure(call: TrafficCall) -> dict[str, str]:
    deployment, version = _DEPLOYMENT.search(call.path), _API_VERSION.search(call.path)
    return {
        "provider": _AZURE,
        "deployment": deployment[1] if deployment else call.question.model,
        "base_url": call.base.partition("/openai")[0],
        **({"api_version": version[1]} if version and deployment else {}),
        **({"api": "chat"} if call.api == "chat" else {}),
    }


def _is_at(host: str, provider: str) -> bool:
    hosts: tuple[str, ...] = plugins.load("providers", provider).HOSTS
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)


def _is_same(target: Target, settings: Mapping[str, str]) -> bool:
    api = "chat" if settings["provider"] == "openai-compatible" else "responses"
    return (
        target.provider == settings["provider"]
        and target.model in (settings.get("model"), target.model if "deployment" in settings else None)
        and target.settings.get("deployment") == settings.get("deployment")
        and (target.base_url or "").rstrip("/") == settings.get("base_url", "").rstrip("/")
        and target.settings.get("api", api) == settings.get("api", api)
    )
