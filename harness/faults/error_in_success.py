"""`error-in-success`: status 200, and the body is an error."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, WireReply, body


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings, proceed
    return body(200, exchange.error_body(500, "server_error", "The model is currently not able to answer."))
