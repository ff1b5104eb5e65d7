"""`expired-key`: 401, the key is wrong, expired or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings, proceed
    return refuse(exchange, 401, "invalid_api_key", "Incorrect API key provided.")
