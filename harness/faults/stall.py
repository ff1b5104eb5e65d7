"""`stall`: some of the answer comes, then nothing for a while, then the connection closes.

- {fault: stall, with: {after_tokens: 20, hold: 30}, for: 60 s}

With `goes_on: true` the rest comes after the silence.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import point, through, with_pieces
from harness.model.wire import Exchange, Proceed, Severed, WirePiece, WireReply

_SHARE = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`hold` in seconds; a shorter answer stalls after a third of its words."""

    after_tokens: int = 20
    hold: float = 30.0
    goes_on: bool = False


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        async for piece, reached in through(reply, point(reply, settings.after_tokens, _SHARE)):
            yield piece
            if reached:
                await exchange.pause(settings.hold)
                if not settings.goes_on:
                    raise Severed

    return with_pieces(reply, pieces)
