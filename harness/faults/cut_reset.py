"""`cut-reset`: the answer breaks off in the middle with a TCP reset.

- {fault: cut-reset, attempts: 1}
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults import cut
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A shorter answer is cut after two thirds of its words."""

    after_tokens: int = 40


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    return await cut.disturb(exchange, cut.Settings(after_tokens=settings.after_tokens, by_reset=True), proceed)
