"""`content-filter`: 400, the vendor's own filter does not let the request through.

Going round it to another vendor may be what the user wants or the last thing he wants: a policy has to say.
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
    message = "Your request was rejected as a result of our safety system."
    return refuse(exchange, 400, "content_policy_violation", message)
