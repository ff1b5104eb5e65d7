"""What the shell is offered, asked as bash asks."""

from __future__ import annotations

import pytest


def offered(project, line):
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_HARNESS_COMPLETE": "complete_bash"}
    ran = project.harness(**asked)
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("harness dif", ["diff"]),
        ("harness run -t c", ["claude"]),
        ("harness run -t gpt,c", ["gpt,claude"]),
        ("harness run suites/g", ["suites/greet.yaml"]),
        ("harness compare gpt cl", ["claude"]),
        ("harness adapt suites/greet.yaml --to g", ["gpt"]),
        ("harness diff c1", ["c10", "c11"]),
        ("harness diff greet/c1", ["greet/c10", "greet/c11"]),
        ("harness diff c10 cl", ["claude"]),
        ("harness explain contains-a", ["contains-all", "contains-any"]),
        ("harness explain nothing-sel", ["nothing-selected"]),
    ],
)
def test_names_of_the_project_and_of_the_manual(live_project, line, names):
    assert offered(live_project, line) == names


@pytest.mark.parametrize("line", ["harness run -t c", "harness diff c", "harness run x"])
@pytest.mark.parametrize("config", [None, "targets: [\n", "baseline: gpt\ntargets: {}\n"])
def test_a_project_that_is_missing_or_wrong_offers_nothing_and_says_nothing(project, line, config):
    if config is not None:
        project.write("harness.yaml", config)
    assert offered(project, line) == []


def test_the_version_names_python_and_what_decides_numbers(project):
    first, libraries, *_ = project.harness("--version").stdout.splitlines()
    assert first.startswith("harness ")
    assert "Python 3." in first
    assert "numpy " in libraries
    assert "is missing" not in libraries
