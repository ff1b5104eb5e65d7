"""How soon a model on this machine is ready, measured in a process of its own: nothing is loaded there yet.

The parent keeps the time; the child says when it has loaded and what its first answer was like.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
import time
from collections.abc import Iterable
from typing import Any

from harness import plugins
from harness.errors import HarnessError
from harness.model.coldstart import ColdStart
from harness.model.config import Config, Target
from harness.model.location import Location
from harness.probes.standby import PATIENCE_S, question, started

_MARK = "cold-start "
"""Begins the child's lines: libraries may print others."""
_CHILD = "from harness.probes.coldstart import child; child()"
_SENT = ("name", "provider", "model", "params", "extra", "timeout_s", "settings")


def runs_here(target: Target) -> bool:
    """Whether the target's model is loaded on this machine: by its provider, or by a server that `start` starts."""
    settings = plugins.load("providers", target.provider).Settings
    names = {field.name for field in dataclasses.fields(settings)}
    return "ready_within_s" in names and ("start" not in names or bool(target.settings.get("start")))


async def measure(config: Config) -> list[ColdStart]:
    """All targets of this machine, one after the other, so that none slows another."""
    return [await measure_one(target) for target in config.targets.values() if runs_here(target)]


async def measure_one(target: Target, patience_s: float = PATIENCE_S) -> ColdStart:
    """Start it, ask it once, and end it."""
    if target.settings.get("start"):
        async with started(target) as server:
            return await server.measured(patience_s)
    about: dict[str, Any] = {
        "target": target.name,
        "model": target.model,
        "within_s": target.settings.get("ready_within_s"),
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _CHILD,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(patience_s):
            measured, errors, _ = await asyncio.gather(
                _listen(process, began), _errors_of(process), _tell(process, target)
            )
    except TimeoutError:
        return ColdStart(**about, trouble=f"it did not answer within {patience_s:g} s")
    finally:
        await _end(process)
    if "first_token_s" not in measured and "trouble" not in measured:
        lines = errors.decode(errors="replace").strip().splitlines()
        measured["trouble"] = f"the process ended with status {process.returncode}: {lines[-1] if lines else 'no word'}"
    return ColdStart(**about, **measured)


async def _tell(process: asyncio.subprocess.Process, target: Target) -> None:
    assert process.stdin is not None  # noqa: S101 - for the type checker
    sent = {name: getattr(target, name) for name in _SENT} | {"place": target.location and target.location.path}
    process.stdin.write(json.dumps(sent, default=dict).encode())
    process.stdin.close()


async def _errors_of(process: asyncio.subprocess.Process) -> bytes:
    assert process.stderr is not None  # noqa: S101 - for the type checker
    return await process.stderr.read()


async def _listen(process: asyncio.subprocess.Process, began: float) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101 - for the type checker
    measured: dict[str, Any] = {}
    async for line in process.stdout:
        now, text = time.perf_counter() - began, line.decode(errors="replace")
        if not text.startswith(_MARK):
            continue
        report = json.loads(text.removeprefix(_MARK))
        if report.pop("loaded", False):
            measured["loaded_s"] = now
        elif "ttft_s" in report:
            measured["first_token_s"] = measured["loaded_s"] + report["ttft_s"]
            measured["tokens_per_s"] = report["tokens_per_s"]
        else:
            measured |= report
    await process.wait()
    return measured


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def child() -> None:
    """In the fresh process: load, say so, answer once, say how it went."""
    sent = json.loads(sys.stdin.read())
    place = sent.pop("place")
    target = Target(**sent, location=Location(place) if place else None)
    try:
        asyncio.run(_load_and_answer(target))
    except HarnessError as error:
        _say({"trouble": f"{error} {error.hint}".strip()})


async def _load_and_answer(target: Target) -> None:
    connection = plugins.load("providers", target.provider).connect(target, os.environ)
    try:
        await connection.ready()
        _say({"loaded": True})
        response = await connection.complete(question(target))
        _say({"ttft_s": response.ttft_s, "tokens_per_s": response.tokens_per_s})
    finally:
        await connection.close()


def _say(what: dict[str, Any]) -> None:
    os.write(1, f"{_MARK}{json.dumps(what)}\n".encode())  # to the parent process, not to a person


def any_here(targets: Iterable[Target]) -> bool:
    return any(map(runs_here, targets))
