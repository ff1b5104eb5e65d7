"""Suites under pytest beside the same suites on the command line: live answers from a loopback server, and recorded ones.

    python benchmarks/pytest_items.py             # 1,000 live items at 200 ms, 5,000 recorded ones

Both run as processes of their own, in turn, so that starting counts and a machine that changes its speed changes it
for both.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import calls
import replay
from usage import told

LIVE, RECORDED = 1000, 5000
LATENCY_S, CONCURRENCY, ROUNDS = 0.2, 64, 3
COMMAND = [sys.executable, "-m", "harness", "run", "-q"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "harness.pytest_plugin", "-p", "no:cacheprovider"]
ALONE = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Plain pytest and ours: what other plugins cost for each item is not ours."""
EMPTY = "import pytest\n\n@pytest.mark.parametrize('n', range({}))\ndef test_nothing(n): pass\n"


def serve(pipe) -> None:
    calls.LATENCY_S = LATENCY_S
    calls.serve(pipe)


def live(folder: Path, url: str) -> None:
    target = f"{{provider: openai-compatible, model: m, base_url: {url}, limits: {{concurrency: {CONCURRENCY}}}}}"
    (folder / "harness.yaml").write_text(f"baseline: a\ntargets:\n  a: {target}\n  b: {target}\n")
    (folder / "suites").mkdir()
    rows = "".join(json.dumps({"n": str(number)}) + "\n" for number in range(LIVE // 2))
    (folder / "suites" / "rows.jsonl").write_text(rows)
    (folder / "suites" / "live.yaml").write_text(
        'suite: live\nprompt: "Question {{ n }}"\ncases: [{file: rows.jsonl}]\n'
    )


def recorded(folder: Path) -> None:
    from harness import plugins
    from harness.model.carrying import ImportOptions

    made = list(replay.rows(RECORDED))
    for first, second in zip(made[::2], made[1::2], strict=True):
        second["prompt"] = first["prompt"]
    source = folder / "answers.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in made))
    plugins.load("importers", "outputs").take_over(source, ImportOptions(suite="recorded", root=folder))


def seconds(command: list[str], folder: Path) -> float:
    for made in (".harness", "fixtures/live"):
        shutil.rmtree(folder / made, ignore_errors=True)
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=ALONE)
    taken = time.perf_counter() - begun
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return taken


def compare(what: str, folder: Path, record: str, items: int) -> None:
    """The same work by both, and pytest alone with as many tests that do nothing."""
    (folder / "test_empty.py").write_text(EMPTY.format(items))
    commands = (
        [*COMMAND, "--record", record],
        [*PYTEST, f"--harness-record={record}", "suites"],
        [*PYTEST, "test_empty.py"],
    )
    rounds = [[seconds(command, folder) for command in commands] for _ in range(ROUNDS)]
    ours, theirs, empty = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(pytest / command for command, pytest, _ in rounds)
    times = f"harness run {ours:6.2f} s   pytest {theirs:6.2f} s   pytest with empty tests {empty:6.2f} s"
    print(f"{what:<16} {times}   ratio {ratio:5.2f}")


def main() -> None:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        live(Path(folder), f"http://127.0.0.1:{here.recv()}/v1")
        compare(f"{LIVE:,} live", Path(folder), "new", LIVE)
    server.terminate()
    with tempfile.TemporaryDirectory() as folder:
        recorded(Path(folder))
        compare(f"{RECORDED:,} recorded", Path(folder), "none", RECORDED)


if __name__ == "__main__":
    told(__doc__)
    main()
