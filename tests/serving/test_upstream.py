"""What passes through the proxy is passed on as it comes."""

from __future__ import annotations

import asyncio
import json

from harness.serving.server import Server
from harness.serving.upstream import Upstream

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
FIRST, LAST = b'data: {"first": 1}\n\n', b"data: [DONE]\n\n"


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


async def test_an_event_arrives_before_the_next_is_written():
    arrived = asyncio.Event()

    async def vendor(reader, writer):
        await reader.readuntil(b'"stream": true}')
        writer.write(HEAD + chunk(FIRST))
        await arrived.wait()  # a proxy that holds anything back waits for ever
        writer.write(chunk(LAST) + b"0\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(vendor, "127.0.0.1", 0) as listening:
        upstream = Upstream(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        proxy = Server(source=upstream)
        await proxy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        content = json.dumps({"model": "m", "messages": [], "stream": True}).encode()
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        writer.write(head + b"content-length: %d\r\n\r\n%b" % (len(content), content))
        async with asyncio.timeout(20):
            assert FIRST in await reader.readuntil(FIRST)
            arrived.set()
            assert (await reader.read()).endswith(chunk(LAST) + b"0\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        await proxy.stop()
        await upstream.close()
