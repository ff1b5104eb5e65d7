"""harness compare and harness.compare, as users run them."""

from __future__ import annotations

import json

import pytest

import harness
from harness.errors import UsageError


@pytest.fixture
def starter(project):
    assert project.harness("init", "mine").returncode == 0
    project.root = project.root / "mine"
    return project


def test_the_gate_before_a_migration(starter):
    ran = starter.harness("compare", "gpt", "claude", "--record", "none", "--require", "proof", "-o", "results.json")
    assert ran.returncode == 3, ran.stdout + ran.stderr  # few cases prove nothing
    assert "was compared with gpt" in ran.stdout
    assert "what broke, in cases:" in ran.stdout
    assert '"candidate": "claude"' in (starter.root / "results.json").read_text()
    wrong = starter.harness("compare", "gpt", "gpt")
    assert wrong.returncode == 2
    assert "name two targets" in wrong.stderr
    alone = starter.harness("compare", "claude", "--record", "none")
    assert "was compared with gpt" in alone.stdout  # the baseline of harness.yaml
    assert "is the baseline itself" in starter.harness("compare", "gpt").stderr


def test_any_target_may_be_the_baseline(starter):
    config = starter.root / "harness.yaml"
    found = harness.compare("claude", "gpt", config=config, record="none")
    assert {suite.baseline for suite in found.suites} == {"claude"}
    assert {one.candidate for suite in found.suites for one in suite.comparisons} == {"gpt"}
    with pytest.raises(UsageError, match="no target is named 'clod'"):
        harness.compare("clod", "gpt", config=config, record="none")


def test_a_comparison_that_was_cut_short_goes_on_either_way(live_project, vendor, other_vendor):
    """Resumed, or begun again from what was recorded: the same comparison, and nothing is asked twice."""
    vendor.down = True
    cut = live_project.harness("compare", "claude", "gpt", "-q")
    assert cut.returncode == 4, cut.stdout + cut.stderr
    assert "harness run --resume" in cut.stderr
    asked = len(other_vendor.requests)
    vendor.down = False
    resumed = live_project.harness("run", "--resume", "last", "-o", "resumed.json", "-q")
    again = live_project.harness("compare", "claude", "gpt", "-o", "again.json", "-q")
    assert (resumed.returncode, again.returncode) == (0, 0), resumed.stderr + again.stderr
    assert len(other_vendor.requests) == asked == 12
    found = [json.loads((live_project.root / name).read_text())["suites"][0] for name in ("resumed.json", "again.json")]
    assert [one["baseline"] for one in found] == ["claude", "claude"]
    assert found[0]["comparisons"] == found[1]["comparisons"]
    assert [one["candidate"] for one in found[0]["comparisons"]] == ["gpt"]


@pytest.mark.parametrize(
    ("line", "baseline", "candidate"),
    [
        ("claude", "gpt", "claude"),
        ("gpt claude", "gpt", "claude"),
        ("claude gpt", "claude", "gpt"),
        ("claude greet", "gpt", "claude"),
        ("claude suites/greet.yaml", "gpt", "claude"),
        ("suites/greet.yaml claude", "gpt", "claude"),
        ("greet claude gpt", "claude", "gpt"),
        ("gpt claude greet", "gpt", "claude"),
        ("claude suites", "gpt", "claude"),
    ],
)
def test_targets_and_suites_are_told_apart_wherever_they_stand(live_project, line, baseline, candidate):
    ran = live_project.harness("compare", *line.split(), "-q")
    assert ran.returncode == 0, ran.stderr
    assert f"{candidate} " in ran.stdout
    assert f"was compared with {baseline} " in " ".join(ran.stdout.split())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "name a candidate hint: one of: claude; for example: harness compare gpt claude"),
        ("suites/greet.yaml", "name a candidate hint: one of: claude"),
        ("gpt", "'gpt' is the baseline itself; name a candidate"),
        ("gpt,claude", "no target is named 'gpt,claude' hint: names stand apart: harness compare gpt claude"),
        (
            "gpt-4.1 claude-x",
            "no target is named 'gpt-4.1' hint: targets are called by their names in harness.yaml: gpt",
        ),
        (
            "gpt anthropic",
            "no target is named 'anthropic' hint: targets are called by their names in harness.yaml: claude",
        ),
        ("claude gpt third", "there is no file or folder 'third'"),
        ("claude suites/gret.yaml", "there is no file or folder 'suites/gret.yaml' hint: did you mean"),
        ("cluade", "no target is named 'cluade' hint: did you mean \"claude\"?"),
        ("gpt gpt", "name two targets"),
    ],
)
def test_what_is_no_target_is_told_with_how_it_goes(live_project, vendor, line, said):
    ran = live_project.harness("compare", *line.split())
    assert ran.returncode == 2
    assert said in " ".join(ran.stderr.split())
    assert not vendor.requests


def test_a_third_target_is_told_with_what_compares_several(live_project):
    config = live_project.root / "harness.yaml"
    config.write_text(config.read_text() + "  mini: {provider: replay, model: m}\n")
    ran = live_project.harness("compare", "gpt", "claude", "mini")
    assert "two targets are compared, and 'mini' is a third" in ran.stderr
    assert "hint: harness run -t claude,mini holds several against gpt" in ran.stderr
