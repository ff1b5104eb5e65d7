"""`drip`: the answer comes, but a word at a time and far too slowly.

- {fault: drip, with: {every: 1.25}, for: 60 s}

No gap is long enough for a timeout between chunks; only a bound on the whole, or on throughput, helps.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import with_pieces
from harness.model.wire import Exchange, Proceed, WirePiece, WireReply

_SLICES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`every`: seconds between two words (an answer that is not streamed comes in ten slices)."""

    every: float = 1.25


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        async for piece in reply.pieces:
            for part in _slices(piece) if not reply.streamed else [piece]:
                if part.kind in ("text", "end"):
                    await exchange.pause(settings.every)
                yield part

    return with_pieces(reply, pieces)


def _slices(piece: WirePiece) -> list[WirePiece]:
    size = max(1, -(-len(piece.data) // _SLICES))
    return [WirePiece(piece.data[start : start + size], "text") for start in range(0, len(piece.data), size)]
