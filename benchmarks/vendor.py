"""A vendor on loopback, in a process of its own, so that only its client's time counts: as little of Chat Completions
as will do. For the benchmarks beside it.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import re
from collections.abc import Callable
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


Script = Callable[[str, bytes], tuple[bytes, Any]]
"""(last message, head of the request): the whole reply, b"" to hang up without one, and what is noted of it."""


def start(latency_s: tuple[float, float], arrived: Any = None, script: Script | None = None) -> tuple[BaseProcess, str]:
    """The process and its base URL. A request is answered after the latency, drawn between the two; `arrived`, a list
    shared between processes, gets the last message of each request once it is there, or what the `script` notes. A
    script is a function of a module.
    """
    ours, theirs = multiprocessing.Pipe()
    given = theirs, latency_s, arrived, script
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=given, daemon=True)
    server.start()
    return server, f"http://127.0.0.1:{ours.recv()}/v1"


def reply(text: str, usage: tuple[int, int] = (5, 2), status: str = "200 OK") -> bytes:
    """A whole answer in Chat Completions; `usage` in tokens."""
    said = json.loads(ANSWER)
    said["choices"][0]["message"]["content"] = text
    said["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return http(status, json.dumps(said).encode())


def http(status: str, body: bytes, *headers: str) -> bytes:
    head = "".join(f"{header}\r\n" for header in ("Content-Type: application/json", *headers))
    return f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _serve(pipe: Any, latency_s: tuple[float, float], arrived: Any, script: Script | None) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)  # a list of models is asked for without a body
                body = (
                    json.loads(await reader.readexactly(int(length[1]))) if length else {"messages": [{"content": ""}]}
                )
                asked = body["messages"][-1]["content"]
                answer, note = script(asked, head) if script else (REPLY, asked)
                if arrived is not None:
                    arrived.append(note)
                await asyncio.sleep(random.uniform(*latency_s))
                if not answer:
                    break
                writer.write(answer)
                await writer.drain()
            writer.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())
