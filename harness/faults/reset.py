"""`reset`: the connection is reset before a single byte of the answer has come.

- {fault: reset, attempts: 1}

Whether the vendor has worked on the request, and charges for it, cannot be known from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, Severed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange, settings, proceed
    raise Severed(reset=True)
