"""Healthy answers from the real vendor: what comes is passed on as it comes, byte for byte.

The caller's own key goes to the vendor's host and nowhere else. Connections are kept open and used again.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.model.wire import WirePiece, WireReply, body
from harness.serving.http import HttpRequest
from harness.serving.sources import Incoming, Pause

if TYPE_CHECKING:
    import h11

CONNECT_S = 10.0
_READ = 64 * 1024
_HOP = {"host", "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "accept-encoding", "te"}
"""Headers of the hop to us. Packed answers could not be looked at, so none is asked for."""


@dataclass(slots=True)
class Line:
    """One connection to the upstream."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    protocol: h11.Connection


@dataclass
class Upstream:
    """Passes requests on to `base` (scheme, host, port and the path before the API's own)."""

    base: str
    strip: str = ""
    """What is taken off the front of the request's path first."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent in place of the caller's own of these names: the key, for this address only."""
    _idle: deque[Line] = field(default_factory=deque)
    _tls: ssl.SSLContext | None = None

    async def reply(self, incoming: Incoming, pause: Pause) -> WireReply:
        del pause  # the vendor has a pace of its own
        request = HttpRequest("POST", incoming.path, incoming.headers, incoming.content)
        return await self._sent(
            request,
            lambda message: json.dumps(incoming.api.error(502, "upstream_unreachable", message)),
            stream=incoming.asked.stream,
        )

    async def forward(self, request: HttpRequest) -> WireReply:
        """A request that is passed on without being understood."""
        return await self._sent(request, lambda message: json.dumps({"error": {"message": message}}), stream=False)

    async def _sent(self, request: HttpRequest, error_body: Callable[[str], str], *, stream: bool) -> WireReply:
        import h11

        for fresh in (False, True):
            try:
                line = await self._line(fresh=fresh)
            except (OSError, TimeoutError) as error:
                return body(502, error_body(f"{self.base} cannot be reached: {error}").encode())
            try:
                head = await self._ask(line, request)
            except (ConnectionError, h11.RemoteProtocolError) as error:
                line.writer.close()
                if fresh:  # a kept connection may have been closed in the meantime; a new one says what it means
                    return body(502, error_body(f"{self.base} closed the connection: {error}").encode())
                continue
            return self._passed_on(line, head, stream=stream)
        raise AssertionError  # pragma: no cover - the second round always returns

    async def close(self) -> None:
        while self._idle:
            self._idle.pop().writer.close()

    async def _line(self, *, fresh: bool) -> Line:
        import h11

        while self._idle and not fresh:
            line = self._idle.pop()
            if not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.writer.close()
        parts = urlsplit(self.base)
        secure = parts.scheme == "https"
        if secure and self._tls is None:
            self._tls = ssl.create_default_context()
        port = parts.port or (443 if secure else 80)
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=self._tls if secure else None)
        return Line(reader, writer, h11.Connection(h11.CLIENT))

    async def _ask(self, line: Line, request: HttpRequest) -> h11.Response:
        import h11

        parts = urlsplit(self.base)
        kept = [(n, v) for n, v in request.headers.items() if n not in _HOP and n not in self.headers]
        headers = [("host", parts.netloc), *kept, *self.headers.items(), ("content-length", str(len(request.body)))]
        target = parts.path.rstrip("/") + request.path.removeprefix(self.strip)
        data = line.protocol.send(h11.Request(method=request.method, target=target, headers=headers)) or b""
        data += line.protocol.send(h11.Data(data=request.body)) or b""
        data += line.protocol.send(h11.EndOfMessage()) or b""
        line.writer.write(data)
        await line.writer.drain()
        while True:
            event = await _next(line)
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionError("no answer")

    def _passed_on(self, line: Line, head: h11.Response, *, stream: bool) -> WireReply:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in head.headers}
        streamed = "event-stream" in headers.get("content-type", "")
        length = headers.get("content-length")
        return WireReply(
            status=head.status_code,
            pieces=self._pieces(line, streamed=streamed and stream),
            headers={name: value for name, value in headers.items() if name not in _HOP},
            streamed=length is None,
            length=int(length) if length is not None else None,
        )

    async def _pieces(self, line: Line, *, streamed: bool) -> AsyncIterator[WirePiece]:
        import h11

        whole = False
        try:
            while not whole:
                event = await _next(line)
                if isinstance(event, h11.Data):
                    yield WirePiece(bytes(event.data), "text" if streamed else "end")
                elif isinstance(event, h11.EndOfMessage):
                    whole = True
                else:
                    raise ConnectionError("the upstream broke off")
        finally:
            if whole and line.protocol.our_state is h11.DONE and line.protocol.their_state is h11.DONE:
                line.protocol.start_next_cycle()
                self._idle.append(line)
            else:
                line.writer.close()


async def _next(line: Line) -> Any:
    import h11

    while (event := line.protocol.next_event()) is h11.NEED_DATA:
        line.protocol.receive_data(await line.reader.read(_READ))
    return event


def vendor_base(api_name: str) -> str:
    """Where the API's own vendor lives, for requests whose model no target names."""
    return "https://api.anthropic.com" if api_name == "messages" else "https://api.openai.com"
