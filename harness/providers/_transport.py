"""The last gate before the network: which headers leave, how much may come back.

Imports httpx2; import this module only where a connection is made.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import httpx2

from harness.model.progress import CURRENT, Progress

LARGEST = 32 * 1024 * 1024
"""Bytes of one answer, after unpacking."""
CONNECT_S = 10.0
_STEP = 64 * 1024
_PASSED_ON = ("user-agent", "content-length")


class TooLarge(httpx2.DecodingError):
    """The answer is larger than any answer may be."""


class Unreadable(httpx2.DecodingError):
    """The answer is packed in a way nobody asked for, or badly."""


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends only the headers we chose, whatever the SDK read from the environment, and caps what comes back."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, headers: Mapping[str, str], *, tls: bool) -> None:
        self._inner = inner
        self._headers = headers
        self._tls = tls

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        progress = CURRENT.get()
        request.headers = self._outgoing(request, progress)
        request.extensions["trace"] = _tracer(progress)
        progress.start()
        response = await self._inner.handle_async_request(request)
        progress.answered = response.is_success
        return _capped(response)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _outgoing(self, request: httpx2.Request, progress: Progress) -> httpx2.Headers:
        kept = {
            name: value
            for name, value in request.headers.items()
            if name in _PASSED_ON or (name.startswith("x-stainless-") and name != "x-stainless-timeout")
        }
        # Local servers often close a connection right after a stream; the next request would meet the closing door.
        once = {"connection": "close"} if progress.stream and not self._tls else {}
        return httpx2.Headers(
            {
                "host": request.url.netloc.decode("ascii"),
                "accept": "text/event-stream" if progress.stream else "application/json",
                "accept-encoding": "gzip",
                "content-type": "application/json",
            }
            | once
            | kept
            | dict(self._headers)
        )


class Lines(httpx2.AsyncBaseTransport):
    """As many connections as are needed at once, each in a pool of its own, the one used last first.

    A shared pool looks at each of its connections whenever one is taken or given back: with 50 in flight that is more
    work than all else that is done for a call.
    """

    def __init__(self, connect: Callable[[], httpx2.AsyncBaseTransport], most_idle: int) -> None:
        self._connect = connect
        self._most_idle = most_idle
        self._idle: list[httpx2.AsyncBaseTransport] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        line = self._idle.pop() if self._idle else self._connect()
        try:
            response = await line.handle_async_request(request)
        except BaseException:
            await line.aclose()
            raise
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise Unreadable("the answer has no body that could be read")
        response.stream = _Borrowed(response.stream, line, self)
        return response

    async def give_back(self, line: httpx2.AsyncBaseTransport) -> None:
        if len(self._idle) < self._most_idle:
            self._idle.append(line)
        else:
            await line.aclose()

    async def aclose(self) -> None:
        while self._idle:
            await self._idle.pop().aclose()


class _Borrowed(httpx2.AsyncByteStream):
    """The body of an answer; once it is closed, its line is free."""

    def __init__(self, inner: httpx2.AsyncByteStream, line: httpx2.AsyncBaseTransport, lines: Lines) -> None:
        self._inner = inner
        self._line = line
        self._lines = lines
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            await self._inner.aclose()
        except BaseException:
            await self._line.aclose()
            raise
        await self._lines.give_back(self._line)


def http_client(
    *, headers: Mapping[str, str], tls: bool, timeout_s: float, concurrency: int, proxy: str | None
) -> httpx2.AsyncClient:
    """A client that follows no redirect, reads no environment, and checks certificates."""
    limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30)
    # The system's authorities, or those of SSL_CERT_FILE. Making the context takes 40 ms; without TLS it has no use.
    verify = httpx2.create_ssl_context() if tls else False

    def connect() -> httpx2.AsyncBaseTransport:
        return httpx2.AsyncHTTPTransport(verify=verify, limits=limits, trust_env=False, proxy=proxy)

    return httpx2.AsyncClient(
        transport=GuardedTransport(Lines(connect, concurrency), headers, tls=tls),
        timeout=timeout_of(timeout_s),
        follow_redirects=False,
        trust_env=False,
    )


def timeout_of(timeout_s: float) -> httpx2.Timeout:
    return httpx2.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))


def _tracer(progress: Progress) -> Any:
    async def trace(event: str, _: Mapping[str, Any]) -> None:
        if event.endswith("send_request_body.complete"):
            progress.sent = True

    return trace


def _capped(response: httpx2.Response) -> httpx2.Response:
    coding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
    if not isinstance(response.stream, httpx2.AsyncByteStream):
        raise Unreadable("the answer has no body that could be read")
    stream = _CappedStream(response.stream, coding)
    return httpx2.Response(response.status_code, headers=headers, stream=stream, extensions=response.extensions)


class _CappedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, coding: str) -> None:
        self._inner = inner
        self._coding = coding

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
        await self._inner.aclose()


def _unpacker(coding: str) -> Any:
    if coding == "identity":
        return lambda packed: (packed,) if packed else ()
    if coding not in ("gzip", "x-gzip"):
        raise Unreadable(f"content-encoding {coding!r} was not asked for")
    return _Gunzip()


class _Gunzip:
    """Unpacks in small steps, so that a bomb is noticed before it has gone off. An empty piece stands for the end."""

    def __init__(self) -> None:
        self._state = zlib.decompressobj(wbits=31)
        self._begun = False

    def __call__(self, packed: bytes) -> Iterator[bytes]:
        if not packed and self._begun and not self._state.eof:
            raise Unreadable("the gzip of the answer is cut off")
        self._begun = self._begun or bool(packed)
        while packed:
            if self._state.eof:
                self._state = zlib.decompressobj(wbits=31)
            try:
                piece = self._state.decompress(packed, _STEP)
            except zlib.error as error:
                raise Unreadable(f"the gzip of the answer is broken: {error}") from None
            packed = self._state.unconsumed_tail or self._state.unused_data
            if piece:
                yield piece
