"""A fresh project in which a real pytest runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LEFT_OUT = ("randomly", "hypothesispytest", "anyio", "asyncio", "platformdirs")
"""Plugins of this environment that have no part in what is tested here, and take half of the time to start."""


@dataclass
class PytestProject:
    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def command(self, *arguments: str) -> list[str]:
        given = ["-p", "harness.pytest_plugin"] if not _installed() else []
        left_out = [word for name in LEFT_OUT for word in ("-p", f"no:{name}")]
        return [sys.executable, "-m", "pytest", *left_out, *given, *arguments]

    def pytest(self, *arguments: str, **env: str) -> Ran:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.env(**env),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stderr + done.stdout)

    def env(self, **more: str) -> dict[str, str]:
        dropped = ("PYTEST_", "COV_", "GITHUB_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        # pytest rewrites its plugins' modules: with somewhere to keep them, that is done once.
        cache = Path(tempfile.gettempdir(), f"harness-tests-{os.getuid()}")
        return {**kept, "PYTHONPATH": str(REPOSITORY), "PYTHONPYCACHEPREFIX": str(cache), **more}


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
def fresh(tmp_path: Path) -> PytestProject:
    project = PytestProject(tmp_path)
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
