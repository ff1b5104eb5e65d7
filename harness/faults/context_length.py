"""`context-length`: 400, the prompt is too long for this model.

Sent again unchanged to the same model it fails again and may be charged; a model with a larger window may serve it.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings, proceed
    message = "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."
    return refuse(exchange, 400, "context_length_exceeded", message)
