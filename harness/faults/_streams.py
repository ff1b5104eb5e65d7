"""Pieces of a reply, disturbed as they pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from harness.model.wire import WirePiece, WireReply

SHARE = 2 / 3


def point(reply: WireReply, tokens: int | None, share: float) -> int:
    """After how many pieces of text something happens: `tokens`, where the answer has more; else its share."""
    if reply.parts is None:
        return tokens if tokens is not None else 1
    if tokens is not None and tokens < reply.parts:
        return tokens
    return max(1, int(reply.parts * share)) if reply.parts else 0


async def through(reply: WireReply, count: int) -> AsyncIterator[tuple[WirePiece, bool]]:
    """The pieces, and whether each is the last to come before the point is reached. Of a body in one piece, the part
    that comes before it.
    """
    if not reply.streamed:
        async for piece in reply.pieces:
            half = len(piece.data) * 2 // 3
            yield WirePiece(piece.data[:half], "text"), True
            yield WirePiece(piece.data[half:], piece.kind), False
        return
    texts = 0
    async for piece in reply.pieces:
        texts += piece.kind == "text"
        yield piece, (piece.kind == "text" and texts == count) or (count == 0 and piece.kind == "closing")


def with_pieces(reply: WireReply, pieces: Callable[[], AsyncIterator[WirePiece]]) -> WireReply:
    """The same head with another body."""
    return replace(reply, pieces=pieces())
