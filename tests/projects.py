"""A small project on disk, and its loading with the problems it has."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from harness.errors import InputError
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite, load_suites

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-sonnet-4-6, params: {max_tokens: 1024, temperature: 1}}
  llama: {provider: openai-compatible, model: llama, base_url: "http://127.0.0.1:8000/v1",
    failure_domain: {vendor: self-hosted}}
"""

SUITE = """\
suite: demo
prompt: "{{ question }}"
cases:
  - id: one
    vars: {question: Why?}
"""


class Project:
    """Writes files below `root` and loads them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("harness.yaml", CONFIG)

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode("utf-8", "surrogatepass"))
        return path

    def config(self, content=None):
        if content is not None:
            self.write("harness.yaml", content)
        return load_config(self.root / "harness.yaml")

    def suite(self, content=None, **files):
        path = self.write("suites/demo.yaml", SUITE if content is None else content)
        return load_suite(path, self.config())

    def suites(self, *names):
        return load_suites([self.root / name for name in names or ("suites",)], self.config())

    def problems(self, content, *, config=False):
        """What is wrong with a suite (or the configuration); empty if nothing is."""
        try:
            self.config(content) if config else self.suite(content)
        except InputError as error:
            return error.problems
        return ()

    def problem(self, content, *, config=False):
        """The only thing that is wrong."""
        (problem,) = self.problems(content, config=config)
        return problem


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def suite_with():
    """The text of a suite whose only case has the given YAML value as its variable."""
    return lambda value: f"suite: demo\nprompt: hello\ncases:\n  - vars:\n      x: {value}\n"
