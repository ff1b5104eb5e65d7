"""One connection to one address: HTTP/1.1 by h11, on the event loop's own sockets.

What lies between a call and its socket is done for every call. The layers of a general client (pools, locks, traces,
another library's streams) cost more there than all else that is done for one. Imports httpx2, whose exceptions it
raises; import this module only where a connection is made.
"""

from __future__ import annotations

import asyncio
import errno
import select
import socket
import ssl
import time
from collections.abc import AsyncIterator
from typing import cast

import h11
import httpx2

LONGEST_HEAD = 100 * 1024
"""Bytes of an answer's head, at most."""
_MOST_UNREAD = 2**20
"""Bytes that may wait for whoever reads the answer; what is beyond them waits at the server."""
_WITHOUT_ANSWER = "Server disconnected without sending a response."


class HttpLine(httpx2.AsyncBaseTransport):
    """Connects with its first request, and again where the connection was closed meanwhile, or lay idle for `idle_s`.
    One request at a time. `tls` is None for an address without TLS.
    """

    def __init__(self, tls: ssl.SSLContext | None, *, connect_s: float, idle_s: float) -> None:
        self._tls = tls
        self._connect_s = connect_s
        self._idle_s = idle_s
        self._wire: _HttpWire | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The head of the answer; its body is read from the response's stream.

        Raises:
            httpx2.TransportError: no answer could be had.
        """
        if self._wire is None or not self._wire.is_usable(self._idle_s):
            await self.aclose()
            self._wire = await self._connected(request.url)
        wire = self._wire
        head = await wire.send(request) or await wire.head()
        return httpx2.Response(head.status_code, headers=head.headers.raw_items(), stream=_AnswerBody(wire))

    async def aclose(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()
            await asyncio.sleep(0)  # the loop lets go of a socket in its next turn

    async def _connected(self, url: httpx2.URL) -> _HttpWire:
        host, port = url.raw_host.decode("ascii"), url.port or (443 if self._tls else 80)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_s):
                _, wire = await loop.create_connection(_HttpWire, host, port, ssl=self._tls, happy_eyeballs_delay=0.25)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout("no connection in time") from error
        except OSError as error:
            raise httpx2.ConnectError(str(error)) from _refused(error)
        except UnicodeError as error:  # Python does not even ask for such a name
            unknown = socket.gaierror(socket.EAI_NONAME, "a part of it is empty or longer than 63 characters")
            raise httpx2.ConnectError(str(error)) from unknown
        return wire


def _refused(error: OSError) -> OSError:
    """Of several addresses asyncio says in words only that each refused."""
    words = str(error)
    refusals = words.count(f"[Errno {errno.ECONNREFUSED}]")
    if error.errno is None and refusals and refusals == words.count("[Errno "):
        return ConnectionRefusedError(errno.ECONNREFUSED, words)
    return error


class _AnswerBody(httpx2.AsyncByteStream):
    def __init__(self, wire: _HttpWire) -> None:
        self._wire = wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._wire.piece()) is not None:
            yield piece

    async def aclose(self) -> None:
        self._wire.finish()


class _HttpWire(asyncio.Protocol):
    """A socket and what h11 makes of its bytes."""

    def __init__(self) -> None:
        self._http = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        self._busy = True
        """Whether a request is under way. One is the reason why the connection is made."""
        self._stale = False
        """Whether anything came before it was asked for."""
        self._unread = 0
        """Bytes that came since all had been read."""
        self._ended = False
        self._lost: Exception | None = None
        self._idle_since = time.monotonic()
        self._news: asyncio.Future[None] | None = None
        self._writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._handle = transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        if not self._busy:
            self.close()  # nobody would ever read it
            return
        self._unread += len(data)
        if self._unread > _MOST_UNREAD:
            self._transport.pause_reading()
        self._http.receive_data(data)
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._ended, self._lost = True, error
        self._wake()

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        self._wake()

    def is_usable(self, idle_s: float) -> bool:
        """Whether another request may be sent; looks at the socket, for the server may just have closed it."""
        if self._busy or self._stale or self._ended or self._transport.is_closing():
            return False
        if time.monotonic() - self._idle_since > idle_s:
            return False
        waiting = select.poll()
        waiting.register(self._handle, select.POLLIN)
        return not waiting.poll(0)

    async def send(self, request: httpx2.Request) -> h11.Response | None:
        """The head of the answer, where it comes before all of the request has left.

        Raises:
            httpx2.LocalProtocolError: the headers cannot be written.
            httpx2.RemoteProtocolError: what came meanwhile is no answer.
        """
        self._busy, self._stale = True, self._unread > 0
        try:
            head = h11.Request(
                method=request.method,
                target=request.url.raw_path,
                headers=list(request.headers.raw),
            )
            parts = [self._http.send(head)]
            # Asked for more than its content, a body knows that all of it has left.
            async for content in cast("AsyncIterator[bytes]", request.stream):
                parts.append(self._http.send(h11.Data(data=content)))
                # Head and body in one packet: the server need not wait for the second.
                self._transport.write(b"".join(part for part in parts if part))
                parts.clear()
                if not self._writable and (early := await self._early_head()):
                    return early
                if self._ended or self._transport.is_closing():
                    return None  # what the server said before it closed is read all the same
            self._http.send(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise httpx2.LocalProtocolError(str(error)) from error
        return None

    async def _early_head(self) -> h11.Response | None:
        """The head of an answer that comes while the body leaves: its server may never read the rest."""
        while not self._writable and not self._ended:
            event = self._next()
            if isinstance(event, h11.Response):
                return event
            if event is h11.NEED_DATA:
                await self._wait()
        return None

    async def head(self) -> h11.Response:
        """The head of the final answer."""
        while not isinstance(event := await self._event(), h11.Response):
            pass
        return event

    async def piece(self) -> bytes | None:
        """The next piece of the body; None at its end."""
        event = await self._event()
        return bytes(event.data) if isinstance(event, h11.Data) else None

    def finish(self) -> None:
        """Make ready for the next request, or close where there can be none."""
        is_done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        is_left_over = self._http.trailing_data[0] or self._transport.get_write_buffer_size()
        if is_done and not is_left_over:
            self._http.start_next_cycle()
            self._read_on()
            self._busy, self._idle_since = False, time.monotonic()
        else:
            self.close()

    def close(self) -> None:
        self._transport.abort()

    async def _event(self) -> object:
        while (event := self._next()) is h11.NEED_DATA:
            if self._lost is not None:
                raise httpx2.ReadError(str(self._lost)) from self._lost
            if not self._ended:
                await self._wait()
            elif self._http.their_state is h11.SEND_RESPONSE:
                raise httpx2.RemoteProtocolError(_WITHOUT_ANSWER)
            else:
                self._http.receive_data(b"")
        return event

    def _next(self) -> object:
        """What came next; h11.NEED_DATA where nothing whole has come."""
        try:
            event = self._http.next_event()
        except h11.RemoteProtocolError as error:
            raise httpx2.RemoteProtocolError(str(error)) from error
        if event is h11.NEED_DATA:
            self._read_on()
        return event

    def _read_on(self) -> None:
        if self._unread > _MOST_UNREAD:
            self._transport.resume_reading()
        self._unread = 0

    async def _wait(self) -> None:
        """Until anything comes, the connection ends, or more can be written."""
        self._news = asyncio.get_running_loop().create_future()
        await self._news

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
