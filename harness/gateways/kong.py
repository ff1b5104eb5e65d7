"""Kong's ai-proxy-advanced: `harness policy export kong -o kong.yaml`, a plugin in declarative form."""

from __future__ import annotations

from typing import Any

from harness.gateways._common import answers_lost, bounds_lost, chain, clocks_lost, key_variable, model_of, unreachable
from harness.model.config import Config, Target
from harness.model.exchange import Loss

SUFFIX = ".yaml"
_PROVIDERS = {"openai": "openai", "azure": "azure", "anthropic": "anthropic", "openai-compatible": "openai"}


def render(config: Config) -> tuple[str, list[Loss]]:
    import yaml

    policy = config.failover
    balancer: dict[str, Any] = {
        "algorithm": "priority",
        "connect_timeout": round(policy.timeouts.connect_s * 1000),
        "read_timeout": round(policy.timeouts.total_s * 1000),
        "retries": max(0, policy.most_sends - 1),
        "failover_criteria": ["error", "timeout", "http_429", "http_500", "http_502", "http_503", "http_504"],
    }
    losses = [
        *unreachable(config),
        *clocks_lost(config, "connect"),
        *answers_lost(config),
        *bounds_lost(config)[1:],
        Loss("attempts", "retries are counted over all targets, not for each"),
        Loss("backoff_s", "there is no wait between tries, and Retry-After is not looked at"),
    ]
    if policy.breaker is not None:
        balancer |= {"max_fails": policy.breaker.requests, "fail_timeout": round(policy.breaker.cooldown_s * 1000)}
        losses.append(Loss("breaker: share", "failures are counted, not their share"))
    # Kong asks the largest weight of a priority group first.
    targets = [_target(target, 100 - number) for number, target in enumerate(chain(config))]
    plugin = {"name": "ai-proxy-advanced", "config": {"balancer": balancer, "targets": targets}}
    return yaml.safe_dump({"_format_version": "3.0", "plugins": [plugin]}, sort_keys=False), losses


def _target(target: Target, weight: int) -> dict[str, Any]:
    options: dict[str, Any] = dict(target.params)
    if target.base_url:
        options["upstream_url"] = target.base_url
    fields: dict[str, Any] = {
        "route_type": "llm/v1/chat",
        "weight": weight,
        "model": {"provider": _PROVIDERS[target.provider], "name": model_of(target), "options": options},
    }
    if variable := key_variable(target):
        secret = f"{{vault://env/{variable.lower().replace('_', '-')}}}"
        fields["auth"] = {"header_name": "Authorization", "header_value": f"Bearer {secret}"}
    return fields
