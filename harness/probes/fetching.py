"""One GET at a target's address, with its key and nobody else's: no redirect, no proxy but the target's own, no more
than four megabytes.
"""

from __future__ import annotations

import http.client
import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE_S = 5.0
_MOST_BYTES = 4_000_000


class UnreachableError(Exception):
    """Why there is no answer, in words for the user."""


def get(reached: Any, path: str, proxy: str | None = None) -> tuple[int, bytes]:
    """Status and body of `path` below the address; `reached` is what a provider's `access` gives, `proxy` the address
    of the HTTP proxy that the target's calls take.

    Raises:
        UnreachableError: nobody answers there, or not in HTTP.
    """
    status, body, _ = _asked(reached, path, proxy)
    return status, body


def headers(reached: Any, path: str, proxy: str | None = None) -> Mapping[str, str]:
    """What stands in the head of the answer, as `get` asks; of a header that comes twice, the last. Raises
    UnreachableError, too.
    """
    return dict(_asked(reached, path, proxy)[2])


def connect(reached: Any, proxy: str | None = None) -> None:
    """Raises UnreachableError if nobody listens at the address."""
    _asked(reached, None, proxy)


def _asked(reached: Any, path: str | None, proxy: str | None) -> tuple[int, bytes, list[tuple[str, str]]]:
    url = urlsplit(reached.address.url + (path or ""))
    host, port = url.hostname or "", url.port or _port(url.scheme)
    where = f"{host}:{port}"
    try:
        line, asked, more = _line(url, proxy)
        if proxy:
            via = urlsplit(proxy)
            where += f" by the proxy {via.hostname}:{via.port or _port(via.scheme)}"
        try:
            line.connect()
            if path is None:
                return 0, b"", []
            line.request("GET", asked, headers=_headers(reached) | more)
            answer = line.getresponse()
            return answer.status, answer.read(_MOST_BYTES), answer.getheaders()
        finally:
            line.close()
    except TimeoutError:
        raise UnreachableError(f"{where} does not answer within {PATIENCE_S:.0f} s") from None
    except ssl.SSLError as error:
        raise UnreachableError(f"{where}: TLS failed: {error.reason}") from None
    except OSError as error:
        raise UnreachableError(f"{where} cannot be reached: {error.strerror or error}") from None
    except ValueError as error:
        raise UnreachableError(f"{where} cannot be reached: {error}") from None
    except http.client.HTTPException as error:
        raise UnreachableError(f"{where} does not speak HTTP: {type(error).__name__}") from None


def _line(url: SplitResult, proxy: str | None) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """The connection, what to ask it for, and the headers that are the proxy's alone.

    Through a proxy https is a tunnel, so that the proxy sees no key, and http is asked for by its whole address.
    """
    encrypted = url.scheme == "https"
    host, port = url.hostname or "", url.port or _port(url.scheme)
    asked = f"{url.path}?{url.query}".rstrip("?")
    kind = http.client.HTTPSConnection if encrypted else http.client.HTTPConnection
    if not proxy:
        return kind(host, port, timeout=PATIENCE_S), asked, {}
    via = urlsplit(proxy)
    if via.scheme != "http":
        raise ValueError("only a proxy whose address begins with http:// can be asked")
    line = kind(via.hostname or "", via.port or _port(via.scheme), timeout=PATIENCE_S)
    login = _login(via)
    if encrypted:
        line.set_tunnel(host, port, headers=login)
        return line, asked, {}
    return line, f"http://{url.netloc}{asked}", login


def _login(via: SplitResult) -> dict[str, str]:
    if not via.username:
        return {}
    pair = f"{unquote(via.username)}:{unquote(via.password or '')}"
    return {"proxy-authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _headers(reached: Any) -> dict[str, str]:
    return {"accept": "application/json"} | {name: value for name, value in reached.headers.items() if value}


def place_of(reached: Any, path: str) -> str:
    """The address as it may be shown: without a query."""
    url = urlsplit(reached.address.url + path)
    return f"{url.scheme}://{url.netloc}{url.path}"
