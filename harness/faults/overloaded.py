"""`overloaded`: 529, Anthropic's word for more traffic than it can serve. Other vendors' clients take it for a 5xx."""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings, proceed
    return refuse(exchange, 529, "overloaded", "Overloaded")
