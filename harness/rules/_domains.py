"""What two targets have in common that can fail: vendor, cloud, region, network, account, address."""

from __future__ import annotations

from harness.model.config import Target

SHARED = ("vendor", "cloud", "network", "datacenter")
"""Kinds of domain that go down as a whole. A region or a family alone does not take a vendor away."""


def common(one: Target, other: Target) -> set[str]:
    """Domains, keys and addresses of both, as `vendor openai`."""
    ours, theirs = ({"vendor": target.vendor, **target.failure_domain} for target in (one, other))
    named = {f"{kind} {ours[kind]}" for kind in SHARED if kind in ours and ours[kind] == theirs.get(kind)}
    return named | (account(one) & account(other))


def account(target: Target) -> set[str]:
    """Whose bill it is: the variable of its key, the address it is reached at."""
    found = {f"the key {target.api_key_env}"} if target.api_key_env else set()
    return found | ({f"the address {target.base_url}"} if target.base_url else set())
