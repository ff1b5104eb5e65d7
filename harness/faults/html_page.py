"""`html-page`: status 200 and a page for people: a captive portal, a load balancer's apology, a login.

- {fault: html-page, for: 60 s}

Both official SDKs give such a page back as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.wire import Exchange, Proceed, WireReply, body

_PAGE = b"<!doctype html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`status` of the page."""

    status: int = 200


async def disturb(exchange: Exchange, settings: Settings, proceed: Proceed) -> WireReply:
    del exchange, proceed
    return body(settings.status, _PAGE, {"content-type": "text/html; charset=utf-8"})
