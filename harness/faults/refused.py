"""`refused`: nobody listens at the vendor's address.

- {fault: refused, for: 60 s}

While it lasts the port is closed, so that connecting fails at once. It takes effect by the clock and cannot be
meant for single attempts or single models: whatever is reached through the port is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, Severed, WireReply

CLOSES_PORT = True
"""The server stops listening while this fault is on; `disturb` meets connections that were already open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange, settings, proceed
    raise Severed(reset=True)
