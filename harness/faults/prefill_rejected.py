"""`prefill-rejected`: 400 for a request that ends with words put into the model's mouth; all others are served.

Some clients mend a stream that broke by sending what had come as an assistant's turn. Many models refuse that.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing to set."""


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del settings
    if not exchange.asked.ends_with_assistant:
        return await proceed()
    message = "This model does not support assistant message prefill. The conversation must end with a user message."
    return refuse(exchange, 400, "invalid_request_error", message)
