"""Live calls against a loopback server: CPU per call beside a bare loop over the official SDK, and wall time
beside calls × latency ÷ concurrency.

    python benchmarks/calls.py             # 400 calls, 50 ms, 16 at once

The server runs in a process of its own, so that only the client's CPU counts.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import vendor
from usage import told

CALLS, LATENCY_S, CONCURRENCY = 400, 0.05, 16


def bare(url: str) -> None:
    import openai

    async def report(work) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        await work
        print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}))

    async def run() -> None:
        client, turn = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0), asyncio.Semaphore(CONCURRENCY)

        async def call(number: int) -> None:
            async with turn:
                await client.chat.completions.create(
                    model="m", messages=[{"role": "user", "content": f"Question {number}"}]
                )

        await call(0)
        await report(asyncio.gather(*(call(number) for number in range(CALLS))))

    asyncio.run(run())


def ours(url: str) -> None:
    """The same through harness: journal, limits, recordings; scoring is measured in `replay.py`."""
    import harness
    from harness.model.events import CaseScored, RunStarted

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "harness.yaml").write_text(
            f"baseline: m\ntargets:\n  m: {{provider: openai-compatible, model: m, base_url: {url}, limits: {{concurrency: {CONCURRENCY}}}}}\n"
        )
        Path(folder, "cases.jsonl").write_text("".join(json.dumps({"n": str(n)}) + "\n" for n in range(CALLS)))
        Path(folder, "s.yaml").write_text('suite: s\nprompt: "Question {{ n }}"\ncases: [{file: cases.jsonl}]\n')
        import openai  # noqa: F401 - its import is not what is measured

        marks: dict[str, tuple[float, float]] = {}

        def listen(event) -> None:
            name = type(event).__name__
            if isinstance(event, RunStarted | CaseScored) and name not in marks:
                marks[name] = (time.process_time(), time.perf_counter())

        harness.run(Path(folder, "s.yaml"), config=Path(folder, "harness.yaml"), record="all", listeners=[listen])
        (cpu, wall), (cpu_end, wall_end) = marks["RunStarted"], marks["CaseScored"]
        print(json.dumps({"cpu": cpu_end - cpu, "wall": wall_end - wall}))


def main() -> None:
    if len(sys.argv) > 1:
        {"bare": bare, "ours": ours}[sys.argv[1]](sys.argv[2])
        return
    server, url = vendor.start((LATENCY_S, LATENCY_S))
    found = {}
    for _ in range(3):
        for side in ("bare", "ours"):
            done = subprocess.run([sys.executable, __file__, side, url], capture_output=True, text=True, check=True)
            found.setdefault(side, []).append(json.loads(done.stdout))
    server.terminate()
    best = {side: {what: min(run[what] for run in runs) for what in ("cpu", "wall")} for side, runs in found.items()}
    ideal = CALLS * LATENCY_S / CONCURRENCY
    for side, run in best.items():
        print(
            f"{side:<5} CPU per call {run['cpu'] / CALLS * 1000:6.2f} ms   wall {run['wall']:6.2f} s = {run['wall'] / ideal:4.2f} × calls × latency ÷ concurrency"
        )
    print(f"CPU per call: ours ÷ bare SDK loop = {best['ours']['cpu'] / best['bare']['cpu']:.2f}")


if __name__ == "__main__":
    told(__doc__)
    main()
