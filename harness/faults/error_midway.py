"""`error-midway`: an error event in the middle of the stream, after which it ends.

- {fault: error-midway, with: {after_tokens: 20}, attempts: 1}

An answer that is not streamed comes as a 500.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.faults._streams import SHARE, point, through, with_pieces
from harness.model.wire import Exchange, Proceed, WirePiece, WireReply

_CODE, _MESSAGE = "server_error", "The server had an error while processing your request."


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A shorter answer breaks after two thirds of its words."""

    after_tokens: int = 20


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    reply = await proceed()
    if not reply.streamed:
        return refuse(exchange, 500, _CODE, _MESSAGE)

    async def pieces() -> AsyncIterator[WirePiece]:
        async for piece, reached in through(reply, point(reply, settings.after_tokens, SHARE)):
            yield piece
            if reached:
                yield WirePiece(exchange.error_event(_CODE, _MESSAGE), "end")
                return

    return with_pieces(reply, pieces)
