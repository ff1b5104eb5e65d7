"""`slow-first-token`: the head of the answer comes at once, its first word late.

- {fault: slow-first-token, with: {delay: 20}, for: 60 s}

A client that waits for headers only thinks all is well.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import with_pieces
from harness.model.wire import Exchange, Proceed, WirePiece, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`delay` in seconds."""

    delay: float = 20.0


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        waited = False
        async for piece in reply.pieces:
            if not waited and piece.kind != "opening":
                await exchange.pause(settings.delay)
                waited = True
            yield piece

    return with_pieces(reply, pieces)
