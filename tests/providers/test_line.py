"""The connection beneath a call: kept where that is safe, and never taken for the answer to something else."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from contextlib import asynccontextmanager, suppress

import httpx2
import pytest
import trustme

from harness.model.progress import CallProgress
from harness.providers._line import HttpLine, _refused
from harness.providers._transport import Refused, Transport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LARGE = 24 * 2**20
"""More bytes than the sockets of both sides hold."""


@asynccontextmanager
async def serving(answer, *, closes=False):
    """A server that gives each request what `answer(number)` says; yields its URL and counts its connections."""
    connections = []

    async def serve(reader, writer):
        connections.append(writer)
        number = 0
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                assert b"content-length: 4" in head.lower()
                await reader.readexactly(4)
                writer.write(answer(number))
                number += 1
                await writer.drain()
                if closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", connections
    finally:
        server.close()


@asynccontextmanager
async def speaking(speak, *, tls=None):
    """A server that does as `speak(reader, writer)` says, once the head of a first request is in, and keeps the connection
    open; yields its URL.
    """
    connections = []

    async def serve(reader, writer):
        connections.append(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            await speak(reader, writer)
            await asyncio.Event().wait()
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections)
        await asyncio.sleep(0)


async def asked(line, url, content=b"ask!"):
    request = httpx2.Request("POST", url, content=content)
    response = await line.handle_async_request(request)
    try:
        return b"".join([piece async for piece in response.aiter_raw()])
    finally:
        await response.aclose()


def line_of(**changed):
    return HttpLine(None, **{"connect_s": 5.0, "idle_s": 30.0, **changed})


async def test_a_connection_serves_one_call_after_the_other():
    line = line_of()
    async with serving(lambda _: ANSWER) as (url, connections):
        assert [await asked(line, url) for _ in range(3)] == [b"ok"] * 3
        assert len(connections) == 1
        await line.aclose()


async def test_a_connection_that_was_closed_meanwhile_is_made_anew():
    line = line_of()
    async with serving(lambda _: ANSWER, closes=True) as (url, connections):
        for _ in range(3):
            assert await asked(line, url) == b"ok"
            await asyncio.sleep(0.05)
        assert len(connections) == 3
        await line.aclose()


async def test_a_connection_that_lay_idle_for_long_is_made_anew():
    line = line_of(idle_s=-1.0)
    async with serving(lambda _: ANSWER) as (url, connections):
        assert [await asked(line, url) for _ in range(2)] == [b"ok"] * 2
        assert len(connections) == 2
        await line.aclose()


@pytest.mark.parametrize("late", [False, True], ids=["at once", "later"])
async def test_what_nobody_asked_for_is_not_the_next_answer(late):
    line = line_of()
    stray = ANSWER.replace(b"ok", b"no")
    async with serving(lambda number: ANSWER if late or number else ANSWER + stray) as (url, connections):
        assert await asked(line, url) == b"ok"
        if late:
            connections[0].write(stray)
            await asyncio.sleep(0.05)
        assert await asked(line, url) == b"ok"
        assert len(connections) == 2
        await line.aclose()


async def test_an_answer_given_up_halfway_costs_the_connection():
    line = line_of()
    async with serving(lambda _: ANSWER) as (url, connections):
        response = await line.handle_async_request(httpx2.Request("POST", url, content=b"ask!"))
        await response.aclose()
        assert await asked(line, url) == b"ok"
        assert len(connections) == 2
        await line.aclose()


async def test_news_before_the_answer_is_passed_over():
    line = line_of()
    async with serving(lambda _: b"HTTP/1.1 103 Early Hints\r\n\r\n" + ANSWER) as (url, _):
        assert await asked(line, url) == b"ok"
        await line.aclose()


@pytest.mark.parametrize(
    ("sent", "error", "says"),
    [
        (b"", httpx2.RemoteProtocolError, "without sending a response"),
        (b"HTTP/1.1 200 O", httpx2.RemoteProtocolError, "without sending a response"),
        (ANSWER[:-1], httpx2.RemoteProtocolError, "received 1 bytes, expected 2"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", httpx2.RemoteProtocolError, "illegal status line"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000, httpx2.RemoteProtocolError, "event size|Receive buffer"),
    ],
    ids=["nothing", "half a head", "half a body", "no HTTP", "a head without end"],
)
async def test_what_is_no_whole_answer_is_none(sent, error, says):
    line = line_of()
    async with serving(lambda _: sent, closes=True) as (url, _):
        with pytest.raises(error, match=says):
            await asked(line, url)
        await line.aclose()


async def test_a_body_without_length_ends_with_the_connection():
    line = line_of()
    async with serving(lambda _: b"HTTP/1.1 200 OK\r\n\r\nok", closes=True) as (url, _):
        assert await asked(line, url) == b"ok"
        await line.aclose()


async def test_a_flood_that_nobody_asked_for_ends_the_connection():
    line, ended = line_of(), asyncio.get_running_loop().create_future()

    async def speak(_, writer):
        writer.write(ANSWER)
        try:
            for _ in range(LARGE // 2**20):
                await asyncio.sleep(0.01)
                writer.write(bytes(2**20))
                await writer.drain()
        except ConnectionError:
            ended.set_result("refused")
        else:
            ended.set_result("taken")

    async with speaking(speak) as url:
        assert await asked(line, url) == b"ok"
        assert await ended == "refused"
        await line.aclose()


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
async def test_what_nobody_reads_yet_waits_at_the_server(secure):
    here, there = None, None
    if secure:
        authority = trustme.CA()
        here, there = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.configure_trust(here)
        authority.issue_cert("127.0.0.1").configure_cert(there)
    line, left = HttpLine(here, connect_s=5.0, idle_s=30.0), asyncio.Event()

    async def speak(_, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        for _ in range(LARGE // 2**20):
            writer.write(bytes(2**20))
            await writer.drain()
        left.set()

    async with speaking(speak, tls=there) as url:
        response = await line.handle_async_request(httpx2.Request("POST", url, content=b"ask!"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(left.wait(), 0.5)
        assert sum([len(piece) async for piece in response.aiter_raw()]) == LARGE
        await response.aclose()
        await line.aclose()


async def test_a_refusal_is_heard_while_the_body_leaves():
    asked_anew = 0

    async def speak(_, writer):
        nonlocal asked_anew
        asked_anew += 1
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")

    async with speaking(speak) as url:
        transport, progress = Transport(url, {}, timeout_s=5.0, concurrency=1, proxy=None), CallProgress()
        for _ in range(2):
            async with asyncio.timeout(30):
                with pytest.raises(Refused) as caught:
                    await transport.send(bytes(LARGE), progress)
            assert (caught.value.response.status_code, caught.value.response.content) == (413, b"no")
        assert (asked_anew, progress.sent) == (2, False)
        await transport.close()


async def test_a_success_before_the_body_has_left_may_have_been_paid_for():
    async def speak(_, writer):
        writer.write(ANSWER)

    async with speaking(speak) as url:
        transport, progress = Transport(url, {}, timeout_s=5.0, concurrency=1, proxy=None), CallProgress()
        async with asyncio.timeout(30):
            response = await transport.send(bytes(LARGE), progress)
        assert (await response.aread(), progress.sent) == (b"ok", True)
        await transport.close()


async def test_news_while_the_body_leaves_is_no_answer():
    line = line_of()

    async def speak(reader, writer):
        for _ in range(2):
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            await asyncio.sleep(0.05)
            await reader.readexactly(LARGE)
            writer.write(ANSWER)
            await reader.readuntil(b"\r\n\r\n")

    async with speaking(speak) as url:
        assert [await asked(line, url, bytes(LARGE)) for _ in range(2)] == [b"ok"] * 2
        await line.aclose()


async def test_a_name_that_cannot_be_asked_for_is_one_that_does_not_resolve():
    with pytest.raises(httpx2.ConnectError) as caught:
        await asked(line_of(), f"http://{'a' * 64}.test/v1")
    assert isinstance(caught.value.__cause__, socket.gaierror)


async def test_nobody_there_is_told_as_a_refusal():
    line = line_of()
    async with serving(lambda _: ANSWER) as (url, _):
        pass
    with pytest.raises(httpx2.ConnectError) as caught:
        await asked(line, url)
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_several_addresses_that_refuse_are_a_refusal():
    refused = f"[Errno {errno.ECONNREFUSED}] Connect call failed"
    assert isinstance(_refused(OSError(f"Multiple exceptions: {refused}, {refused}")), ConnectionRefusedError)
    other = OSError(f"Multiple exceptions: {refused}, [Errno {errno.ENETUNREACH}] Connect call failed")
    assert _refused(other) is other
