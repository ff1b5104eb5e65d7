"""A server on this machine, started by its own command, and ended with whoever started it, killed or not."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import plugins
from harness.errors import HarnessError
from harness.model.coldstart import ColdStart
from harness.model.config import Target
from harness.model.exchange import Message, Request, Response

PATIENCE_S = 900.0
TOKENS = 64
QUESTION = "Count from one to fifty in words."
_LOOK_EVERY_S = 0.05
_MOST_SAID = 4096
_KEEPER = """
import os, signal, subprocess, sys, threading
try:
    server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
except OSError as error:
    sys.exit(f"{sys.argv[1]}: {error.strerror}")
def end():
    sys.stdin.buffer.read()
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, number)
            server.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
    os._exit(0)
threading.Thread(target=end, daemon=True).start()
status = server.wait()
os.write(2, f"it ended with status {status}".encode())
os._exit(1)  # the thread holds standard input, and an orderly end would wait for it
"""
"""Stands between us and the server: when our end of its pipe closes, however that comes, it ends the server's group."""


@dataclass
class StandbyServer:
    """A server that is starting. `began` is on the clock of `time.perf_counter`."""

    target: Target
    process: asyncio.subprocess.Process
    began: float
    occupied: bool = False
    said: bytes = b""
    """The end of what it wrote to standard error."""

    async def listen(self) -> None:
        """Read what it says, all the time: a server whose pipe is full stands still."""
        assert self.process.stderr is not None  # noqa: S101 - for the type checker
        while data := await self.process.stderr.read(_MOST_SAID):
            self.said = (self.said + data)[-_MOST_SAID:]

    async def measured(self, patience_s: float = PATIENCE_S) -> ColdStart:
        """Seconds until its address answers, and until its first token. Leaves it running."""
        about: dict[str, Any] = {
            "target": self.target.name,
            "model": self.target.model,
            "within_s": self.target.settings.get("ready_within_s"),
        }
        if self.occupied:
            return ColdStart(**about, trouble=f"something answers at {self.target.base_url} before it is started")
        until = self.began + patience_s
        while not await asyncio.to_thread(_answers, self.target):
            if self.process.returncode is not None:
                lines = self.said.decode(errors="replace").strip().splitlines()
                return ColdStart(**about, trouble=f"the server ended: {'; '.join(lines[-2:]) or 'no word'}")
            if time.perf_counter() > until:
                return ColdStart(**about, trouble=f"it did not answer within {patience_s:g} s")
            await asyncio.sleep(_LOOK_EVERY_S)
        loaded = time.perf_counter() - self.began
        return await self._asked(about, loaded, until)

    async def _asked(self, about: dict[str, Any], loaded: float, until: float) -> ColdStart:
        """One streamed answer; a server that is up but still loading says so with an error, and is asked again."""
        connection = plugins.load("providers", self.target.provider).connect(self.target, os.environ)
        try:
            while True:
                asked = time.perf_counter() - self.began
                try:
                    response: Response = await connection.complete(question(self.target))
                except HarnessError as error:
                    if time.perf_counter() > until or self.process.returncode is not None:
                        return ColdStart(**about, loaded_s=loaded, trouble=str(error))
                    await asyncio.sleep(_LOOK_EVERY_S)
                    continue
                first = asked + (response.ttft_s if response.ttft_s is not None else response.latency_s or 0.0)
                rate = response.tokens_per_s
                return ColdStart(**about, loaded_s=asked, first_token_s=first, tokens_per_s=rate)
        finally:
            await connection.close()


@asynccontextmanager
async def started(target: Target) -> AsyncIterator[StandbyServer]:
    """The target's server, starting; ended with the block."""
    command = shlex.split(str(target.settings["start"]))
    occupied = await asyncio.to_thread(_answers, target)
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", "-c", _KEEPER, *(command if not occupied else ["true"]),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        cwd=_folder(target),
    )  # fmt: skip
    server = StandbyServer(target, process, began, occupied)
    listening = asyncio.ensure_future(server.listen())
    try:
        yield server
    finally:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        process.stdin.close()
        await process.wait()
        await listening


def question(target: Target) -> Request:
    """What a model is asked first."""
    params = {"max_tokens": TOKENS} | dict(target.params)
    return Request(model=target.model, messages=(Message("user", QUESTION),), params=params, stream=True)


def _folder(target: Target) -> str | None:
    """The project's folder."""
    path = target.location.path if target.location else None
    return str(Path(path).resolve().parent) if path and Path(path).exists() else None


def _answers(target: Target) -> bool:
    """Whether anybody speaks HTTP at the address, whatever it says."""
    try:
        url = f"{(target.base_url or '').rstrip('/')}/models"
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - the user's own address
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
