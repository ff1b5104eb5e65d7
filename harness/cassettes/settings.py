"""What of a target decides its answers beside the request, and so belongs to a recording's key.

Left out are its name, address and key (a changed address is told, not a miss), what a run may do with it (price,
limits, time, failure domains), and its `params`, which stand in the request already, merged with the suite's.
"""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields
from typing import Any

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Target

ADDRESS_DIGITS = 16


def deciding_settings(target: Target) -> dict[str, Any]:
    """Provider, `extra` and the provider's own settings; one at its default is left out, so that a setting added
    tomorrow changes no key of today.
    """
    try:
        provider: Any = plugins.load("providers", target.provider)
        defaults = {field.name: _default(field) for field in fields(provider.Settings)}
        indifferent: tuple[str, ...] = getattr(provider, "INDIFFERENT", ())
    except HarnessError:  # an evidence bundle may name a provider that is not installed here
        defaults, indifferent = {}, ()
    own = {
        name: value
        for name, value in target.settings.items()
        if name not in indifferent and value is not None and value != defaults.get(name, MISSING)
    }
    extra = {"extra": dict(target.extra)} if target.extra else {}
    return {"provider": target.provider, **extra, **own}


def address_digest(target: Target) -> str:
    """Tells one `base_url` from another without writing it down; "" where the vendor's own is used."""
    url = (target.base_url or "").rstrip("/")
    return hashlib.sha256(url.encode()).hexdigest()[:ADDRESS_DIGITS] if url else ""


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
