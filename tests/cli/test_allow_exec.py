"""Code is run only by leave of the command line, never by a suite's or a journal's."""

import json
import os

import pytest

from harness import api

ANSWERS = [
    {"prompt_id": "clamp", "prompt": "Write clamp.", "model": model, "output": output}
    for model, output in (
        ("right", "```python\ndef clamp(x, low, high):\n    return max(low, min(x, high))\n```"),
        ("wrong", "def clamp(x, low, high):\n    return min(low, max(x, high))"),
    )
]
SUITE = """
assert:
  - {type: passes-tests, value: {file: clamp_tests.py}}
"""
TESTS = "for x, wanted in {5: 3, -1: 0}.items():\n    assert f'{{{clamp(x, 0, 3)}}}' == f'{{{wanted}}}'\n"


@pytest.fixture
def recorded(project):
    project.write("answers.jsonl", "".join(json.dumps(row) + "\n" for row in ANSWERS))
    assert project.harness("import", "outputs", "answers.jsonl", "--suite", "code").returncode == 0
    suite = project.root / "suites" / "code.yaml"
    suite.write_text(suite.read_text() + SUITE)
    (suite.parent / "clamp_tests.py").write_text(TESTS)
    return project


def outcomes(project):
    results = json.loads((project.root / "out.json").read_text())
    answers = results["suites"][0]["cases"][0]["responses"]
    return {one["target"]: (one["outcome"], one["checks"][0]["reason"]) for one in answers}


def test_without_leave_it_is_an_error_and_with_it_tests_decide(recorded):
    done = recorded.harness("run", "-o", "out.json")
    assert done.returncode == 4, done.stderr
    assert all(outcome == "error" and "--allow-exec" in why for outcome, why in outcomes(recorded).values())
    done = recorded.harness("run", "--allow-exec", "-o", "out.json")
    assert done.returncode == 1, done.stderr
    found = outcomes(recorded)
    assert found["right"][0] == "pass"
    assert found["wrong"][0] == "fail"
    assert "line 2 of the tests" in found["wrong"][1]


def test_leave_is_not_kept_for_a_resumed_run(recorded, monkeypatch):
    config = recorded.root / "harness.yaml"
    planned = api.prepare(recorded.root / "suites", config=config, allow_exec=True)
    assert planned.options.allow_exec
    assert api.begin(planned, recorded.root / "suites", config).meta["options"]["allow_exec"] is False


def test_a_file_of_tests_stays_inside_the_project_and_must_be_python(recorded):
    suite = recorded.root / "suites" / "code.yaml"
    outside = os.path.relpath(__file__, suite.parent)  # there, and Python
    suite.write_text(suite.read_text().replace("clamp_tests.py", outside))
    done = recorded.harness("run")
    assert done.returncode == 2
    assert "error[file-outside]" in done.stderr
    suite.write_text(suite.read_text().replace(outside, "code.cases.jsonl"))
    (suite.parent / "bad.py").write_text("assert (")
    suite.write_text(suite.read_text().replace("code.cases.jsonl", "bad.py"))
    done = recorded.harness("run")
    assert done.returncode == 2
    assert "error[bad-value]" in done.stderr
    assert "line 1" in done.stderr
