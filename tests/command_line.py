"""A project on disk and the command line in it: in this process, in a copy of it, or in a fresh one."""

from __future__ import annotations

import ctypes
import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from harness.cli import main
from harness.cli._app import run


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@contextmanager
def _as_in_a_process(root: Path, env: Mapping[str, str], arguments: list[str]) -> Iterator[None]:
    """What a command may change of its process is as it was afterwards: folder, environment, arguments, signals."""
    before, folder, argv = dict(os.environ), Path.cwd(), sys.argv
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    os.chdir(root)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = arguments
    try:
        with warnings.catch_warnings():
            warnings.resetwarnings()
            yield
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
        sys.argv = argv
        for number, handler in handlers.items():
            signal.signal(number, handler)


class Forked:
    """The command line in a copy of this process, to be used as a `subprocess.Popen`: it can be met by signals, killed
    and left by its reader, and need not load for a second what is loaded here.
    """

    def __init__(self, root: Path, env: Mapping[str, str], arguments: list[str]) -> None:
        self.returncode: int | None = None
        pipes = [os.pipe(), os.pipe()]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the servers' own, which hold nothing
            self.pid = os.fork()
        if self.pid == 0:
            _become(root, env, arguments, pipes)
        for _, written in pipes:
            os.close(written)
        self.stdout, self.stderr = (open(read, encoding="utf-8") for read, _ in pipes)  # noqa: PTH123, SIM115

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """What it wrote until it ended; killed after so many seconds."""
        overdue = threading.Timer(timeout, self.send_signal, [signal.SIGKILL])
        overdue.start()
        with self.stdout, self.stderr, ThreadPoolExecutor(2) as pool:
            out, err = pool.map(lambda stream: stream.read(), (self.stdout, self.stderr))
        self.wait()
        overdue.cancel()
        return out, err


def _become(root: Path, env: Mapping[str, str], arguments: list[str], pipes: list[tuple[int, int]]) -> NoReturn:
    """This process, a copy, is the command line from now on, and ends with it."""
    code: object = 1
    try:
        for number, (read, written) in enumerate(pipes, 1):
            os.close(read)
            os.dup2(written, number)
            os.close(written)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            for number, mode in enumerate("rww")
        )
        if sys.platform == "linux":  # it has this process's pipes, too, and must not outlive it: PR_SET_PDEATHSIG
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        warnings.resetwarnings()
        os.chdir(root)
        os.environ.clear()
        os.environ.update(env)
        sys.argv = ["harness", *arguments]
        main()
        code = 0
    except SystemExit as left:
        code = left.code or 0
    except BaseException:  # noqa: BLE001 - as an interpreter would
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


@dataclass
class Project:
    """A folder with `harness.yaml` and suites; `harness(…)` runs the command line in it."""

    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "harness", *arguments]

    def harness(self, *arguments: str, **env: str) -> Ran:
        """The command line in this process: a new one would load everything anew, which takes seconds."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        here = _as_in_a_process(self.root, self.env(**env), ["harness", *arguments])
        with here, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
            run()
        code = left.value.code or 0
        return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))

    def process(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """As `harness`, where it matters that it is a process of its own."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.env(**env),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def fork(self, *arguments: str, **env: str) -> Forked:
        """As `start`, where it does not matter what a fresh process loads."""
        return Forked(self.root, self.env(**env), list(arguments))

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """As `process`, without waiting for its end."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env=self.env(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def env(self, **more: str) -> dict[str, str]:
        here = str(Path(__file__).parents[1])
        return {**os.environ, "PYTHONPATH": here, "NO_COLOR": "1", **more}
