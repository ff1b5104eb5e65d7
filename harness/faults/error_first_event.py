"""`error-first-event`: 200, and then an error as the first event of the stream.

- {fault: error-first-event, for: 60 s}

Clients that decide by the status never fall back. An answer that is not streamed is a 200 with an error in its body.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from harness.model.wire import Exchange, Proceed, WirePiece, WireReply, body

_CODE, _MESSAGE = "overloaded_error", "Overloaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings
    reply = await proceed()
    if not reply.streamed:
        return body(200, exchange.error_body(500, _CODE, _MESSAGE))

    async def pieces() -> AsyncIterator[WirePiece]:
        yield WirePiece(exchange.error_event(_CODE, _MESSAGE), "end")

    return replace(reply, pieces=pieces())
