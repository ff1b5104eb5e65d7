"""`quota`: 429, but waiting does not help: the account's money or weekly allowance is used up.

- {fault: quota, for: 60 s}
- {fault: quota, with: {inside_success: true}, for: 60 s}

A client that waits and tries again loses time; another vendor serves at once. `inside_success` sends the error with a
200, as some gateways do.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.faults._errors import refuse
from harness.model.wire import Exchange, Proceed, WireReply, body

_MESSAGE = "You exceeded your current quota, please check your plan and billing details."


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`inside_success`: with status 200."""

    inside_success: bool = False


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    if settings.inside_success:
        return body(200, exchange.error_body(429, "insufficient_quota", _MESSAGE))
    return refuse(exchange, 429, "insufficient_quota", _MESSAGE)
