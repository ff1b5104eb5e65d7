"""`rate-limited`: 429, too many requests for now.

- {fault: rate-limited, with: {retry_after: 2}, attempts: 1}

`retry_after` is in seconds and is never shortened by a time scale, since clients' own waits are not; `as_date:
true` sends it as a date of HTTP. Without it the header is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`retry_after` in seconds."""

    retry_after: float | None = None
    as_date: bool = False


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    headers = {} if settings.retry_after is None else {"retry-after": _header(settings)}
    return refuse(exchange, 429, "rate_limit_exceeded", "Rate limit reached for requests.", headers)


def _header(settings: Settings) -> str:
    if settings.as_date:
        moment = datetime.now(UTC) + timedelta(seconds=settings.retry_after or 0)
        return format_datetime(moment, usegmt=True)
    return f"{settings.retry_after:g}"
