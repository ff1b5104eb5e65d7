"""`model-not-found`: 404, the model's name is unknown here: withdrawn, misspelt, or another vendor's."""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings, proceed
    name = exchange.asked.model
    return refuse(
        exchange, 404, "model_not_found", f"The model `{name}` does not exist or you do not have access to it."
    )
