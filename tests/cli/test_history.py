"""harness history and harness report, from the command line."""

from __future__ import annotations

import json
import os
import time

import pytest
from jsonschema import Draft202012Validator

from harness.resultsfile.schema import results_schema

FORMATS = ("json", "html", "md", "xml", "csv")


def kept(project):
    listed = project.harness("history", "--json")
    assert listed.returncode == 0, listed.stderr
    return [json.loads(line) for line in listed.stdout.splitlines()]


def test_a_run_that_called_a_vendor_is_kept_and_reported_again_byte_for_byte(live_project):
    project = live_project
    outputs = [word for suffix in FORMATS for word in ("-o", f"first.{suffix}")]
    first = project.harness("run", *outputs)
    assert first.returncode == 0, first.stderr
    (entry,) = kept(project)
    assert entry["totals"]["live_calls"] == 24
    assert entry["suites"] == ["greet"]

    replayed = project.harness("run", "-q")
    assert replayed.returncode == 0
    assert len(kept(project)) == 1

    again = project.harness("report", *[word.replace("first", "again") for word in outputs])
    assert (again.returncode, again.stdout) == (0, ""), again.stderr
    for suffix in FORMATS:
        assert (project.root / f"again.{suffix}").read_bytes() == (project.root / f"first.{suffix}").read_bytes()
    assert project.harness("report", entry["id"][:17]).stdout == first.stdout
    Draft202012Validator(results_schema()).validate(json.loads((project.root / "again.json").read_text()))


def test_an_empty_history_says_what_makes_one_and_a_filter_that_finds_nothing_does_not(live_project):
    empty = live_project.harness("history")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "A run that calls a vendor is" in empty.stderr
    assert "harness run --history" in empty.stderr
    assert live_project.harness("run", "-q").returncode == 0
    filtered = live_project.harness("history", "--suite", "none-such")
    assert "No such run is kept" in filtered.stderr
    assert "--history" not in filtered.stderr


def test_pins_lists_and_what_is_too_old(live_project):
    project = live_project
    for number in range(3):
        assert project.harness("run", "--live", "-k", f"c0{number}", "-q").returncode == 0
    newest, middle, oldest = (entry["id"] for entry in kept(project))
    assert project.harness("history", "pin", oldest).stderr == f"{oldest} is pinned as baseline.\n"
    assert f"{oldest}" in project.harness("history").stdout
    assert "pinned as baseline" in project.harness("history").stdout

    journals = project.root / ".harness/runs"
    long_ago = time.time() - 100 * 86400
    for run in (middle, oldest):
        for file in (journals / run).iterdir():
            os.utime(file, (long_ago, long_ago))
    pruned = project.harness("history", "--keep", "90d")
    assert pruned.returncode == 0
    assert "0 runs older than 90d removed from history, 1 journal from .harness/runs" in pruned.stderr
    assert {one.name for one in journals.iterdir()} == {newest, oldest}

    assert project.harness("history", "unpin").returncode == 0
    assert [len(project.harness("history", *options).stdout.splitlines()) for options in (
        ["--suite", "greet"], ["--suite", "other"], ["--since", "1h"], ["-t", "claude", "--verdict", "does-not-port"], ["-n", "1"],
    )] == [4, 0, 4, 0, 2]  # fmt: skip


def test_a_run_that_replays_is_kept_when_asked_to(live_project):
    project = live_project
    assert project.harness("run", "--no-history", "-q").returncode == 0
    assert not (project.root / ".harness/history.db").exists()
    nothing = project.harness("report")
    assert (nothing.returncode, "error[no-history]" in nothing.stderr) == (2, True)
    assert project.harness("run", "--history", "--record", "none", "-q").returncode == 0
    assert [entry["totals"]["live_calls"] for entry in kept(project)] == [0]


def test_a_history_that_cannot_be_written_costs_neither_the_report_nor_what_was_kept(live_project):
    project = live_project
    (project.root / ".harness").mkdir()
    (project.root / ".harness/history.db").write_text("something else")
    done = project.harness("run", "-o", "r.json")
    assert done.returncode == 5
    assert "error[store-damaged]" in done.stderr
    assert "greet" in done.stdout
    assert (project.root / "r.json").exists()
    assert (project.root / ".harness/history.db").read_text() == "something else"
    assert project.harness("history").returncode == 5
    assert project.harness("run", "--record", "none", "-q").returncode == 0


def test_a_replayed_run_does_not_load_the_database_library(live_project):
    project = live_project
    assert project.harness("run", "-q").returncode == 0
    traced = project.process("run", "-q", PYTHONPROFILEIMPORTTIME="1")
    assert "harness.engine.run" in traced.stderr
    assert "sqlalchemy" not in traced.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "slug"),
    [
        (["history", "pin", "last"], 2, "no-history"),
        (["history", "unpin"], 2, "unknown-pin"),
        (["history", "--keep", "90 days"], 2, "bad-period"),
        (["history", "--keep", "90d", "--suite", "greet"], 2, "usage"),
        (["history", "--since", "tomorrow?"], 2, "bad-period"),
        (["report", "absent.json"], 5, "results-unreadable"),
        (["report", "x"], 2, "no-history"),
        (["report", "x", "-o", "r.pdf"], 2, "unknown-report"),
    ],
)
def test_mistakes_are_told(project, arguments, code, slug):
    project.write("harness.yaml", "baseline: a\ntargets: {a: {provider: replay, model: m}}\n")
    told = project.harness(*arguments)
    assert (told.returncode, f"error[{slug}]" in told.stderr, told.stdout) == (code, True, ""), told.stderr
