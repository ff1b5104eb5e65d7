"""One message, sent: a few tries, each within a time, to this host and no other."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Iterator

from harness.channels import Hook
from harness.errors import HarnessError
from harness.model.notice import Notice
from harness.version import __version__

TRIES = 3
TRY_S = 10.0
"""Seconds a try may take, from the name's lookup to the answer's status."""
WAITS_S = (1.0, 4.0)
LONGEST_WAIT_S = 30.0
"""However long a server asks to wait."""
_TOO_MANY, _TIMED_OUT, _REDIRECTS, _FAULTS = 429, 408, 300, 500


class NotDelivered(HarnessError):  # noqa: N818 - it says what happened
    """Nobody took the message. The text names the host and never the rest of the address."""


class _Transient(NotDelivered):
    """Worth another try, after `wait_s` if the server said so."""

    wait_s: float | None = None


def post(notice: Notice, hook: Hook, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
    """Send it. A try that timed out may have arrived, so a message can come twice, with the same `id`.

    Raises:
        NotDelivered: it was not taken, after at most `TRIES` tries.
    """
    # As UTF-8, since receivers count bytes; half a surrogate, which no UTF-8 holds, as JSON's own escape.
    content = json.dumps(hook.channel.body(notice), ensure_ascii=False).encode("utf-8", "backslashreplace")
    asyncio.run(_until_taken(content, hook, sleep))


async def _until_taken(content: bytes, hook: Hook, sleep: Callable[[float], Awaitable[object]]) -> None:
    waits: Iterator[float] = iter(WAITS_S)
    for number in range(1, TRIES + 1):
        try:
            await _once(content, hook)
        except _Transient as trouble:
            if number == TRIES:
                raise NotDelivered(f"{trouble} ({TRIES} tries)", slug="not-delivered") from None
            wait_s = next(waits)
            await sleep(wait_s if trouble.wait_s is None else min(trouble.wait_s, LONGEST_WAIT_S))
        else:
            return


async def _once(content: bytes, hook: Hook) -> None:
    import httpx2  # takes 0.1 s

    headers = {"content-type": "application/json", "user-agent": f"harness/{__version__}"}
    try:
        # The system's authorities and proxies; a redirect would carry the message to a host nobody named.
        async with (
            asyncio.timeout(TRY_S),
            httpx2.AsyncClient(follow_redirects=False, timeout=TRY_S) as client,
            client.stream("POST", hook.url, content=content, headers=headers) as answer,
        ):
            _judge(answer.status_code, answer.headers.get("retry-after", ""), hook.host)
    except (TimeoutError, httpx2.TimeoutException):
        raise _transient(f"{hook.host} does not answer within {TRY_S:.0f} s") from None
    except httpx2.HTTPError as error:
        if _is_distrust(error):
            raise _failed(f"{hook.host} does not prove who it is: its TLS certificate is not trusted") from None
        raise _transient(f"{hook.host} cannot be reached ({type(error).__name__})") from None
    except (httpx2.InvalidURL, ValueError, OSError) as error:
        raise _failed(f"{hook.host} cannot be reached ({type(error).__name__})") from None


def _judge(status: int, retry_after: str, host: str) -> None:
    if status in (_TOO_MANY, _TIMED_OUT) or status >= _FAULTS:
        trouble = _transient(f"{host} answered with status {status}")
        # The form with a date is left to our own waits: clocks differ.
        trouble.wait_s = float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else None
        raise trouble
    if status >= _REDIRECTS:
        redirects = "; redirects are not followed" if status < _REDIRECTS + 100 else ""
        raise _failed(f"{host} answered with status {status}{redirects}")


def _is_distrust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _transient(message: str) -> _Transient:
    return _Transient(message, slug="not-delivered")


def _failed(message: str) -> NotDelivered:
    return NotDelivered(message, slug="not-delivered")
