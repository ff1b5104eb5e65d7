"""What to do next is told from the facts alone, and each command is one that harness takes."""

from __future__ import annotations

import shlex
from dataclasses import replace

import factories
import pytest
from factories import comparison, run, suite

from harness.summary import of

OPEN = {"margin": 0.1, "confidence": 0.95, "difference": -0.05, "lower": -0.3, "upper": 0.1}


def cases(lost: int = 0, size: int = 48):
    worse = factories.differing("llama", "No: 60 days.", ("numbers", "30 days", "60 days"))
    return [
        factories.case(f"c{n}", factories.answer("gpt"), worse if n < lost else factories.answer("llama"))
        for n in range(size)
    ]


def step(verdict: str = "inconclusive", size: int = 48, lost: int = 0, **facts):
    result = suite("desk", cases(lost, size), comparison("llama", verdict, size, lost=lost, **(OPEN | facts)))
    return of(run(result)).suites[0].next_steps["llama"]


def test_nothing_has_to_be_done_about_what_is_proven():
    summary = of(run(suite("desk", cases(), comparison("llama"))))
    assert list(summary.next_steps) == []
    assert summary.suites[0].nearest is None


def test_what_does_not_port_is_adapted():
    found = step("does-not-port", lost=30)
    assert found.command == "harness adapt suites/desk.yaml --to llama"
    assert found.words == "seek a prompt, examples or parameters with which it ports; whether one exists is not known"


def test_adapting_is_not_offered_where_it_would_be_refused():
    found = step("does-not-port", size=12, lost=9)
    assert found.command == "harness diff desk/c0 llama"
    assert found.words.endswith("by hand or with `harness adapt`, which needs 37 cases or more (here 12)")
    asked_often = step("does-not-port", size=12, lost=9, claim="these-cases")
    assert asked_often.command == "harness adapt suites/desk.yaml --to llama"


def test_cases_are_asked_for_in_the_number_that_should_prove_it():
    found = step(cases_needed=18, leads_to="ports")
    assert found.words == "add 18 cases: they should prove it if they come out as these did"
    assert found.command == "harness run suites/desk.yaml"
    several = step(cases_needed=18, leads_to="ports", causes=("several comparisons",), reasons=("several",))
    assert several.command == "harness run"
    grouped = step(cases_needed=1, leads_to="ports", groups=12)
    assert grouped.words.startswith("add 1 group: ")


def test_cases_that_should_disprove_it_are_no_way_to_green():
    found = step(cases_needed=3, leads_to="does-not-port", lost=9)
    assert found.words.startswith("3 more cases should show that it does not port: seek a prompt")
    assert found.command == "harness adapt suites/desk.yaml --to llama"


def test_where_very_many_cases_would_be_needed_the_lost_ones_are_looked_at():
    found = step(cases_needed=662, leads_to="ports", lost=2)
    assert found.words == "look at what came out worse: as things are, it would take 662 more cases to prove it"
    assert found.command == "harness diff desk/c0 llama"


def test_more_answers_come_on_top_of_those_there_are():
    found = step(samples_needed=3, leads_to="ports", claim="these-cases")
    assert found.words.startswith("ask for 3 more answers to each case: ")
    assert found.command == "harness run suites/desk.yaml --samples 4"


def test_where_nothing_is_foreseen_no_number_is_named():
    assert step(lost=1).command == "harness diff desk/c0 llama"
    unforeseen = step()
    assert unforeseen.words == "add cases: how many would settle it cannot be foreseen"


@pytest.mark.parametrize(
    ("cause", "begins", "command"),
    [
        ("baseline fails", "gpt fails its own checks", ""),
        ("only failed cases", "run all cases", "harness run suites/desk.yaml"),
        ("nothing compared", "have cases compared", ""),
        (
            "noise floor unknown",
            "have a second answer of gpt to each case, called or imported",
            "harness run suites/desk.yaml --baseline-samples 2",
        ),
        ("too open", "add checks", ""),
        ("placebo ports", "add a check", ""),
        ("by meaning alone", "add checks that name what each answer must hold, or have a judge asked", ""),
        ("other model served", "if that model is meant", ""),
    ],
)
def test_what_withholds_a_verdict_is_mended_first(cause, begins, command):
    found = step(causes=(cause,), reasons=("…",), cases_needed=5, leads_to="ports")
    assert found.words.startswith(begins)
    assert found.command == command


def test_missing_cases_are_had_by_going_on_with_that_run():
    result = suite("desk", cases(), comparison("llama", "inconclusive", causes=("cases missing",), missing=4))
    found = of(replace(run(result), id="20261129-1")).suites[0].next_steps["llama"]
    assert found.words == "have the 4 missing cases; what is answered is not asked again"
    assert found.command == "harness run --resume 20261129-1"


def test_the_nearest_step_is_the_one_with_the_fewest_cases():
    compared = [
        comparison("claude", "inconclusive", 48, cases_needed=40, leads_to="ports"),
        comparison("llama", "inconclusive", 48, cases_needed=4, leads_to="does-not-port"),
        comparison("mistral", "inconclusive", 48, cases_needed=7, leads_to="ports"),
        comparison("qwen", "does-not-port", 48),
    ]
    assert of(run(suite("desk", cases(), *compared))).suites[0].nearest.candidate == "mistral"
    assert of(run(suite("desk", cases(), *compared, comparison("azure")))).suites[0].nearest is None


@pytest.mark.parametrize("path", ["suites/$(touch x).yaml", "suites/it's.yaml", "suites/a b.yaml"])
def test_names_arrive_in_the_shell_as_they_are(path):
    result = suite("desk", cases(30), comparison("llama", "does-not-port", 48), path=path)
    command = of(run(result)).suites[0].next_steps["llama"].command
    assert shlex.split(command) == ["harness", "adapt", path, "--to", "llama"]


@pytest.mark.parametrize("path", ["suites/a\nb.yaml", "-rf", "suites/\u202e.yaml", ""])
def test_a_name_that_cannot_be_copied_gives_no_command(path):
    result = suite("desk", cases(30), comparison("llama", "does-not-port", 48), path=path)
    assert of(run(result)).suites[0].next_steps["llama"].command == ""
