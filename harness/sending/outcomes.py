"""What came of a call that raised: every error a provider may raise is some trouble of one answer."""

from __future__ import annotations

from harness.errors import HarnessError, ProviderError
from harness.model.exchange import Trouble


def trouble_of(error: Exception, provider: str) -> Trouble:
    """A provider is a plug-in: its crash is one answer's trouble, and may have been charged."""
    if isinstance(error, ProviderError):
        return error.trouble
    if isinstance(error, HarnessError):
        return Trouble(kind="unsupported", message=f"{error}. {error.hint}" if error.hint else str(error))
    message = f"the provider {provider!r} crashed: {type(error).__name__}: {error}"
    return Trouble(kind="crash", message=message, billed=True)
