"""`cut`: the answer breaks off in the middle and the connection closes in good order.

- {fault: cut, with: {after_tokens: 40}, attempts: 1}

The last chunk of the HTTP body never comes. With `ends_body: true` it does, so that the body is whole for HTTP and
only the API's own closing event is missing: both official SDKs take that for a success.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from harness.faults._streams import SHARE, point, through, with_pieces
from harness.model.wire import Exchange, Proceed, Severed, WirePiece, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A shorter answer is cut after two thirds of its words; `by_reset` cuts with a TCP reset."""

    after_tokens: int = 40
    ends_body: bool = False
    by_reset: bool = False


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange
    reply = await proceed()

    async def pieces() -> AsyncIterator[WirePiece]:
        async for piece, reached in through(reply, point(reply, settings.after_tokens, SHARE)):
            yield piece
            if reached:
                if settings.ends_body and reply.streamed:
                    return
                raise Severed(reset=settings.by_reset)

    return with_pieces(reply, pieces)
