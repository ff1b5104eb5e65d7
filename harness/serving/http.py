"""One HTTP connection, read and written by h11, with the means to break off in the middle.

Replies are sent as their pieces come; nothing is held back. Bounds keep a broken client from filling the memory.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.model.wire import Severed, WireReply, closing

if TYPE_CHECKING:
    import h11

LARGEST_BODY = 64 * 1024 * 1024
_READ = 64 * 1024
_OWN = {"content-length", "transfer-encoding", "connection"}
"""Headers that describe this connection; those of an upstream's are not passed on."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A whole request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Handler = Callable[[HttpRequest], Awaitable[WireReply]]
"""Gives the reply. May raise `Severed`, as may the reply's pieces."""


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handle: Handler) -> None:
    """Answer the requests of one connection, one after the other, until either side ends it."""
    import h11

    connection = h11.Connection(h11.SERVER)
    try:
        while (request := await _request(connection, reader, writer)) is not None:
            await _while_connected(_answered(connection, writer, handle, request), connection, reader)
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                break
            connection.start_next_cycle()
    except Severed as severed:
        _sever(writer, reset=severed.reset)
    except (ConnectionError, h11.ProtocolError):
        pass  # the client has gone, or speaks no HTTP: nobody is left to be told
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def _answered(
    connection: h11.Connection, writer: asyncio.StreamWriter, handle: Handler, request: HttpRequest
) -> None:
    await _send(connection, writer, await handle(request))


async def _while_connected(
    answering: Coroutine[None, None, None], connection: h11.Connection, reader: asyncio.StreamReader
) -> None:
    """Answer, but no longer than somebody waits: a client that gave up on a silent server is noticed at once."""
    work = asyncio.ensure_future(answering)
    try:
        while not work.done():
            listening = asyncio.ensure_future(reader.read(_READ))
            try:
                await asyncio.wait({work, listening}, return_when=asyncio.FIRST_COMPLETED)
                if work.done() or not listening.done():
                    break
                if not (data := listening.result()):
                    raise ConnectionResetError("the client has gone")
                connection.receive_data(data)  # the next request, already: it waits its turn
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)  # the reader takes one waiter at a time
        await work
    finally:
        work.cancel()


async def _request(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> HttpRequest | None:
    import h11

    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                writer.write(connection.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            connection.receive_data(await reader.read(_READ))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST_BODY:
                raise Severed(reset=True)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
            return HttpRequest(head.method.decode(), head.target.decode("latin-1"), headers, bytes(body))
        else:  # the client closed, or what came cannot be gone on with
            return None


async def _send(connection: h11.Connection, writer: asyncio.StreamWriter, reply: WireReply) -> None:
    import h11

    headers = [(name, value) for name, value in reply.headers.items() if name.lower() not in _OWN]
    if reply.length is not None:
        headers.append(("content-length", str(reply.length)))
    writer.write(connection.send(h11.Response(status_code=reply.status, headers=headers)) or b"")
    if reply.streamed:
        await writer.drain()  # the head goes out before the first word is there
    async with closing(reply.pieces) as pieces:
        async for piece in pieces:
            writer.write(connection.send(h11.Data(data=piece.data)) or b"")
            await writer.drain()
    writer.write(connection.send(h11.EndOfMessage()) or b"")
    await writer.drain()


def _sever(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    if not reset:
        return  # `close` sends what was written, then a FIN
    raw = writer.get_extra_info("socket")
    if raw is not None:
        # Lingering for no time turns the close into a reset.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
