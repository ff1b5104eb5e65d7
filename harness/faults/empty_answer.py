"""`empty-answer`: status 200 and nothing: no body, or a stream without an event."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from harness.model.wire import Exchange, Proceed, WirePiece, WireReply, body


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange, settings
    reply = await proceed()
    return replace(reply, pieces=_nothing()) if reply.streamed else body(200, b"")


async def _nothing() -> AsyncIterator[WirePiece]:
    return
    yield
