"""Replies that say no, in the API's own form."""

from __future__ import annotations

from collections.abc import Mapping

from harness.model.wire import Exchange, WireReply, body


def refuse(
    exchange: Exchange, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> WireReply:
    """An error as the vendor would word it."""
    return body(status, exchange.error_body(status, code, message), headers)
