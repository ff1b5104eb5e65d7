"""What the README and the first page of the manual show is what happens."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import Project

ROOT = Path(__file__).resolve().parent.parent


def blocks(page, language):
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.fixture(autouse=True)
def _as_wide_as_a_pipe(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def project(tmp_path):
    shutil.copy(ROOT / "harness.yaml", tmp_path)
    for folder in ("suites", "fixtures"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Project(tmp_path)


@pytest.fixture
def starter(tmp_path):
    assert Project(tmp_path).harness("init", "mine").returncode == 0
    return Project(tmp_path / "mine")


def test_the_example_prints_what_the_readme_shows(project):
    done = project.process("run", "--record", "none")  # as a user has it
    # The whole of it: what it took differs from machine to machine.
    assert blocks("README.md", "text")[0].splitlines() == _without_seconds(done.stdout)
    assert done.returncode == 1


def test_the_drill_prints_what_the_readme_shows(project):
    """Of one suite, at a pace at which a busy machine keeps up; how long it took is told, and differs."""
    command = ["drill", "suites/classify-ticket.yaml", "--offline", "--down", "vendor=openai", "--time-scale", "0.3"]
    done = project.process(*command)
    shown = next(line for line in blocks("README.md", "text")[1].splitlines() if line.startswith("classify-ticket"))
    printed = next(line for line in done.stdout.splitlines() if line.startswith("classify-ticket"))
    assert printed.split()[:5] == shown.split()[:5]
    assert done.returncode == 0


def test_what_was_mended_is_what_the_manual_shows():
    mended = blocks("docs/adapt.md", "console")[1].splitlines()
    assert [line for line in blocks("README.md", "text")[2].splitlines() if line not in mended] == []


def test_the_example_is_as_ready_as_the_manual_shows(project):
    done = project.harness("readiness", "--record", "none")
    shown = [line for line in blocks("docs/readiness.md", "text")[0].splitlines() if line not in ("", "…")]
    assert [line for line in shown if line not in done.stdout.splitlines()] == []
    assert done.returncode == 0


def test_the_starter_prints_what_the_manual_shows(starter):
    done = starter.harness("run")
    beginning, _, end = blocks("docs/first-suite.md", "text")[0].partition("…\n")
    printed = _without_seconds(done.stdout)
    assert printed[: len(beginning.splitlines())] == beginning.splitlines()
    assert printed[-1:] == end.splitlines()
    assert done.returncode == 1


def test_the_candidate_that_needs_no_adapting_is_told_so_as_the_manual_shows(project):
    done = project.harness("adapt", "suites/classify-ticket.yaml", "--to", "claude")
    shown = blocks("docs/adapt.md", "console")[0].splitlines()[1:]
    assert shown == [*done.stdout.splitlines(), *done.stderr.splitlines()[-2:]]
    assert done.returncode == 0


def _without_seconds(printed):
    return re.sub(r"[\d.]+ s\n\Z", "… s\n", printed).splitlines()


def test_the_manuals_suite_takes_the_manuals_answers(starter):
    (starter.root / "suites" / "subject-line.yaml").write_text(
        blocks("docs/first-suite.md", "yaml")[0], encoding="utf-8"
    )
    (starter.root / "answers.jsonl").write_text(blocks("docs/first-suite.md", "json")[0], encoding="utf-8")
    assert starter.harness("import", "answers", "answers.jsonl", "--suite", "subject-line").returncode == 0
    done = starter.harness("run", "--record", "none", "-o", "results.json")
    results = json.loads((starter.root / "results.json").read_text(encoding="utf-8"))
    assert done.returncode == 1
    assert results["totals"]["error"] == 0
    assert [suite["name"] for suite in results["suites"]] == ["subject-line", "support-answers"]


@pytest.mark.parametrize("targets", ["of the starter", "of the README"])
def test_the_readmes_own_suite_runs_in_a_new_project(starter, targets):
    """As far as nothing is sent: every refusal of a live run, the starter's budget among them, is met by a dry run."""
    suite, config = blocks("README.md", "yaml")
    shutil.rmtree(starter.root / "suites")
    (starter.root / "suites").mkdir()
    (starter.root / "suites" / "one.yaml").write_text(suite, encoding="utf-8")
    if targets == "of the README":
        (starter.root / "harness.yaml").write_text(config, encoding="utf-8")
    done = starter.harness("run", "--dry-run")
    assert done.returncode == 0, done.stderr
