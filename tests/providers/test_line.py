"""The connection beneath a call: kept where that is safe, and never taken for the answer to something else."""

from __future__ import annotations

import asyncio
import errno
from contextlib import asynccontextmanager

import httpx2
import pytest

from harness.providers._line import HttpLine, _refused

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


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


async def asked(line, url):
    request = httpx2.Request("POST", url, content=b"ask!")
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
