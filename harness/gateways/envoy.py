"""Envoy AI Gateway: `harness policy export envoy -o envoy.yaml`, a route and its traffic policy for Kubernetes.

The `AIServiceBackend`s named like the targets, with their keys, are yours to define.
"""

from __future__ import annotations

from typing import Any

from harness.gateways._common import answers_lost, bounds_lost, chain, clocks_lost, model_of, unreachable
from harness.model.config import Config
from harness.model.exchange import Loss

SUFFIX = ".yaml"
_NAME = "harness-failover"


def render(config: Config) -> tuple[str, list[Loss]]:
    import yaml

    policy, targets = config.failover, chain(config)
    refs = [
        {"name": target.name, "modelNameOverride": model_of(target), "priority": number}
        for number, target in enumerate(targets)
    ]
    header = {"type": "Exact", "name": "x-ai-eg-model", "value": targets[0].name if targets else ""}
    route = {
        "apiVersion": "aigateway.envoyproxy.io/v1alpha1",
        "kind": "AIGatewayRoute",
        "metadata": {"name": _NAME},
        "spec": {"rules": [{"matches": [{"headers": [header]}], "backendRefs": refs}]},
    }
    spec: dict[str, Any] = {
        "targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": _NAME}],
        "retry": {
            "numRetries": max(0, policy.most_sends - 1),
            "perRetry": {
                "timeout": f"{policy.timeouts.total_s:g}s",
                "backOff": {"baseInterval": _span(policy.backoff_s), "maxInterval": _span(policy.backoff_at_most_s)},
            },
            "retryOn": {"httpStatusCodes": [429, 500, 502, 503, 504], "triggers": ["connect-failure", "reset"]},
        },
        "timeout": {"http": {"streamIdleTimeout": f"{policy.timeouts.gap_s:g}s"}},
    }
    losses = [*unreachable(config), *clocks_lost(config, "gap"), *answers_lost(config), *bounds_lost(config)[1:]]
    if policy.breaker is not None:
        passive = {
            "consecutive5XxErrors": policy.breaker.requests,
            "baseEjectionTime": _span(policy.breaker.cooldown_s),
        }
        spec["healthCheck"] = {"passive": passive}
        losses.append(Loss("breaker: share", "consecutive failures are counted, not their share"))
    traffic = {
        "apiVersion": "gateway.envoyproxy.io/v1alpha1",
        "kind": "BackendTrafficPolicy",
        "metadata": {"name": _NAME},
        "spec": spec,
    }
    losses.append(Loss("retry_after_at_most_s", "Retry-After is not looked at"))
    return yaml.safe_dump_all([route, traffic], sort_keys=False), losses


def _span(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
