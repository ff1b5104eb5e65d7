"""Bifrost: `harness policy export bifrost -o bifrost.json`. Requests name their fallbacks, providers their retries."""

from __future__ import annotations

import json
from typing import Any

from harness.gateways._common import answers_lost, bounds_lost, chain, clocks_lost, key_variable, model_of, unreachable
from harness.model.config import Config
from harness.model.exchange import Loss

SUFFIX = ".json"
_LONGEST_BACKOFF_MS = 5000
_PROVIDERS = {"openai": "openai", "azure": "azure", "anthropic": "anthropic", "openai-compatible": "openai"}


def render(config: Config) -> tuple[str, list[Loss]]:
    policy, targets = config.failover, chain(config)
    network = {
        "default_request_timeout_in_seconds": round(policy.timeouts.total_s),
        "stream_idle_timeout_in_seconds": round(policy.timeouts.gap_s),
        "max_retries": policy.attempts - 1,
        "retry_backoff_initial": round(policy.backoff_s * 1000),
        "retry_backoff_max": min(_LONGEST_BACKOFF_MS, round(policy.backoff_at_most_s * 1000)),
    }
    providers: dict[str, Any] = {}
    for target in targets:
        provider = providers.setdefault(
            _PROVIDERS[target.provider], {"keys": [], "network_config": network | _base(target.base_url)}
        )
        variable = key_variable(target)
        provider["keys"].append(
            {"value": f"env.{variable}" if variable else "", "models": [model_of(target)], "weight": 1}
        )
    named = [f"{_PROVIDERS[target.provider]}/{model_of(target)}" for target in targets]
    document = {"providers": providers, "request": {"model": named[0] if named else "", "fallbacks": named[1:]}}
    losses = [
        *unreachable(config),
        *clocks_lost(config, "gap"),
        *answers_lost(config),
        *bounds_lost(config),
        Loss("retry_after_at_most_s", "Retry-After is not looked at"),
    ]
    if policy.breaker is not None:
        losses.append(Loss("breaker", "there is none"))
    return json.dumps(document, indent=2) + "\n", losses


def _base(url: str | None) -> dict[str, str]:
    return {"base_url": url} if url else {}
