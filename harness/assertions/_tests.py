"""Running tests on an answer's code, in a process of its own that is given little and soon ended."""

from __future__ import annotations

import json
import math
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from harness.assertions import _tests_child
from harness.errors import CheckError

MEGABYTE = 1024 * 1024
_PIPE_BYTES = 65_536
_OUTPUT_BYTES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Seconds, of the clock and of the processor, and megabytes of memory."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of the tests: why they do not pass (empty if they do), and the last of what was written."""

    trouble: str
    output: str


def run_tests(answer: str, tests: str, bounds: Bounds) -> Ran:
    """Raises CheckError if the process cannot be started."""
    token = secrets.token_hex(16)
    told = {
        "answer": answer,
        "tests": tests,
        "token": token,
        "seconds": math.ceil(bounds.seconds) + 1,
        "bytes": int(bounds.megabytes * MEGABYTE),
    }
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        mine, theirs = os.pipe()
        try:
            process = _start(folder, output, theirs)
        except OSError as error:
            os.close(mine)
            raise CheckError(f"the tests could not be run: {error}") from error
        finally:
            os.close(theirs)
        with os.fdopen(mine, "rb") as pipe:
            ended = _wait(process, json.dumps(told).encode(), bounds.seconds)
            said = pipe.read(_PIPE_BYTES)
        return Ran(_trouble(process.returncode, said, token, ended, bounds), _last_of(output))


def _start(folder: str, output: IO[bytes], channel: int) -> subprocess.Popen[bytes]:
    """With nothing of our environment: no key may reach it."""
    return subprocess.Popen(  # noqa: S603 - what it runs is what the user allowed
        [sys.executable, "-I", "-B", "-u", str(Path(_tests_child.__file__)), str(channel)],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
        pass_fds=(channel,),
        start_new_session=True,
    )


def _wait(process: subprocess.Popen[bytes], told: bytes, seconds: float) -> bool:
    """Whether it ended by itself; whatever it started is gone afterwards."""
    try:
        process.communicate(told, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end_group(process)
    return True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def _trouble(status: int, said: bytes, token: str, ended: bool, bounds: Bounds) -> str:  # noqa: FBT001 - it is what happened
    if not ended or -status == signal.SIGXCPU:
        return f"they did not end within {bounds.seconds:g} s"
    told = _read(said)
    if told.get("end") == token:
        return str(told.get("trouble", ""))
    if status < 0:
        return f"the process was ended by {signal.Signals(-status).name} (memory: at most {bounds.megabytes:g} MB)"
    return f"the process left before the tests ended (exit code {status})"


def _read(said: bytes) -> dict[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _last_of(output: IO[bytes]) -> str:
    output.seek(max(0, output.seek(0, os.SEEK_END) - _OUTPUT_BYTES))
    return output.read().decode(errors="replace").strip()
