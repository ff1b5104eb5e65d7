"""A YAML file among the suites that is no suite is told, as the command line tells it."""

from __future__ import annotations

import pytest

OTHERS = {
    "list.yaml": ("- suite: meant\n  prompt: x\n", "it holds a list, not a suite (suite:, prompt:, cases:)"),
    "flow.yaml": ("# a comment\n---\n[{suite: meant}]\n", "it holds a list"),
    "typos.yml": ("siute: meant\npromt: x\ncaes: []\n", "it has none of a suite's keys (suite:, prompt:, cases:)"),
    "deeper/text.yaml": ("some text\n", "it has none of a suite's keys"),
    "empty.yaml": ("# nothing yet\n", "it is empty"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("arguments", [(), ("suites",), ("-n", "1", "suites")], ids=["none", "folder", "xdist"])
def test_it_is_told_with_the_reason(live, name, arguments):
    text, why = OTHERS[name]
    live.write(f"suites/{name}", text)
    ran = live.pytest("--harness-record=new", *arguments)
    assert ran.code == 0, ran.out
    assert f"harness: suites/{name} is passed over: {why}" in ran.out
    assert ran.out.count("is passed over") == 1


def test_where_nothing_else_is_there_it_is_told_too(live):
    (live.root / "suites/greet.yaml").unlink()
    live.write("suites/list.yaml", OTHERS["list.yaml"][0])
    ran = live.pytest()
    assert ran.code == 5
    assert "harness: suites/list.yaml is passed over" in ran.out


def test_a_table_that_a_suite_reads_what_was_not_asked_for_and_hidden_files_are_not_told(live):
    suite = live.root / "suites/greet.yaml"
    suite.write_text(suite.read_text() + "  - file: rows.yaml\n")
    live.write("suites/rows.yaml", "- {id: more, word: hello}\n")
    live.write("suites/.hidden.yaml", "- 1\n")
    live.write("suites/.hidden/list.yaml", "- 1\n")
    live.write("suites/deeper/list.yaml", "- 1\n")
    assert "passed over" not in live.pytest("--harness-record=new", "suites/greet.yaml").out
    assert live.pytest("suites").out.count("is passed over") == 1


def test_of_many_a_few_are_named_and_the_others_counted(live):
    for number in range(9):
        live.write(f"suites/list{number}.yaml", "- 1\n")
    ran = live.pytest("--harness-record=new")
    assert ran.out.count("is passed over") == 5
    assert "harness: 4 more files are passed over; `harness validate` says why" in ran.out


def test_a_folder_of_that_name_in_another_project_is_left_alone(fresh):
    fresh.write("suites/list.yaml", "- 1\n")
    fresh.write("suites/other.yaml", "jobs: {}\n")
    ran = fresh.pytest()
    assert ran.code == 5
    assert "passed over" not in ran.out
