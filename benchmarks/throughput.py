"""Many short live calls: harness beside bare loops over the official SDKs and over aiohttp, in whole processes.

    python benchmarks/throughput.py                     # 5,000 calls of 5 ms and 1,000 of 200 ms, 50 in flight
    python benchmarks/throughput.py --memory 1000 5000 20000
    python benchmarks/throughput.py --clock             # the 1,000 of 200 ms alone, and where the clock goes
    python benchmarks/throughput.py --peers --calls 1000     # and other tools, where installed (`peers.py`); a fifth of it

Half of the calls speak OpenAI's Chat Completions and half Anthropic's Messages; each answer is asked whether it contains
a word, and harness also journals and records it. The server runs in a process of its own, so that only the client's
CPU counts; start-up and imports count, compiling harness does not. Sides whose library is not installed are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import compiled
import peers

IN_FLIGHT = 50
TEXT = "Your order is on its way and will be with you on Friday."
CHAT = json.dumps(
    {
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": TEXT}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 12, "total_tokens": 17},
    }
).encode()  # fmt: skip
MESSAGE = json.dumps(
    {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn", "stop_sequence": None,
        "content": [{"type": "text", "text": TEXT}], "usage": {"input_tokens": 5, "output_tokens": 12},
    }
).encode()  # fmt: skip


JUDGED = CHAT.replace(
    json.dumps(TEXT).encode(), json.dumps('{"reason": "It says when.", "pass": true, "score": 1}').encode()
)


class Server(asyncio.Protocol):
    """Both wire formats over HTTP/1.1 with kept connections; the first part of the path is the latency in ms, a second
    one of `judge` says that a judge is asked.
    """

    seen: ClassVar[list[tuple[float, int]]] = []
    """When a call came (1) and when its answer left (-1)."""

    def connection_made(self, transport) -> None:
        self.transport, self.bytes = transport, b""

    def data_received(self, data: bytes) -> None:
        self.bytes += data
        while (end := self.bytes.find(b"\r\n\r\n")) >= 0:
            head = self.bytes[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
            if len(self.bytes) < end + 4 + length:
                return
            self.bytes = self.bytes[end + 4 + length :]
            path = head.split(b" ", 2)[1]
            body = JUDGED if b"/judge/" in path else MESSAGE if path.endswith(b"messages") else CHAT
            latency_s = int(path.split(b"/")[1]) / 1000
            self.seen.append((time.monotonic(), 1))
            asyncio.get_running_loop().call_later(latency_s, self.answer, body)

    def answer(self, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.seen.append((time.monotonic(), -1))
        if not self.transport.is_closing():
            self.transport.write(head.encode() + body)


def serve(pipe) -> None:
    """Tells its port, and what it has seen since it was last asked."""

    def tell() -> None:
        pipe.recv()
        pipe.send(Server.seen)
        Server.seen.clear()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Server, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        loop.add_reader(pipe.fileno(), tell)
        await server.serve_forever()

    asyncio.run(main())


async def in_flight(calls: int, call) -> None:
    waiting = iter(range(calls))

    async def work() -> None:
        for number in waiting:
            assert "Friday" in await call(number)

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


def raw(url: str, calls: int) -> None:
    import aiohttp

    async def run() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:

            async def call(number: int) -> str:
                path = "/v1/messages" if number % 2 else "/v1/chat/completions"
                body = {"model": "m", "messages": [{"role": "user", "content": f"Question {number}"}], "max_tokens": 99}
                async with session.post(url + path, json=body) as reply:
                    return str(await reply.json())

            await in_flight(calls, call)

    asyncio.run(run())


def sdk(url: str, calls: int, *, aiohttp: bool = False) -> None:
    import anthropic
    import openai

    async def run() -> None:
        clients = [{}, {}]
        if aiohttp:
            clients = [
                {"http_client": openai.DefaultAioHttpClient()},
                {"http_client": anthropic.DefaultAioHttpClient()},
            ]
        chat = openai.AsyncOpenAI(base_url=url + "/v1", api_key="none", max_retries=0, **clients[0])
        claude = anthropic.AsyncAnthropic(base_url=url, api_key="none", max_retries=0, **clients[1])

        async def call(number: int) -> str:
            messages = [{"role": "user", "content": f"Question {number}"}]
            if number % 2:
                return (await claude.messages.create(model="m", messages=messages, max_tokens=99)).content[0].text
            return (await chat.chat.completions.create(model="m", messages=messages)).choices[0].message.content

        await in_flight(calls, call)

    asyncio.run(run())


def ours(url: str, calls: int) -> None:
    """The same through the command line's own verb: planned, journaled, recorded, scored and compared."""
    import os

    import harness

    os.environ["BENCHMARK_KEY"] = "none"

    with tempfile.TemporaryDirectory() as folder:
        target = f"limits: {{concurrency: {IN_FLIGHT // 2}}}"
        Path(folder, "harness.yaml").write_text(
            "baseline: gpt\ntargets:\n"
            f"  gpt: {{provider: openai-compatible, model: m, base_url: '{url}/v1', {target}}}\n"
            f"  claude: {{provider: anthropic, model: m, base_url: '{url}', api_key_env: BENCHMARK_KEY, {target}}}\n"
        )
        with Path(folder, "cases.jsonl").open("w") as cases:
            cases.writelines(json.dumps({"n": str(number)}) + "\n" for number in range(calls // 2))
        Path(folder, "s.yaml").write_text(
            "suite: s\nprompt: 'Question {{ n }}'\nbaseline_samples: 1\nassert: [{contains: Friday}]\ncases: [{file: cases.jsonl}]\n"
        )
        run = harness.run(Path(folder, "s.yaml"), config=Path(folder, "harness.yaml"), record="all")
        assert run.totals.passed == calls, run.totals


def on_uvloop(url: str, calls: int) -> None:
    import uvloop

    class Loop(uvloop.Loop):
        def create_connection(self, *arguments, **more):
            more.pop("happy_eyeballs_delay", None)  # it does not know the parameter
            return super().create_connection(*arguments, **more)

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            return Loop()

    asyncio.set_event_loop_policy(Policy())
    ours(url, calls)


SIDES = {
    "raw aiohttp": raw,
    "SDK loop (httpx)": sdk,
    "SDK loop (aiohttp)": lambda url, calls: sdk(url, calls, aiohttp=True),
    "harness": ours,
    "harness on uvloop": on_uvloop,
}
NEEDS = {"raw aiohttp": "aiohttp", "SDK loop (aiohttp)": "aiohttp", "harness on uvloop": "uvloop"}


def child(side: str, url: str, calls: int) -> None:
    SIDES[side](url, calls)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}))


def measure(side: str, base: str, latency_ms: int, calls: int, env: dict[str, str]) -> dict[str, float]:
    begun = time.monotonic()
    command = [sys.executable, __file__, "--child", side, f"{base}/{latency_ms}", str(calls)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{side}: {done.stderr}")
    ended = time.monotonic()
    return json.loads(done.stdout.splitlines()[-1]) | {"wall": ended - begun, "begun": begun, "ended": ended}


def clock(side: str, found: dict[str, float], seen: list[tuple[float, int]]) -> str:
    """Where the time went, as the server saw it; in seconds."""
    first, last = seen[0][0], seen[-1][0]
    in_flight, busy, full = 0, 0.0, last
    for (at, change), (following, _) in itertools.pairwise(seen):
        in_flight += change
        busy += in_flight * (following - at)
        full = min(full, at) if in_flight >= IN_FLIGHT else full
    return (
        f"{side:<24} {first - found['begun']:.2f} to the first call, {full - first:.2f} until all places are in use,"
        f" {last - first:.2f} to the last answer ({busy / (last - first):.1f} in flight on average),"
        f" {found['ended'] - last:.2f} until the end: {found['wall']:.2f} s, {found['cpu']:.2f} s CPU"
    )


def show(side: str, short: dict[str, float], long: dict[str, float]) -> None:
    print(f"{side:<24} {short['cpu']:>18.1f} s {short['mib']:>6.0f} MiB {long['wall']:>21.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--child", nargs=3)
    parser.add_argument("--memory", nargs="+", type=int)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--calls", type=int, default=5000, help="of 5 ms; a fifth as many of 200 ms")
    parser.add_argument("--clock", action="store_true", help="a fifth of the calls, of 200 ms: where the time goes")
    parser.add_argument("--peers", action="store_true", help="promptfoo, Inspect, DeepEval and pydantic-evals, too")
    asked = parser.parse_args()
    if asked.child:
        side, url, calls = asked.child
        child(side, url, int(calls))
        return
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    base, env = f"http://127.0.0.1:{here.recv()}", compiled.environment()
    sides = [side for side in SIDES if side in (asked.only or SIDES) and (side not in NEEDS or find_spec(NEEDS[side]))]
    if asked.memory:
        for side in sides:
            peaks = [f"{measure(side, base, 5, calls, env)['mib']:5.0f} MiB at {calls:,}" for calls in asked.memory]
            print(f"{side:<20} {'   '.join(peaks)}")
    elif asked.clock:
        for side in sides:
            found = measure(side, base, 200, asked.calls // 5, env)
            here.send("seen?")
            print(clock(side, found, here.recv()), flush=True)
    else:
        few = asked.calls // 5
        print(f"{'':<24} {f'CPU, {asked.calls:,} of 5 ms':>20} {'peak':>10} {f'wall, {few:,} of 200 ms':>23}")
        for side in sides:
            show(side, measure(side, base, 5, asked.calls, env), measure(side, base, 200, few, env))
        for name in [name for name in peers.NAMES if asked.peers and name in (asked.only or peers.NAMES)]:
            if (tool := peers.peer(name)) is None:
                print(f"{name:<24} absent")
                continue
            figures = [
                peers.measure(tool, f"{base}/{latency}", calls) for latency, calls in ((5, asked.calls), (200, few))
            ]
            show(f"{name} {tool.version}", *figures)
    server.terminate()


if __name__ == "__main__":
    main()
