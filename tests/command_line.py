"""A project on disk and the command line in it, in this process or in one of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

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

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
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
