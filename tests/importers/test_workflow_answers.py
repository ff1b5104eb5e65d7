"""Answers to a workflow of several calls, taken over as recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import api
from harness.errors import InputError
from harness.importers.answers import take_over
from harness.model.carrying import ImportOptions

SUITE = """\
suite: desk
tools: [{name: find}]
returns: [{tool: find, result: lost}]
steps: [{step: look, prompt: "{{ q }}"}, {step: tell, prompt: "Tell: {{ steps.look }}", tools: []}]
cases: [{id: a, vars: {q: where?}}]
"""
CALL = {"output": "", "tool_calls": [{"name": "find", "arguments": {}}]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "suites").mkdir()
    (tmp_path / "harness.yaml").write_text("baseline: gpt\ntargets: {gpt: {provider: openai, model: m}}\n")
    (tmp_path / "suites" / "desk.yaml").write_text(SUITE)
    return tmp_path


def imported(project: Path, *rows: dict) -> int:
    file = project / "answers.jsonl"
    file.write_text("".join(json.dumps({"case": "a", "target": "gpt"} | row) + "\n" for row in rows))
    return take_over(file, ImportOptions(suite="desk", root=project, origin="authored")).answers


def test_a_line_for_each_call(project):
    rows = (CALL, {"call": 1, "output": "It is lost."}, {"call": 2, "output": "Your parcel is lost."})
    assert imported(project, *rows) == 3
    run = api.run(config=project / "harness.yaml", record="none")
    (answer,) = run.suites[0].cases[0].answers
    assert (answer.outcome, answer.response.text) == ("pass", "Your parcel is lost.")
    assert [(taken.name, taken.calls) for taken in answer.steps] == [("look", 2), ("tell", 1)]


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (({"call": 1, "output": "x"},), 1, "call 1 of desk/a[gpt]#0: call 0 is not there"),
        ((CALL, {"call": 2, "output": "x"}), 2, "call 1 is not there"),
        (({"output": "x"}, {"call": 1, "output": "y"}, {"call": 2, "output": "z"}), 3, "the workflow ends before it"),
        (({"call": -1, "output": "x"},), 1, "call must be a whole number from 0"),
        (({"call": "1", "output": "x"},), 1, "call must be a whole number from 0"),
    ],
)
def test_calls_that_do_not_follow(project, rows, line, words):
    with pytest.raises(InputError, match="import-row") as caught:
        imported(project, *rows)
    (problem,) = caught.value.problems
    assert (problem.location.line, words in problem.message) == (line, True)
    assert not (project / "fixtures").exists()


STREAM = """\
suite: desk
stream: true
prompt: Hello
assert: [{type: ttft, threshold: 500}, {type: tokens-per-second, threshold: 10}]
cases: [{id: a}]
"""
PIECES = {"output": "Hello you", "ttft_s": 0.4, "latency_s": 0.9, "chunks": [[0.4, 5], [0.9, 4]]}


def test_the_timing_of_a_stream_is_replayed(project):
    (project / "suites" / "desk.yaml").write_text(STREAM)
    assert imported(project, PIECES | {"usage": {"output_tokens": 11}}) == 1
    run = api.run(config=project / "harness.yaml", record="none")
    (answer,) = run.suites[0].cases[0].answers
    assert (answer.outcome, answer.response.chunks) == ("pass", ((0.4, 5), (0.9, 4)))
    assert "20 tokens a second after the first" in answer.checks[1].reason


def test_a_malformed_chunk_is_told_with_its_row(project):
    (project / "suites" / "desk.yaml").write_text(STREAM)
    with pytest.raises(InputError, match="`chunks` are pairs"):
        imported(project, PIECES | {"chunks": [[0.4, "x"]]})
