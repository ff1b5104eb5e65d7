"""`dns`: the vendor's name cannot be resolved.

- {fault: dns, for: 60 s}

Only `harness drill` can do this, since it says under which address its targets look for their vendor. A server that
has been reached cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, Severed, WireReply

UNRESOLVABLE = True
"""The drill gives the target an address below `.invalid` while this fault is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    """Meets connections that were open before."""
    del exchange, settings, proceed
    raise Severed(reset=True)
