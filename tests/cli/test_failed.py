"""`harness run --failed`: only what did not come out well, and no verdict from it."""

from __future__ import annotations

import json

import pytest


def cases_of(path):
    suites = json.loads(path.read_text())["suites"]
    return [case["id"] for suite in suites for case in suite["cases"]]


@pytest.fixture
def half_failed(live_project, other_vendor):
    """c00 to c05 fail for claude alone."""
    other_vendor.says = lambda prompt: f"sorry, {prompt}" if int(prompt[-2:]) < 6 else prompt
    assert live_project.harness("run").returncode == 1
    return live_project


def failed_run(project, *arguments):
    ran = project.harness("run", "--failed", "--record", "none", "-o", "failed.json", *arguments)
    return ran, cases_of(project.root / "failed.json") if ran.returncode in (0, 1, 3) else []


def test_only_the_cases_that_failed_are_run(half_failed):
    ran, cases = failed_run(half_failed)
    assert ran.returncode == 1, ran.stderr
    assert cases == [f"c{number:02}" for number in range(6)]


def test_a_run_in_which_nothing_could_be_asked_changes_nothing(half_failed):
    nothing = half_failed.harness("run", "--record", "all", "--budget", "0.0000001")
    assert nothing.returncode == 4, nothing.stderr
    assert failed_run(half_failed)[1] == [f"c{number:02}" for number in range(6)]


def test_another_selection_narrows_it_and_loses_nothing_of_the_rest(half_failed):
    assert failed_run(half_failed, "-k", "c03")[1] == ["c03"]
    assert len(failed_run(half_failed, "-t", "claude")[1]) == 6


def test_what_passes_now_is_no_longer_run_and_proves_nothing(half_failed, other_vendor):
    other_vendor.says = lambda prompt: prompt
    ran = half_failed.harness("run", "--failed", "--record", "all", "-k", "not c05", "-o", "mended.json")
    assert ran.returncode == 0, ran.stderr
    (comparison,) = json.loads((half_failed.root / "mended.json").read_text())["suites"][0]["comparisons"]
    assert (comparison["verdict"], comparison["causes"]) == ("inconclusive", ["only failed cases"])
    assert (comparison["lower"], comparison["upper"], comparison["cases_needed"]) == (None, None, None)
    assert "5 of 12 cases, chosen for having failed: a verdict needs them all" in " ".join(ran.stdout.split())
    assert failed_run(half_failed)[1] == ["c05"]
    proof = half_failed.harness("run", "--failed", "--record", "none", "--require", "proof")
    assert proof.returncode == 1


def test_a_baseline_that_fails_these_cases_is_not_said_to_be_down(live_project, vendor):
    vendor.says = lambda prompt: "sorry" if prompt.endswith(("00", "01")) else prompt
    live_project.harness("run")
    ran, cases = failed_run(live_project)
    assert cases == ["c00", "c01"]
    assert "down already" not in ran.stdout
    assert "only failed cases" in ran.stdout


@pytest.mark.parametrize(
    ("before", "arguments", "said"),
    [
        ((), (), "nothing is kept of an earlier run"),
        (("run",), (), "no case of these suites and targets failed"),
        (("run",), ("--nightly",), "--nightly can learn nothing"),
        (("run",), ("--samples", "auto"), "--samples auto can learn nothing"),
    ],
)
def test_what_cannot_be_selected_is_told(live_project, before, arguments, said):
    if before:
        assert live_project.harness(*before).returncode == 0
    ran = live_project.harness("run", "--failed", *arguments)
    assert ran.returncode == 2
    assert said in " ".join(ran.stderr.split())


@pytest.mark.parametrize("text", ["{", '{"schema": "x"}', '{"schema": "harness.failed/1", "failed": [1]}'])
def test_a_damaged_list_is_as_none_and_made_anew(half_failed, text):
    path = half_failed.root / ".harness" / "failed.json"
    path.write_text(text)
    assert "nothing is kept" in failed_run(half_failed)[0].stderr
    half_failed.harness("run", "--record", "none")
    assert len(json.loads(path.read_text())["failed"]) == 6
