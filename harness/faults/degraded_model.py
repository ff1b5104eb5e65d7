"""`degraded-model`: another, weaker target answers under the same name.

- {fault: degraded-model, with: {target: llama}, for: 600 s}

Nothing on the wire tells: status, form and the model's name are as ever. Only what the answers say differs.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, WireReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`target` of harness.yaml that answers instead."""

    target: str


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del proceed
    return await exchange.instead(settings.target)
