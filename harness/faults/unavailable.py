"""`unavailable`: 503, the vendor is down or takes no more requests.

- {fault: unavailable, for: 60 s}
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`retry_after` is sent as it stands: seconds, or a date of HTTP."""

    retry_after: str | None = None


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    headers = {"retry-after": settings.retry_after} if settings.retry_after else {}
    return refuse(exchange, 503, "service_unavailable", "The service is temporarily unavailable.", headers)
