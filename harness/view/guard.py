"""Who may look: only the browser that was given the address with the token, and only under our own name.

A page of any other site can make this browser send requests here, and a name it owns can be made to lead to
loopback. So the Host must be ours, requests from other sites are refused, and everything needs the token.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from harness.pages.environment import policy

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
_Header = tuple[bytes, bytes]

COOKIE = "harness-view"
HEADERS = {
    "content-security-policy": f"{policy()}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Of every answer."""


def guarded(app: App, *, token: str, port: int) -> App:
    """`app`, for those who have the token."""
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    cookie = f"{COOKIE}-{port}"

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = _refusal(scope, headers, hosts) or _entrance(scope, headers, token, cookie)
        if answer is None:
            await app(scope, receive, _with_headers(send))
        else:
            await _say(_with_headers(send), *answer)

    return guard


_Answer = tuple[int, str, Mapping[str, str]]


def _refusal(scope: Scope, headers: Mapping[str, str], hosts: set[str]) -> _Answer | None:
    if headers.get("host", "").lower() not in hosts:
        return 421, "This is not the address of this view.", {}
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "Nothing can be changed here.", {"allow": "GET, HEAD"}
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in {f"http://{host}" for host in hosts}:
        return 403, "Not for other sites.", {}
    return None


def _entrance(scope: Scope, headers: Mapping[str, str], token: str, cookie: str) -> _Answer | None:
    """None for those who may enter; the token in an address becomes a cookie, and leaves the address."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = [value for name, value in query if name == "token"]
    if given:
        if len(given) == 1 and _same(given[0], token):
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            kept = f"{cookie}={token}; Path=/; HttpOnly; SameSite=Strict"
            return 303, "", {"location": "/" + ("?" + rest if rest else ""), "set-cookie": kept}
        return 403, _LOST, {}
    if not _same(_cookie(headers.get("cookie", ""), cookie), token):
        return 403, _LOST, {}
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return 403, "Not for other sites.", {}
    return None


_LOST = "Open the whole address that `harness view` shows, with its token, in a new tab."


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _cookie(header: str, name: str) -> str:
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_encoded(HEADERS.items())]
        await send(message)

    return sending


async def _say(send: Send, status: int, text: str, more: Mapping[str, str]) -> None:
    body = text.encode()
    own = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), **more}
    await send({"type": "http.response.start", "status": status, "headers": _encoded(own.items())})
    await send({"type": "http.response.body", "body": body})


def _encoded(headers: Iterable[tuple[str, str]]) -> list[_Header]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers]
