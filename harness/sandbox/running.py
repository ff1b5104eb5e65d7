"""Starts the two processes, gives them what they need and no more, and reads the verdict of the tests' process.

Whether something is confined is found out, not assumed: see `isolation`.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

import harness
from harness.errors import CheckError
from harness.sandbox.confinement import is_root

MEGABYTE = 1024 * 1024
_PIPE_BYTES = 65_536
_OUTPUT_BYTES = 2_000
_PATIENCE_S = 3.0
_NOT_HELD = 97
"""Exit code of a process that was not confined though it had to be; no Python process ends so by itself."""
_START = "import sys; sys.path[:] = {paths!r}; from harness.sandbox.child import main; main({side!r}, {root!r})"
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")
_ROOT = str(Path(harness.__file__).parents[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Seconds, of the clock and of the processor, and megabytes of memory, for each of the two processes."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the tests: why they do not pass (empty if they do), and the last of what was written."""

    trouble: str
    output: str


def run_tests(answer: str, tests: str, bounds: Allowance) -> Trial:
    """May be called from several threads at once.

    Raises CheckError if the processes cannot be started or confined, or if nothing can be said of the answer.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        output = stack.enter_context(tempfile.TemporaryFile())
        to_answer, to_tests, verdict = (stack.enter_context(_Pipe()) for _ in range(3))
        limits = {
            "seconds": math.ceil(bounds.seconds) + 1,
            "memory_bytes": int(bounds.megabytes * MEGABYTE),
            "readable": _readable(),
            "folder": folder,
            "contained": isolation() == "bubblewrap",
        }
        setup = {"limits": limits, "must_hold": is_root(), "not_held": _NOT_HELD}
        sides = {
            "answer": {"reading": to_answer.reading, "writing": to_tests.writing},
            "tests": {"reading": to_tests.reading, "writing": to_answer.writing, "verdict": verdict.writing},
        }
        words = {"answer": {}, "tests": {"answer": answer, "tests": tests}}
        deadline = time.monotonic() + bounds.seconds
        try:
            processes = {
                side: stack.enter_context(_process(side, folder, output, tuple(channels.values())))
                for side, channels in sides.items()
            }
        except OSError as error:
            raise CheckError(f"the tests could not be run: {error}") from error
        for pipe in (to_answer, to_tests):
            pipe.close(pipe.reading, pipe.writing)
        verdict.close(verdict.writing)
        for side, process in processes.items():
            _tell(process, setup | sides[side] | words[side])
        ended = _wait(processes, deadline)
        _end(processes, patience=_PATIENCE_S if ended else 0)
        trouble = _trouble(processes, os.read(verdict.reading, _PIPE_BYTES), ended=ended, bounds=bounds)
        output.seek(max(0, output.seek(0, os.SEEK_END) - _OUTPUT_BYTES))
        return Trial(trouble, output.read().decode(errors="replace").strip())


def isolation() -> str:
    """What confines the code on this system:

    `bubblewrap`, or `kernel` (Landlock and seccomp, told by the process itself).
    """
    return "bubblewrap" if _bubblewrap_works() else "kernel"


class _Pipe:
    """Both ends of a pipe, each closed once: a number that was closed may be another thread's channel by then."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self._open = {self.reading, self.writing}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close(*self._open)

    def close(self, *ends: int) -> None:
        for end in ends:
            if end in self._open:
                self._open.remove(end)
                os.close(end)


@contextmanager
def _process(side: str, folder: str, output: IO[bytes], channels: tuple[int, ...]) -> Iterator[subprocess.Popen[bytes]]:
    """With nothing of our environment: no key may reach it."""
    process = subprocess.Popen(  # noqa: S603 - what it runs is what the user allowed
        [*_around(folder), *_python(side)],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=_environment(folder),
        pass_fds=channels,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _kill(process)
        if process.stdin is not None:
            process.stdin.close()


def _environment(folder: str) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}


def _python(side: str) -> list[str]:
    """The interpreter itself, past the links of a virtual environment, which would have to be readable too."""
    code = _START.format(paths=[_ROOT, *_module_folders()], side=side, root=_ROOT)
    return [os.path.realpath(sys.executable), "-I", "-S", "-B", "-u", "-c", code]


def _module_folders() -> list[str]:
    """The standard library and what is installed; nothing of the project, whose path may be among Python's."""
    standard = sysconfig.get_path("stdlib")
    installed = {"site-packages", "dist-packages"}
    return [
        path for path in sys.path if path.startswith(standard) or Path(path).name in installed or path.endswith(".zip")
    ]


def _readable() -> list[str]:
    program = os.path.realpath(sys.executable)
    library = sysconfig.get_config_var("LIBDIR")
    return [
        program,
        *_module_folders(),
        str(Path(harness.__file__).parent),
        *([library] if library else []),
        *_LIBRARIES,
    ]


def _around(folder: str) -> list[str]:
    return _bubblewrap(folder) if _bubblewrap_works() else []


def _bubblewrap(folder: str) -> list[str]:
    """An own view of everything: these paths, no process but its own, no network, no rights."""
    seen = [part for path in dict.fromkeys(_readable()) for part in ("--ro-bind-try", path, path)]
    return [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--dev", "/dev",
        "--proc", "/proc", "--tmpfs", "/tmp", *seen, "--bind", folder, folder, "--chdir", folder, "--",  # noqa: S108 - the mount inside
    ]  # fmt: skip


@cache
def _bubblewrap_works() -> bool:
    """It may be installed and yet be forbidden to make namespaces, as in most containers."""
    if shutil.which("bwrap") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [*_bubblewrap(folder), os.path.realpath(sys.executable), "-I", "-S", "-c", "pass"]
        try:
            return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            return False


def _tell(process: subprocess.Popen[bytes], setup: Mapping[str, Any]) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(json.dumps(setup).encode())
        process.stdin.close()
    except OSError:  # it has ended already; its exit code will tell
        return


def _wait(processes: Mapping[str, subprocess.Popen[bytes]], deadline: float) -> bool:
    """Whether the tests' process ended by itself."""
    try:
        processes["tests"].wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(processes: Mapping[str, subprocess.Popen[bytes]], *, patience: float) -> None:
    """The answer's process ends when the tests' has; time is left to it, so that its own exit code is known."""
    with suppress(subprocess.TimeoutExpired):
        processes["answer"].wait(patience)
    for process in processes.values():
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With whatever it started."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
        process.wait()


def _trouble(
    processes: Mapping[str, subprocess.Popen[bytes]], verdict: bytes, *, ended: bool, bounds: Allowance
) -> str:
    status = {side: _status(process.returncode) for side, process in processes.items()}
    if _NOT_HELD in status.values():
        raise CheckError(
            "nothing on this system confines code that root runs",
            hint="run harness as another user, or install bubblewrap",
        )
    if not ended or -signal.SIGXCPU in status.values():
        return f"they did not end within {bounds.seconds:g} s"
    said = json.loads(verdict) if verdict else {"gone": "yes"}
    if "unable" in said:
        raise CheckError(said["unable"])
    if "trouble" in said:
        return str(said["trouble"])
    return _end_of(status["answer"] if verdict else status["tests"], bounds)


def _status(code: int) -> int:
    """Negative for a signal, as bubblewrap passes it on, too."""
    return code if code <= 128 else 128 - code  # noqa: PLR2004 - as shells write signals


def _end_of(status: int, bounds: Allowance) -> str:
    if status < 0:
        name = signal.Signals(-status).name
        return f"the process was ended by {name} (memory: at most {bounds.megabytes:g} MB)"
    return f"the process left before the tests ended (exit code {status})"
