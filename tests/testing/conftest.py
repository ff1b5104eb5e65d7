"""A fresh project in which a real pytest runs."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LEFT_OUT = ("randomly", "hypothesispytest", "anyio", "asyncio", "platformdirs")
"""Plugins of this environment that have no part in what is tested here, and take half of the time to start."""


@dataclass
class Forks:
    """Runs of pytest, each in a process of its own that is forked from one in which pytest is loaded; see `forks.py`."""

    server: subprocess.Popen[str]

    def run(self, cwd: Path, env: dict[str, str], arguments: list[str]) -> Ran:
        output = cwd / ".output-of-pytest"
        asked = {"cwd": str(cwd), "env": env, "arguments": arguments, "output": str(output)}
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        answered, _, _ = select.select([self.server.stdout], [], [], 600)
        if not answered:  # with it goes the server: a late answer would be taken for that of the next run
            self.end()
            raise AssertionError(f"pytest did not end: {output.read_text()}")
        code = int(self.server.stdout.readline())
        text = output.read_text(encoding="utf-8")
        output.unlink()
        return Ran(code, text)

    def end(self) -> None:
        with suppress(ProcessLookupError):  # with what it may have left running
            os.killpg(self.server.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("forks.py"))],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with server:
        made = Forks(server)
        yield made
        made.end()


def environment(**more: str) -> dict[str, str]:
    dropped = ("PYTEST_", "COV_", "GITHUB_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    # pytest rewrites its plugins' modules: with somewhere to keep them, that is done once.
    cache = Path(tempfile.gettempdir(), f"harness-tests-{os.getuid()}")
    return {**kept, "PYTHONPATH": str(REPOSITORY), "PYTHONPYCACHEPREFIX": str(cache), **more}


@dataclass
class PytestProject:
    root: Path
    forks: Forks

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def arguments(self, *given: str) -> list[str]:
        plugin = ["-p", "harness.pytest_plugin"] if not _installed() else []
        left_out = [word for name in LEFT_OUT for word in ("-p", f"no:{name}")]
        return [*left_out, *plugin, *given]

    def pytest(self, *arguments: str, **env: str) -> Ran:
        """Runs pytest in a process forked from one that has loaded it."""
        return self.forks.run(self.root, environment(**env), self.arguments(*arguments))

    def process(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """Starts pytest in a fresh interpreter, where it matters what is loaded, or that it can be stopped."""
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *self.arguments(*arguments)],
            cwd=self.root,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@dataclass
class Ran:
    code: int
    out: str

    @property
    def counts(self) -> dict[str, int]:
        """Of the last line: {"passed": 3, "failed": 1}."""
        last = self.out.strip().splitlines()[-1]
        return {
            word.rstrip("s") if word == "errors" else word: int(count)
            for count, word in re.findall(r"(\d+) ([a-z]+)", last)
        }


def _installed() -> bool:
    from importlib.metadata import entry_points

    return any(point.name == "harness" for point in entry_points(group="pytest11"))


PLAIN = "[pytest]\n"
CASES = "".join(f'  - {{id: c{number}, vars: {{word: "hello {number}"}}}}\n' for number in range(4))
SUITE = f"""suite: greet
baseline_samples: 1
tags: [smoke]
params: {{max_tokens: 20}}
prompt: "{{{{ word }}}}"
assert:
  - not-contains: sorry
cases:
{CASES}"""


@pytest.fixture
def fresh(tmp_path: Path, forks: Forks) -> PytestProject:
    project = PytestProject(tmp_path, forks)
    project.write("pytest.ini", PLAIN)
    return project


@pytest.fixture
def live(fresh: PytestProject, vendor, other_vendor) -> PytestProject:
    """A suite of four cases and two targets on loopback servers."""
    fresh.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1}}
          claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}}}
        """,
    )
    (fresh.root / "suites").mkdir()
    (fresh.root / "suites" / "greet.yaml").write_text(SUITE)
    return fresh
