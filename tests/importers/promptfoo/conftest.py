"""A configuration of promptfoo's on disk, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from harness.importers import promptfoo
from harness.model.carrying import Imported, ImportOptions
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites

CONFIG = """\
prompts: ["Answer: {{ question }}"]
providers: [openai:gpt-4o-mini, anthropic:messages:claude-sonnet-4-5]
tests:
  - vars: {question: Why?}
"""


@dataclass
class Taken:
    root: Path
    done: Imported

    @property
    def suites(self):
        return load_suites([self.root / "suites"], self.config)

    @property
    def suite(self):
        (suite,) = self.suites
        return suite

    @property
    def config(self):
        return load_config(self.root / "harness.yaml")

    def checks(self, case=0):
        return [(check.label, check.value) for check in self.suite.cases[case].checks]

    def lost(self):
        return [str(item) for item in self.done.not_carried]


@pytest.fixture
def take(tmp_path, monkeypatch):
    """Imports a configuration, with files beside it by their names."""
    source = tmp_path / "theirs"
    source.mkdir()
    monkeypatch.chdir(source)

    def take(text=CONFIG, results=(), files=None, **options):
        for name, content in {"promptfooconfig.yaml": text, **(files or {})}.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
        root = tmp_path / "ours"
        further = tuple(source / name for name in results)
        options = ImportOptions(**{"suite": "taken", "root": root, "further": further, **options})
        return Taken(root, promptfoo.take_over(source / "promptfooconfig.yaml", options))

    return take


@pytest.fixture
def take_assertion(take):
    """Imports a configuration whose only test has these assertions."""

    def taken(assertions, extra="", providers="[openai:gpt-4o-mini, openai:gpt-4o]"):
        return take(
            f"prompts: ['{{{{ question }}}}']\nproviders: {providers}\n{extra}\ntests:\n"
            f"  - vars: {{question: Why?, word: yes}}\n    assert: {assertions}\n"
        )

    return taken
