"""`flap`: down, up, down, up, by the clock.

- {fault: flap, with: {down: 5, up: 5}, for: 60 s}

A breaker that closes after one good answer opens and closes all the time.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`down` and `up` in seconds; it begins with `down`."""

    down: float = 5.0
    up: float = 5.0


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    if exchange.elapsed_s % (settings.down + settings.up) < settings.down:
        return refuse(exchange, 503, "service_unavailable", "The service is temporarily unavailable.")
    return await proceed()
