"""What the README and the first page of the manual show is what happens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import harness

ROOT = Path(__file__).resolve().parent.parent


def blocks(page, language):
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def command(folder, *words):
    """The command line in a process of its own, as a user has it: no terminal, no key."""
    scrubbed = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-m", "harness", *words],
        cwd=folder,
        env=scrubbed | {"PYTHONPATH": str(Path(harness.__file__).parent.parent), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.fixture
def project(tmp_path):
    shutil.copy(ROOT / "harness.yaml", tmp_path)
    for folder in ("suites", "fixtures"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def starter(tmp_path):
    assert command(tmp_path, "init", "mine").returncode == 0
    return tmp_path / "mine"


def test_the_example_prints_what_the_readme_shows(project):
    done = command(project, "run", "--record", "none")
    shown = [line for line in blocks("README.md", "text")[0].splitlines() if line not in ("", "…")]
    printed = done.stdout.splitlines()
    assert [line for line in shown if line not in printed] == []
    assert done.returncode == 1


def test_the_example_is_as_ready_as_the_manual_shows(project):
    done = command(project, "readiness", "--record", "none")
    shown = [line for line in blocks("docs/readiness.md", "text")[0].splitlines() if line not in ("", "…")]
    assert [line for line in shown if line not in done.stdout.splitlines()] == []
    assert done.returncode == 0


def test_the_starter_prints_what_the_manual_shows(starter):
    done = command(starter, "run")
    shown = [line for line in blocks("docs/first-suite.md", "text")[0].splitlines() if line]
    assert [line for line in shown if line not in done.stdout.splitlines()] == []
    assert done.returncode == 1


def test_the_manuals_suite_takes_the_manuals_answers(starter):
    (starter / "suites" / "subject-line.yaml").write_text(blocks("docs/first-suite.md", "yaml")[0], encoding="utf-8")
    (starter / "answers.jsonl").write_text(blocks("docs/first-suite.md", "json")[0], encoding="utf-8")
    assert command(starter, "import", "answers", "answers.jsonl", "--suite", "subject-line").returncode == 0
    done = command(starter, "run", "--record", "none", "-o", "results.json")
    results = json.loads((starter / "results.json").read_text(encoding="utf-8"))
    assert done.returncode == 1
    assert results["totals"]["error"] == 0
    assert [suite["name"] for suite in results["suites"]] == ["subject-line", "support-answers"]


@pytest.mark.parametrize("targets", ["of the starter", "of the README"])
def test_the_readmes_own_suite_runs_in_a_new_project(starter, targets):
    """As far as nothing is sent: every refusal of a live run, the starter's budget among them, is met by a dry run."""
    suite, config = blocks("README.md", "yaml")
    shutil.rmtree(starter / "suites")
    (starter / "suites").mkdir()
    (starter / "suites" / "one.yaml").write_text(suite, encoding="utf-8")
    if targets == "of the README":
        (starter / "harness.yaml").write_text(config, encoding="utf-8")
    done = command(starter, "run", "--dry-run")
    assert done.returncode == 0, done.stderr
