"""A loopback server that does as it is told, down to the single byte. For tests of what goes wrong on the wire.

    with FaultServer(answer({"ok": True})) as server:      # or the fixture `fault_server`, started and without a script
        server.script(status(503), stall(), answer({…}))   # one handler a request, the last for all that follow
        server.url                                         # http://127.0.0.1:PORT
        server.requests[0].path, .headers, .json           # what came, in order; header names in lower case
        server.connections, server.bytes_received          # 0 if nothing touched it

A handler is `async def handler(exchange)`; it may call `exchange.send(bytes)`, `exchange.reset()` (RST),
`exchange.close()` (FIN) and `asyncio.sleep`, and look at `exchange.seen`. Ready-made ones: `answer`, `status`, `page`,
`raw`, `stream`, `cut`, `reset`, `stall`, `drip`, `pieces`. The server runs in a thread of its own, so that tests may be
synchronous, asynchronous or start a child process.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

FOREVER_S = 3600.0


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Exchange:
    """One request and the wire its answer goes out on."""

    seen: Seen
    writer: asyncio.StreamWriter
    done: bool = False

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Break the connection with RST."""
        self.done = True
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def close(self) -> None:
        """End the connection with FIN."""
        self.done = True
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


Handler = Callable[[Exchange], Awaitable[None]]


@dataclass
class FaultServer:
    handler: Handler | None = None
    tls: ssl.SSLContext | None = None
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0
    bytes_received: int = 0
    port: int = 0
    _script: list[Handler] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def script(self, *handlers: Handler) -> None:
        """One handler a request, in order; the last one stays."""
        self._script = list(handlers)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the fault server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(ready))
        finally:
            self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self.tls, limit=2**26, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for task, writer in self._tasks.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks[task] = writer
        try:
            await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went, or the test is over
        finally:
            self._tasks.pop(task, None)
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen = await self._read(reader)
            exchange = Exchange(seen, writer)
            await self._next()(exchange)
            if exchange.done or seen.headers.get("connection") == "close":
                return

    async def _read(self, reader: asyncio.StreamReader) -> Seen:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.bytes_received += len(head) + len(body)
        seen = Seen(method, path, headers, body)
        self.requests.append(seen)
        return seen

    def _next(self) -> Handler:
        if self._script:
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if self.handler is None:
            raise RuntimeError("a request came, and the fault server has no script")
        return self.handler


def http(
    body: bytes, *, status: int = 200, content_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> bytes:
    """A whole HTTP answer."""
    fields = {"content-type": content_type, "content-length": str(len(body))} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


def chunked(parts: Iterable[bytes], *, content_type: str = "text/event-stream", end: bool = True) -> bytes:
    """A whole HTTP answer in chunks; without its `end`, one that was cut."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts if part)
    return head + body + (b"0\r\n\r\n" if end else b"")


def raw(data: bytes, *, then_close: bool = True) -> Handler:
    """Exactly these bytes, then FIN."""

    async def handler(exchange: Exchange) -> None:
        await exchange.send(data)
        if then_close:
            await exchange.close()

    return handler


def answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, delay_s: float = 0) -> Handler:
    """JSON, or the given bytes called JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def handler(exchange: Exchange) -> None:
        await asyncio.sleep(delay_s)
        await exchange.send(http(data, status=status, headers=headers))

    return handler


def status(code: int, error: Any = None, *, headers: Mapping[str, str] | None = None) -> Handler:
    """An error as the vendors shape it."""
    return answer({"error": error or {"message": f"scripted {code}", "type": "scripted"}}, status=code, headers=headers)


def page(html: str = "<html><body>Please log in</body></html>", *, code: int = 200) -> Handler:
    """What a captive portal or a content network says."""
    return raw(http(html.encode(), status=code, content_type="text/html"))


def stream(body: bytes) -> Handler:
    """Server-sent events that end as they should."""
    return raw(chunked([body]), then_close=False)


def cut(data: bytes, at: int | None = None) -> Handler:
    """The first `at` bytes, then a clean end of the connection, as a proxy ends it."""
    return raw(data if at is None else data[:at])


def reset(data: bytes = b"", *, after_s: float = 0) -> Handler:
    """These bytes, then RST."""

    async def handler(exchange: Exchange) -> None:
        if data:
            await exchange.send(data)
            await asyncio.sleep(0.05)  # let them arrive: RST throws away what was not read
        await asyncio.sleep(after_s)
        exchange.reset()

    return handler


def stall(data: bytes = b"") -> Handler:
    """These bytes, then nothing for as long as anybody waits."""

    async def handler(exchange: Exchange) -> None:
        await exchange.send(data)
        await asyncio.sleep(FOREVER_S)

    return handler


def drip(data: bytes, *, size: int = 1, every_s: float = 0.02) -> Handler:
    """A few bytes at a time."""
    return pieces([data[start : start + size] for start in range(0, len(data), size)], every_s=every_s)


def pieces(parts: Iterable[bytes], *, every_s: float = 0.0) -> Handler:
    """One piece after the other, each in a segment of its own."""

    async def handler(exchange: Exchange) -> None:
        raw_socket = exchange.writer.get_extra_info("socket")
        raw_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            await exchange.send(part)
            await asyncio.sleep(every_s)

    return handler
