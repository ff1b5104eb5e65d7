"""`server-error`: 500, something broke at the vendor's.

- {fault: server-error, attempts: 1}

The request may have been charged or not; a client that retries it once is usually served.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`status` may be any 5xx."""

    status: int = 500


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    return refuse(exchange, settings.status, "server_error", "The server had an error while processing your request.")
