"""Targets as promptfoo's providers."""

from __future__ import annotations

from typing import Any

from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.vendors import SERVERS
from harness.model.config import Target
from harness.model.suite import Suite


def provider_of(target: Target, suite: Suite, ledger: ImportLedger) -> dict[str, Any] | None:
    """The provider, with the parameters, tools and kind of answer of the suite; None if it cannot be called."""
    identity, config = identity_of(target)
    if identity is None:
        ledger.lose(f"targets.{target.name}", f"the target `{target.name}`", f"nobody can call it: {target.provider}")
        return None
    step = suite.steps[0]
    config |= {**target.params, **suite.params, **step.params}
    if target.extra:
        config["passthrough"] = dict(target.extra)
    if step.tools:
        config["tools"] = [
            {"type": "function", "function": {"name": tool.name, "description": tool.description,
                                              "parameters": dict(tool.parameters)}}
            for tool in step.tools
        ]  # fmt: skip
    if step.output.type == "json" and step.output.schema is not None:
        schema = {"name": "answer", "schema": dict(step.output.schema)}
        config["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif step.output.type == "json":
        config["response_format"] = {"type": "json_object"}
    elif step.output.type != "text":
        ledger.lose("output", f"`output: {{type: {step.output.type}}}`", "promptfoo asks for text or JSON")
    return {"id": identity, "label": target.name, **({"config": config} if config else {})}


def identity_of(target: Target) -> tuple[str | None, dict[str, Any]]:
    kind = "chat" if target.settings.get("api") == "chat" else "responses"
    key = {"apiKeyEnvar": target.api_key_env} if target.api_key_env else {}
    if target.provider == "openai":
        return f"openai:{kind}:{target.model}", ({"apiBaseUrl": target.base_url} if target.base_url else {}) | key
    if target.provider == "anthropic":
        return f"anthropic:messages:{target.model}", ({"apiBaseUrl": target.base_url} if target.base_url else {}) | key
    if target.provider == "azure":
        version = target.settings.get("api_version")
        config = {"apiBaseUrl": target.base_url, **({"apiVersion": version} if version else {})}
        return f"azure:{kind}:{target.settings.get('deployment') or target.model}", config | key
    if target.provider == "openai-compatible":
        for name, server in SERVERS.items():
            if target.base_url == server.url and target.api_key_env == server.key:
                return f"{name}:{'chat:' if name == 'ollama' else ''}{target.model}", {}
        return f"openai:chat:{target.model}", {"apiBaseUrl": target.base_url, **key}
    return None, {}
