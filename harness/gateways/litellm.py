"""LiteLLM's proxy and Router: `harness policy export litellm -o litellm.yaml`.

Put to the proxy with `litellm --config litellm.yaml`; ask for the model named like the first target of the order.
"""

from __future__ import annotations

from typing import Any

from harness.gateways._common import (
    LITELLM_PROVIDERS,
    answers_lost,
    bounds_lost,
    chain,
    clocks_lost,
    key_variable,
    model_of,
    unreachable,
)
from harness.model.config import Config, Target
from harness.model.exchange import Loss

SUFFIX = ".yaml"


def render(config: Config) -> tuple[str, list[Loss]]:
    import yaml

    policy, targets = config.failover, chain(config)
    names = [target.name for target in targets]
    later = {name: names[number + 1 :] for number, name in enumerate(names) if names[number + 1 :]}
    fallbacks = [{name: rest} for name, rest in later.items()]
    router: dict[str, Any] = {
        "num_retries": policy.attempts - 1,
        "timeout": policy.timeouts.total_s,
        "stream_timeout": policy.timeouts.first_token_s,
        "fallbacks": fallbacks,
    }
    if policy.breaker is not None:
        router |= {"allowed_fails": policy.breaker.requests, "cooldown_time": policy.breaker.cooldown_s}
    if policy.answers["context"] == "next":
        router["context_window_fallbacks"] = fallbacks
    if policy.answers["filter"] == "next":
        router["content_policy_fallbacks"] = fallbacks
    document = {"model_list": [_model(target) for target in targets], "router_settings": router}
    losses = [
        *unreachable(config),
        *clocks_lost(config, "first_token"),
        *answers_lost(config, "context", "filter"),
        *bounds_lost(config),
        Loss("breaker: share", "LiteLLM counts failures in a minute; there is no share and no single probe"),
    ]
    if policy.answers["filter"] == "fail":
        losses.append(Loss("answers: filter", "'fail' cannot be said: its ordinary fallbacks take a refusal, too"))
    return yaml.safe_dump(document, sort_keys=False), losses


def _model(target: Target) -> dict[str, Any]:
    params: dict[str, Any] = {"model": f"{LITELLM_PROVIDERS[target.provider]}/{model_of(target)}"}
    if target.base_url:
        params["api_base"] = target.base_url
    if variable := key_variable(target):
        params["api_key"] = f"os.environ/{variable}"
    return {"model_name": target.name, "litellm_params": params | dict(target.params)}
