"""`slow-headers`: not even the status line comes for a while; then all is well.

- {fault: slow-headers, with: {delay: 10}, for: 60 s}
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`delay` in seconds."""

    delay: float = 10.0


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    await exchange.pause(settings.delay)
    return await proceed()
