"""What all gateways' configurations are made from."""

from __future__ import annotations

from harness.model.config import Config, Target
from harness.model.exchange import Loss

LITELLM_PROVIDERS = {"openai": "openai", "azure": "azure", "anthropic": "anthropic", "openai-compatible": "openai"}
KEYS = {"openai": "OPENAI_API_KEY", "azure": "AZURE_OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


def chain(config: Config) -> list[Target]:
    """The targets of the policy in order; those that no gateway can reach are left out."""
    names = config.failover.order or tuple(config.targets)
    return [config.targets[name] for name in names if config.targets[name].provider in LITELLM_PROVIDERS]


def unreachable(config: Config) -> list[Loss]:
    """Targets of the chain that live in this process only."""
    names = config.failover.order or tuple(config.targets)
    return [
        Loss(f"order: {name}", f"a gateway cannot reach provider {config.targets[name].provider!r}; serve it over HTTP")
        for name in names
        if config.targets[name].provider not in LITELLM_PROVIDERS
    ]


def key_variable(target: Target) -> str | None:
    """The environment variable that holds the key; never the key."""
    return target.api_key_env or KEYS.get(target.provider)


def model_of(target: Target) -> str:
    return str(target.settings.get("deployment") or target.model)


def clocks_lost(config: Config, *able: str) -> list[Loss]:
    """The timeouts that a gateway has no word for."""
    timeouts = config.failover.timeouts
    values = {"connect": timeouts.connect_s, "first_token": timeouts.first_token_s, "gap": timeouts.gap_s}
    return [
        Loss(f"timeouts: {name}", f"{value:g} s cannot be said; only the total holds")
        for name, value in values.items()
        if name not in able
    ]


def answers_lost(config: Config, *able: str) -> list[Loss]:
    """Kinds of trouble with an answer of their own that a gateway does not tell apart."""
    special = {"context", "filter", "auth", "quota"} - set(able)
    return [
        Loss(f"answers: {kind}", f"{config.failover.answers[kind]!r} cannot be said for this kind alone")  # type: ignore[index]
        for kind in sorted(special)
    ]


def bounds_lost(config: Config) -> list[Loss]:
    """Bounds of a request as a whole."""
    policy = config.failover
    losses = [Loss("most_sends", f"a request may be sent more than {policy.most_sends} times")]
    if policy.deadline_s is not None:
        losses.append(Loss("deadline_s", f"no bound of {policy.deadline_s:g} s on a request as a whole"))
    if policy.least_tokens_per_s is not None:
        losses.append(Loss("least_tokens_per_s", "a slow stream is not given up"))
    return losses
