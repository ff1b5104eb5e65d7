"""`missing-terminator`: the whole text comes, the event that says so does not.

- {fault: missing-terminator, attempts: 1}

The body ends in good order. Only the API's own mark (`[DONE]`, `response.completed`, `message_stop`) is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import with_pieces
from harness.model.wire import Exchange, Proceed, WirePiece, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange, settings
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        async for piece in reply.pieces:
            if piece.kind != "end" or not reply.streamed:
                yield piece

    return with_pieces(reply, pieces)
