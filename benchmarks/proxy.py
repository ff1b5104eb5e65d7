"""What `harness serve --proxy` adds to an upstream that takes 5 ms: latency, 200 streams at once, memory, first byte.

python benchmarks/proxy.py             # 2,000 calls for the latency, 20,000 for the memory
python benchmarks/proxy.py 5000        # so many for the memory

Client, proxy and upstream are processes of their own on this machine, so their work adds up where cores are few:
what is measured is an upper bound of what the proxy costs. Ratios are to the upstream asked directly, in turn.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

from usage import told

UPSTREAM_S = 0.005
PACED_S = 0.002
"""Between calls, so that a call does not wait for the tidying up after the last."""
STREAMS, PIECES, GAP_S = 200, 20, 0.05
REQUEST = json.dumps({"model": "m", "messages": [{"role": "user", "content": "How long?"}]}).encode()
STREAMED = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "How long?"}]}).encode()
ANSWER = json.dumps({"choices": [{"message": {"role": "assistant", "content": "30 days. " * 40}}]}).encode()
EVENT = b'data: {"choices": [{"delta": {"content": "30 days "}}]}\n\n'


async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A vendor without a library, so that it is as quick as can be."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            content = await reader.readexactly(length)
            await asyncio.sleep(UPSTREAM_S)
            if b'"stream"' in content:
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                )
                for _ in range(PIECES):
                    writer.write(b"%x\r\n%b\r\n" % (len(EVENT), EVENT))
                    await asyncio.sleep(GAP_S)
                writer.write(b"0\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b"content-length: %d\r\n\r\n%b" % (len(ANSWER), ANSWER))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


class Client:
    """One kept connection that reads as little as it can."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def _head(self, content: bytes) -> bytes:
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        self._writer.write(head + b"content-length: %d\r\n\r\n%b" % (len(content), content))
        return await self._reader.readuntil(b"\r\n\r\n")

    async def call(self) -> float:
        """Seconds of a whole answer."""
        began = time.perf_counter()
        head = await self._head(REQUEST)
        assert head.startswith(b"HTTP/1.1 200"), head
        assert await self._reader.readexactly(len(ANSWER)) == ANSWER
        return time.perf_counter() - began

    async def stream(self) -> tuple[float, float]:
        """Seconds until the first event and until the end."""
        began = time.perf_counter()
        await self._head(STREAMED)
        content = await self._reader.readuntil(b"\n\n")
        first = time.perf_counter() - began
        while not content.endswith(b"0\r\n\r\n"):
            content += await self._reader.read(65536)
        assert content.count(b"data: ") == PIECES, content[:200]
        return first, time.perf_counter() - began


async def latencies(direct: int, proxied: int, calls: int) -> None:
    taken: dict[int, list[float]] = {direct: [], proxied: []}
    async with Client(direct) as one, Client(proxied) as other:
        for number in range(calls + 50):
            for port, client in ((direct, one), (proxied, other)):
                seconds = await client.call()
                await asyncio.sleep(PACED_S)
                if number >= 50:  # the first calls import and connect
                    taken[port].append(seconds)
    for name, at in (("median", 0.5), ("p99", 0.99)):
        alone, through = (sorted(taken[port])[int(at * calls)] for port in (direct, proxied))
        more = f"{(through - alone) * 1000:.2f} ms more, ratio {through / alone:.2f}"
        print(f"{name:7} {alone * 1000:7.2f} ms direct {through * 1000:7.2f} ms through the proxy: {more}")


async def _stream(port: int) -> tuple[float, float]:
    async with Client(port) as client:
        return await client.stream()


async def streams(direct: int, proxied: int, at_once: int) -> None:
    """First byte and end of streams begun together; a proxy that held back would show the first byte at the end."""
    for name, port in (("direct", direct), ("proxied", proxied)):
        taken = await asyncio.gather(*(_stream(port) for _ in range(at_once)))
        first, end = (statistics.median(column) * 1000 for column in zip(*taken, strict=True))
        latest = max(first for first, _ in taken) * 1000
        print(f"{at_once:3} streams {name:8} first byte {first:6.0f} ms (latest {latest:.0f}), end {end:6.0f} ms")


def resident_mib(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def memory(proxied: int, process: int, calls: int) -> None:
    async def some(number: int) -> None:
        async with Client(proxied) as client:
            for _ in range(number):
                await client.call()

    await asyncio.gather(*(some(50) for _ in range(10)))
    before, began = resident_mib(process), time.perf_counter()
    for tenth in range(1, 11):
        await asyncio.gather(*(some(calls // 100) for _ in range(10)))
        if tenth in (1, 5, 10):
            now = resident_mib(process)
            print(
                f"memory after {500 + tenth * calls // 10:6} calls: {now:6.1f} MiB, ratio to after 500 {now / before:.3f}"
            )
    print(f"{calls / (time.perf_counter() - began):.0f} calls a second, ten at once")


async def measure(direct: int, proxied: int, process: int, calls: int) -> None:
    await latencies(direct, proxied, 2000)
    for at_once in (1, STREAMS):
        await streams(direct, proxied, at_once)
    await memory(proxied, process, calls)


async def _upstream_alone() -> None:
    server = await asyncio.start_server(upstream, "127.0.0.1", 0, backlog=STREAMS)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main(calls: int) -> None:
    vendor = subprocess.Popen([sys.executable, __file__, "--upstream"], stdout=subprocess.PIPE, text=True)
    assert vendor.stdout is not None
    port = int(vendor.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready")
        told = ["--port", "0", "--proxy", "--upstream", f"http://127.0.0.1:{port}", "--ready-file", str(ready)]
        proxy = subprocess.Popen([sys.executable, "-m", "harness", "serve", *told], stderr=subprocess.DEVNULL)
        try:
            while not (ready.exists() and ready.read_text().endswith("\n")):
                time.sleep(0.05)
            proxied = int(ready.read_text().rpartition(":")[2])
            asyncio.run(measure(port, proxied, proxy.pid, calls))
        finally:
            for process in (proxy, vendor):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    told(__doc__)
    if "--upstream" in sys.argv:
        asyncio.run(_upstream_alone())
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
