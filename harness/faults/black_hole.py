"""`black-hole`: the request is taken and nothing ever comes back.

- {fault: black-hole, with: {hold: 120}, for: 60 s}

After `hold` seconds the connection is closed without a byte.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, Severed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`hold` in seconds."""

    hold: float = 120.0


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    await exchange.pause(settings.hold)
    raise Severed
