"""One GET at a target's address, with its key and nobody else's: no redirect, no proxy, no more than four megabytes."""

from __future__ import annotations

import http.client
import ssl
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 5.0
_MOST_BYTES = 4_000_000


class UnreachableError(Exception):
    """Why there is no answer, in words for the user."""


def get(reached: Any, path: str) -> tuple[int, bytes]:
    """Status and body of `path` below the address; `reached` is what a provider's `access` gives.

    Raises:
        UnreachableError: nobody answers there, or not in HTTP.
    """
    return _asked(reached, path)


def connect(reached: Any) -> None:
    """Raises UnreachableError if nobody listens at the address."""
    _asked(reached, None)


def _asked(reached: Any, path: str | None) -> tuple[int, bytes]:
    url = urlsplit(reached.address.url + (path or ""))
    encrypted = url.scheme == "https"
    host, port = url.hostname or "", url.port or (443 if encrypted else 80)
    kind = http.client.HTTPSConnection if encrypted else http.client.HTTPConnection
    line = kind(host, port, timeout=PATIENCE_S)
    try:
        line.connect()
        if path is None:
            return 0, b""
        line.request("GET", f"{url.path}?{url.query}".rstrip("?"), headers=_headers(reached))
        answer = line.getresponse()
        return answer.status, answer.read(_MOST_BYTES)
    except TimeoutError:
        raise UnreachableError(f"{host}:{port} does not answer within {PATIENCE_S:.0f} s") from None
    except ssl.SSLError as error:
        raise UnreachableError(f"{host}:{port}: TLS failed: {error.reason}") from None
    except OSError as error:
        raise UnreachableError(f"{host}:{port} cannot be reached: {error.strerror or error}") from None
    except http.client.HTTPException as error:
        raise UnreachableError(f"{host}:{port} does not speak HTTP: {type(error).__name__}") from None
    finally:
        line.close()


def _headers(reached: Any) -> dict[str, str]:
    return {"accept": "application/json"} | {name: value for name, value in reached.headers.items() if value}


def place_of(reached: Any, path: str) -> str:
    """The address as it may be shown: without a query."""
    url = urlsplit(reached.address.url + path)
    return f"{url.scheme}://{url.netloc}{url.path}"
