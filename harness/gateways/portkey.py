"""Portkey: `harness policy export portkey -o portkey.json`, for the header `x-portkey-config` or the gateway."""

from __future__ import annotations

import json
from typing import Any

from harness.gateways._common import answers_lost, bounds_lost, chain, clocks_lost, key_variable, model_of, unreachable
from harness.model.config import Config, Target
from harness.model.exchange import Loss

SUFFIX = ".json"
_PROVIDERS = {"openai": "openai", "azure": "azure-openai", "anthropic": "anthropic", "openai-compatible": "openai"}
_SHORTEST_COOLDOWN_MS = 30_000


def render(config: Config) -> tuple[str, list[Loss]]:
    policy = config.failover
    document: dict[str, Any] = {
        "strategy": {"mode": "fallback"},
        "request_timeout": round(policy.timeouts.total_s * 1000),
        "retry": {
            "attempts": policy.attempts - 1,
            "on_status_codes": [429, 500, 502, 503, 504, 529],
            "use_retry_after_header": True,
        },
        "targets": [_target(target) for target in chain(config)],
    }
    losses = [*unreachable(config), *clocks_lost(config), *answers_lost(config), *bounds_lost(config)]
    if policy.breaker is not None:
        cooldown = max(_SHORTEST_COOLDOWN_MS, round(policy.breaker.cooldown_s * 1000))
        document["strategy"]["cb_config"] = {
            "failure_threshold_percentage": round(policy.breaker.share * 100),
            "minimum_requests": policy.breaker.requests,
            "cooldown_interval": cooldown,
        }
        if cooldown > policy.breaker.cooldown_s * 1000:
            losses.append(Loss("breaker: cooldown_s", f"at least {_SHORTEST_COOLDOWN_MS // 1000} s"))
    return json.dumps(document, indent=2) + "\n", losses


def _target(target: Target) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "provider": _PROVIDERS[target.provider],
        "override_params": {"model": model_of(target)} | dict(target.params),
    }
    if target.base_url:
        fields["custom_host"] = target.base_url
    if variable := key_variable(target):
        fields["api_key"] = f"${{{variable}}}"
    return fields
