"""A vendor on loopback, in a process of its own, so that only its client's time counts: as little of Chat Completions
as will do. For the benchmarks beside it.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import re
from multiprocessing.process import BaseProcess
from typing import Any

ANSWER = json.dumps(
    {
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Fine."}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
    }
).encode()  # fmt: skip
REPLY = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode() + ANSWER


def start(latency_s: tuple[float, float], arrived: Any = None) -> tuple[BaseProcess, str]:
    """The process and its base URL. A request is answered after the latency, drawn between the two; `arrived`, a list
    shared between processes, gets the last message of each request once it is there.
    """
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, latency_s, arrived), daemon=True)
    server.start()
    return server, f"http://127.0.0.1:{ours.recv()}/v1"


def _serve(pipe: Any, latency_s: tuple[float, float], arrived: Any) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
                asked = await reader.readexactly(length)
                if arrived is not None:
                    arrived.append(json.loads(asked)["messages"][-1]["content"])
                await asyncio.sleep(random.uniform(*latency_s))
                writer.write(REPLY)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())
