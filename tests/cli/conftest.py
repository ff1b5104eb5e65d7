"""A project on disk and the command line in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest


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

    def harness(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
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
        here = str(Path(__file__).parents[2])
        return {**os.environ, "PYTHONPATH": here, "NO_COLOR": "1", **more}


SUITE = """
    suite: greet
    baseline_samples: 1
    params: {max_tokens: 20}
    prompt: "{{ word }}"
    assert:
      - not-contains: sorry
    cases:
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def live_project(project: Project, vendor, other_vendor) -> Project:
    """Two targets of different vendors, each on its own loopback server, and a suite of 12 cases."""
    project.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1, price: {{input: 1, output: 1}}}}
          claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}, price: {{input: 1, output: 1}}}}
        """,
    )
    cases = "".join(f'      - {{id: c{number:02}, vars: {{word: "hello {number:02}"}}}}\n' for number in range(12))
    project.write("suites/greet.yaml", textwrap.dedent(SUITE) + textwrap.dedent(cases))
    return project
