"""`brownout`: a part of the requests fails, and the rest takes longer and longer.

- {fault: brownout, with: {share: 0.3, grows: 0.5}, for: 120 s}

`share` of the requests get a 503 (seeded: the same requests each time); all others are late by `grows` seconds for
every ten seconds that the brownout lasts, `most` seconds at most.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply

_STEP_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`share` in [0, 1]; `grows` and `most` in seconds."""

    share: float = 0.3
    grows: float = 0.5
    most: float = 30.0


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    if exchange.random.random() < settings.share:
        return refuse(exchange, 503, "service_unavailable", "The service is temporarily unavailable.")
    await exchange.pause(min(settings.most, settings.grows * exchange.elapsed_s / _STEP_S))
    return await proceed()
