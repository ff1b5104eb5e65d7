"""Every command works after a run that was found again as after any other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_line import Project

from harness import api
from harness.stored_runs import store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "FEWEST", 1)
    shutil.copytree(ROOT / "examples/clinic", tmp_path / "clinic")
    project = Project(tmp_path / "clinic")
    first = project.harness("run", "--record", "none", "-o", "first.json")
    assert "Judged before" not in first.stderr
    return project, first


def shown(ran):
    """Standard output without the time that it took."""
    *lines, last = ran.stdout.splitlines()
    return [*lines, last.rpartition(",")[0]]


def again(project, *arguments):
    ran = project.harness("run", "--record", "none", *arguments)
    assert "Judged before" in ran.stderr, ran.stderr
    assert "--no-stored-scores judges anew" in ran.stderr
    return ran


def test_the_screen_the_exit_code_and_the_reports_are_the_same(project):
    project, first = project
    ran = again(project, "-o", "again.json", "-o", "again.xml", "-o", "again.html", "-o", "again.md", "-o", "again.csv")
    assert (shown(ran), ran.returncode) == (shown(first), first.returncode)
    before, after = (json.loads((project.root / f"{name}.json").read_text()) for name in ("first", "again"))
    assert after["suites"] == before["suites"]
    assert after["run"]["extra"].pop("judged") == {"run": before["run"]["id"], "at": before["run"]["finished_at"]}
    found = f"{before['run']['finished_at'][:16].replace('T', ' ')} UTC, and found again: everything is as it was then"
    for suffix in ("xml", "html", "md"):
        text = (project.root / f"again.{suffix}").read_text()
        assert found in text, suffix
        assert before["run"]["id"] in text, suffix
    assert (project.root / "again.csv").stat().st_size
    assert project.harness("run", "--record", "none", "-v").stdout != ran.stdout
    assert project.harness("run", "--record", "none", "-q").stderr == ""
    assert project.harness("run", "--record", "none", "--require", "proof").returncode in (1, 3)
    assert "Judged before" not in project.harness("run", "--record", "none", "--no-stored-scores").stderr


def test_history_reports_bundles_and_differences_take_it_for_a_run(project):
    project, _ = project
    again(project, "--history")
    again(project, "--history")
    listed = project.harness("history")
    assert len(listed.stdout.splitlines()) == 3, listed.stdout + listed.stderr  # a head and two runs
    assert project.harness("history", "check").returncode == 0
    report = project.harness("report", "last", "-o", "late.html", "--bundle", "proof.zip")
    assert report.returncode == 0, report.stderr
    verified = project.harness("verify", "proof.zip")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    case = json.loads((project.root / "first.json").read_text())["suites"][0]["cases"][0]["id"]
    suite = json.loads((project.root / "first.json").read_text())["suites"][0]["name"]
    assert f"{suite}/{case}: gpt → claude" in project.harness("diff", f"{suite}/{case}").stdout


def test_what_failed_is_known_and_nothing_is_to_be_resumed(project):
    project, _ = project
    kept = project.root / ".harness/failed.json"
    before = json.loads(kept.read_text())
    kept.unlink()
    again(project)
    assert json.loads(kept.read_text())["failed"] == before["failed"]
    ran = project.harness("run", "--failed", "--record", "none")
    assert "only failed cases" in " ".join(ran.stdout.split()), ran.stdout + ran.stderr
    assert "only runs that called a vendor can be resumed" in project.harness("run", "--resume", "last").stderr


def test_what_is_only_foreseen_is_no_run(project):
    project, _ = project
    ran = project.harness("run", "--record", "none", "--dry-run")
    assert "Nothing was sent" in ran.stdout
    assert "Judged before" not in ran.stderr


def test_nothing_of_what_runs_is_loaded(project, monkeypatch):
    project, _ = project
    monkeypatch.setattr(api, "prepare", None)
    again(project)
