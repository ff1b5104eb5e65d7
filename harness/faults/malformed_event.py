"""`malformed-event`: one event of the stream is no JSON; the rest is as it should be.

- {fault: malformed-event, with: {number: 10}, attempts: 1}

A client that skips what it cannot read shows an answer with a hole in it. An answer that is not streamed is spoilt
as a whole.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import with_pieces
from harness.model.wire import Exchange, Proceed, WirePiece, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`number` of the event, from 1; of a shorter stream, the one in the middle of its text."""

    number: int = 10


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        # Opening events come first; of a known text that ends sooner, the middle is spoilt.
        short = reply.parts is not None and reply.parts < settings.number
        spoilt = max(1, (reply.parts or 0) // 2) if short else None
        events = texts = 0
        async for piece in reply.pieces:
            events += 1
            texts += piece.kind == "text"
            hit = texts == spoilt and piece.kind == "text" if short else events == settings.number
            yield _spoilt(piece) if hit or not reply.streamed else piece

    return with_pieces(reply, pieces)


def _spoilt(piece: WirePiece) -> WirePiece:
    """The same length: a promised content length still holds."""
    start = piece.data.rfind(b"{")
    return WirePiece(piece.data[:start] + b"[" + piece.data[start + 1 :], piece.kind)
