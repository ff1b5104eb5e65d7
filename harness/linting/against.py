"""A target that is not configured yet, made of `VENDOR/MODEL`: enough to compile a request, not to send one."""

from __future__ import annotations

from harness import plugins
from harness.errors import UsageError
from harness.model.config import Target

PLACEHOLDER = "http://localhost"
"""Stands for the address of a provider that needs one; nothing is sent to it."""


def target_of(name: str) -> Target:
    """Raises UsageError for a vendor that is unknown, or a model that is missing."""
    vendor, slash, model = name.partition("/")
    if not (slash and model.strip() and vendor):
        raise UsageError(
            f"--against {name!r}: expected VENDOR/MODEL", slug="bad-target", hint="for example anthropic/claude-opus-5"
        )
    providers = tuple(kind for kind in plugins.names("providers") if kind != "replay")
    if vendor not in providers:
        hint = plugins.suggest(vendor, providers)
        raise UsageError(f"--against {name!r}: no provider is named {vendor!r}", slug="unknown-provider", hint=hint)
    provider = plugins.load("providers", vendor)
    return Target(
        name=name,
        provider=vendor,
        model=model,
        base_url=PLACEHOLDER if "base_url" in getattr(provider, "NEEDS", ()) else None,
        failure_domain={"vendor": provider.VENDOR},
        vision=bool(getattr(provider, "VISION", False)),
    )
