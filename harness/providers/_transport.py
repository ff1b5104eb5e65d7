"""The connections to one address: what leaves, how much may come back.

Imports httpx2; import this module only where a connection is made.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import httpx2

from harness.model.progress import CallProgress
from harness.providers._line import HttpLine
from harness.version import __version__

LARGEST = 32 * 1024 * 1024
"""Bytes of one answer, after unpacking."""
CONNECT_S = 10.0
IDLE_S = 30.0
"""How long an unused connection is kept."""
_STEP = 64 * 1024


class TooLarge(httpx2.DecodingError):
    """The answer is larger than any answer may be."""


class UnreadableBody(httpx2.DecodingError):
    """The answer is packed in a way nobody asked for, or badly."""


class Refused(Exception):  # noqa: N818  (what happened, as the others here)
    """The answer's status is not one of success; its body has been read."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(f"status {response.status_code}")
        self.response = response


class Transport:
    """Connections to one address, kept for the next call, the one used last taken first. Reads no environment, follows
    no redirect. Through a proxy they are httpx2's, each in a pool of its own, since a shared one looks at all of its
    connections whenever one is taken or given back.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], *, timeout_s: float, concurrency: int, proxy: str | None
    ) -> None:
        self._url = httpx2.URL(url)
        self._tls = self._url.scheme == "https"
        common = {
            "host": self._url.netloc.decode("ascii"),
            "user-agent": f"harness/{__version__}",
            "accept-encoding": "gzip",
            "content-type": "application/json",
        }
        self._headers = httpx2.Headers({**common, **headers}).raw
        self._connect_s = min(CONNECT_S, timeout_s)
        self._timeouts = {"connect": self._connect_s, "read": timeout_s, "write": timeout_s, "pool": None}
        self._most_idle = concurrency
        self._proxy = proxy
        # The system's authorities, or those of SSL_CERT_FILE; making it takes 40 ms.
        self._verify = httpx2.create_ssl_context() if self._tls else None
        if self._verify is not None:
            self._verify.set_alpn_protocols(["http/1.1"])
        self._idle: list[httpx2.AsyncBaseTransport] = []

    async def send(self, content: bytes, progress: CallProgress) -> httpx2.Response:
        """The answer's head; its body is read by `aiter_raw` and given up by `aclose`.

        Raises:
            Refused: the status is not one of success.
            httpx2.HTTPError: no answer could be had.
        """
        line = self._idle.pop() if self._idle else self._connect()
        request = httpx2.Request(
            "POST",
            self._url,
            headers=[*self._headers, *self._own_headers(content, progress)],
            stream=_Body(content, progress),
            extensions={"timeout": self._timeouts},
        )
        progress.start()
        try:
            raw = await line.handle_async_request(request)
            response = _capped(raw, lambda: self._give_back(line))
        except BaseException:
            await line.aclose()
            raise
        progress.answered, progress.headers = response.is_success, response.headers
        progress.sent = progress.sent or response.is_success
        if response.is_success:
            return response
        try:
            with suppress(httpx2.HTTPError):  # a status without its reasons says more than why they did not come
                await response.aread()
        finally:
            await response.aclose()
        raise Refused(response)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().aclose()

    def _connect(self) -> httpx2.AsyncBaseTransport:
        if self._proxy is None:
            return HttpLine(self._verify, connect_s=self._connect_s, idle_s=IDLE_S)
        limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE_S)
        return httpx2.AsyncHTTPTransport(
            verify=self._verify or False, limits=limits, trust_env=False, proxy=self._proxy
        )

    async def _give_back(self, line: httpx2.AsyncBaseTransport) -> None:
        if len(self._idle) < self._most_idle:
            self._idle.append(line)
        else:
            await line.aclose()

    def _own_headers(self, content: bytes, progress: CallProgress) -> Iterator[tuple[bytes, bytes]]:
        yield b"content-length", b"%d" % len(content)
        yield b"accept", b"text/event-stream" if progress.stream else b"application/json"
        if progress.stream and not self._tls:
            # Local servers often close a connection right after a stream; the next request would meet the closing door.
            yield b"connection", b"close"


class _Body(httpx2.AsyncByteStream):
    """The body of a request; when it is asked for more, all of it has left."""

    def __init__(self, content: bytes, progress: CallProgress) -> None:
        self._content = content
        self._progress = progress

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content
        self._progress.leave()


def _capped(response: httpx2.Response, give_back: Callable[[], Awaitable[None]]) -> httpx2.Response:
    coding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
    if not isinstance(response.stream, httpx2.AsyncByteStream):
        raise UnreadableBody("the answer has no body that could be read")
    stream = _CappedStream(response.stream, coding, give_back)
    return httpx2.Response(response.status_code, headers=headers, stream=stream, extensions=response.extensions)


class _CappedStream(httpx2.AsyncByteStream):
    """The body of an answer; once it is closed, its connection is free for another call."""

    def __init__(self, inner: httpx2.AsyncByteStream, coding: str, give_back: Callable[[], Awaitable[None]]) -> None:
        self._inner = inner
        self._coding = coding
        self._give_back = give_back
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        unpack, total = _unpacker(self._coding), 0
        async for packed in self._inner:
            for piece in unpack(packed):
                total += len(piece)
                if total > LARGEST:
                    raise TooLarge(f"the answer is larger than {LARGEST // 2**20} MB")
                yield piece
        for _ in unpack(b""):
            pass

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._inner.aclose()
            await self._give_back()


def _unpacker(coding: str) -> Any:
    if coding == "identity":
        return lambda packed: (packed,) if packed else ()
    if coding not in ("gzip", "x-gzip"):
        raise UnreadableBody(f"content-encoding {coding!r} was not asked for")
    return _Gunzip()


class _Gunzip:
    """Unpacks in small steps, so that a bomb is noticed before it has gone off. An empty piece stands for the end."""

    def __init__(self) -> None:
        self._state = zlib.decompressobj(wbits=31)
        self._begun = False

    def __call__(self, packed: bytes) -> Iterator[bytes]:
        if not packed and self._begun and not self._state.eof:
            raise UnreadableBody("the gzip of the answer is cut off")
        self._begun = self._begun or bool(packed)
        while packed:
            if self._state.eof:
                self._state = zlib.decompressobj(wbits=31)
            try:
                piece = self._state.decompress(packed, _STEP)
            except zlib.error as error:
                raise UnreadableBody(f"the gzip of the answer is broken: {error}") from None
            packed = self._state.unconsumed_tail or self._state.unused_data
            if piece:
                yield piece
