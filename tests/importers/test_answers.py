"""Answers from logs, taken over as recordings of a suite: what logs look like, twice the same, and what is malformed."""

from __future__ import annotations

import json

import pytest

from harness import api
from harness.errors import InputError, UsageError
from harness.importers.answers import take_over
from harness.model.carrying import ImportOptions

SUITE = """\
# ours
suite: s
prompt: "{{ q }}"
tools: [{name: find_order, parameters: {type: object}}]
cases: [{id: c, vars: {q: x}}, {id: d, vars: {q: y}, skip: {b: later}}]
"""
CALL = {"output": None, "tool_calls": [{"name": "find_order", "arguments": "{}"}]}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "suites").mkdir()
    targets = "{a: {provider: replay, model: a}, b: {provider: replay, model: b}}"
    (tmp_path / "harness.yaml").write_text(f"baseline: a\ntargets: {targets}\n")
    (tmp_path / "suites" / "s.yaml").write_text(SUITE)
    return tmp_path


def take(project, *rows, **options):
    file = project / "answers.jsonl"
    file.write_text("".join(json.dumps({"case": "c", "target": "a", "output": "x"} | row) + "\n" for row in rows))
    return take_over(file, ImportOptions(suite="s", root=project, **options))


def kept(project, target="a"):
    lines = (project / "fixtures" / "s" / f"{target}.jsonl").read_text().splitlines()
    return [(one["sample"], one["response"]) for one in map(json.loads, lines)]


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ({"name": "find_order", "arguments": "{}"}, {}),
        ({"name": "find_order", "arguments": ""}, {}),
        ({"name": "find_order", "arguments": None}, {}),
        ({"name": "find_order"}, {}),
        ({"name": "find_order", "arguments": '{"id": "A-1", "n": [1]}'}, {"id": "A-1", "n": [1]}),
        ({"name": "find_order", "arguments": {"id": "A-1"}}, {"id": "A-1"}),
        ({"type": "function", "id": "x", "function": {"name": "find_order", "arguments": '{"id": 7}'}}, {"id": 7}),
        ({"type": "tool_use", "name": "find_order", "input": {"id": 7}}, {"id": 7}),
    ],
)
def test_calls_of_tools_as_logs_hold_them(project, call, arguments):
    take(project, {"output": None, "tool_calls": [call]})
    ((_, response),) = kept(project)
    assert response["tool_calls"][0]["name"] == "find_order"
    assert response["tool_calls"][0]["arguments"] == arguments


@pytest.mark.parametrize("word", ["end_turn", "tool_calls", "tool_use", "max_tokens", "content_filter", "STOP", "stop"])
def test_reasons_to_stop_in_vendors_words(project, word):
    assert take(project, {"stop_reason": word}).answers == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"tool_calls": [{"name": "find_order", "arguments": "{id: 1}"}]}, "`arguments` of the call of find_order"),
        ({"tool_calls": [{"name": "find_order", "arguments": "[1]"}]}, "must be an object, found a list"),
        ({"tool_calls": [{"name": "find_order", "arguments": 7}]}, "must be an object, found number"),
        ({"tool_calls": [{"arguments": "{}"}]}, "needs a `name`"),
        ({"tool_calls": ["find_order"]}, "not an object"),
        ({"tool_calls": {"name": "x"}}, "`tool_calls` a list"),
        ({"output": None}, "lacks output"),
        ({"stop_reason": "tired"}, "'tired' is none of"),
        ({"latency_s": "soon"}, "`latency_s` must be a number of seconds"),
        ({"latency_s": -1}, "`latency_s` must be"),
        ({"ttft_s": True}, "`ttft_s` must be"),
        ({"latency_s": float("nan")}, "NaN is no finite number"),
        ({"latency_s": float("inf")}, "Infinity is no finite number"),
        ({"usage": {"input_tokens": "many"}}, "`input_tokens` must be"),
        ({"chunks": [[0.1]]}, "`chunks` are pairs"),
        ({"chunks": [[0.1, float("nan")]]}, "NaN"),
        ({"sample": -1}, "`sample` must be"),
        ({"sample": "0"}, "`sample` must be"),
        ({"case": 7}, "`case` and `target`"),
        ({"correct": "yes"}, "`correct` must be true, false or a score from 0 to 1, found text"),
        ({"score": 7}, "found 7"),
        ({"score": -0.1}, "found -0.1"),
    ],
)
def test_what_is_malformed_is_told_with_its_line_and_nothing_is_kept(project, row, words):
    with pytest.raises(InputError) as caught:
        take(project, {}, {"case": "d"} | row)
    (problem,) = caught.value.problems
    assert words in problem.message
    assert problem.location.line == 2
    assert not (project / "fixtures").exists()
    assert (project / "suites" / "s.yaml").read_text() == SUITE


def test_a_number_beyond_floats_is_told(project):
    (project / "answers.jsonl").write_text('{"case": "c", "target": "a", "output": "x", "latency_s": 1e999}\n')
    with pytest.raises(InputError, match="`latency_s` must be"):
        take_over(project / "answers.jsonl", ImportOptions(suite="s", root=project))


def test_further_rows_are_further_samples(project):
    take(project, {"output": "first"}, {"output": "second"})
    assert [(sample, response["text"]) for sample, response in kept(project)] == [(0, "first"), (1, "second")]


@pytest.mark.parametrize(
    ("rows", "slug", "line", "words"),
    [
        (({"sample": 0}, {"sample": 0, "output": "y"}), "import-row", 2, "answered twice; first in line 1"),
        (({"target": "b"}, {"target": "b"}), "unknown-sample", 2, "the suite asks for 1"),
        (({}, {}, {}), "unknown-sample", 3, "the suite asks for 2"),
        (({"case": "e"},), "unknown-case", 1, "has no case 'e'"),
        (({"target": "c"},), "unknown-target", 1, "has no target 'c'"),
        (({"case": "d", "target": "b"},), "unknown-case", 1, "is skipped for b"),
    ],
)
def test_rows_that_nothing_asks_for(project, rows, slug, line, words):
    with pytest.raises(InputError) as caught:
        take(project, *rows)
    (problem,) = caught.value.problems
    assert (problem.slug, problem.location.line) == (slug, line)
    assert words in problem.message


def test_taking_over_again_changes_nothing_unless_the_answers_differ_and_then_says_so(project):
    take(project, {"output": "x"})
    before = (project / "fixtures/s/a.jsonl").read_text()
    assert take(project, {"output": "x"}).notices == ()
    assert json.loads(before)["response"] == kept(project)[0][1]
    assert take(project, {"output": "y"}).notices == ("1 recording was replaced by other answers: c[a]#0",)


def called_live(project):
    """As if the recordings had been made by a run that called."""
    for path in (project / "fixtures").rglob("*.jsonl"):
        path.write_text(path.read_text().replace('"origin": "imported"', '"origin": "live"'))


def test_an_answer_that_was_paid_for_is_replaced_only_on_request(project):
    take(project, {"output": "x"}, {"output": "y"})
    called_live(project)
    before = (project / "fixtures/s/a.jsonl").read_text()
    assert take(project, {"output": "x"}).notices == ()
    called_live(project)
    with pytest.raises(UsageError, match=r"1 recorded answer that was called for live.* c\[a\]#0; nothing was written"):
        take(project, {"output": "z"})
    assert (project / "fixtures/s/a.jsonl").read_text() == before
    assert not (project / "fixtures/s/b.jsonl").exists()
    told = take(project, {"output": "z"}, replace_live=True).notices
    assert told == ("1 recording was replaced by other answers: c[a]#0",)
    assert kept(project)[0][1]["text"] == "z"


@pytest.mark.parametrize("replace_live", [False, True])
def test_the_same_answer_again_leaves_a_live_recording_as_it_is(project, replace_live):
    take(project, {"output": "x", "output_tokens": 7})
    called_live(project)
    path = project / "fixtures/s/a.jsonl"
    before = path.read_text()
    assert '"origin": "live"' in before
    for row in ({"output": "x", "output_tokens": 7}, {"output": "x"}):
        assert take(project, row, replace_live=replace_live).notices == ()
        assert path.read_text() == before


def test_scores_join_a_live_recording_of_the_same_answer(project):
    take(project, {"output": "x"})
    called_live(project)
    take(project, {"output": "x", "score": 0.5})
    (line,) = (project / "fixtures/s/a.jsonl").read_text().splitlines()
    assert json.loads(line)["origin"] == "live"
    assert json.loads(line)["response"]["scores"] == {"score": 0.5}


def test_columns_between_semicolons_are_told_as_such(project):
    file = project / "answers.csv"
    file.write_text("case;target;output\nc;a;x\n")
    with pytest.raises(InputError, match="the columns are not separated by commas"):
        take_over(file, ImportOptions(suite="s", root=project))


@pytest.mark.parametrize(
    "tail", ["", "assert:\n  - not-contains: z\n", "assert: # rules\n\n    # all\n    - icontains: x\n"]
)
def test_scores_become_a_check_of_the_suite(project, tail):
    (project / "suites" / "s.yaml").write_text(SUITE + tail)
    rows = [{"correct": True}, {"case": "d", "correct": False}, {"target": "b", "correct": 1, "output": "x"}]
    done = take(project, *rows)
    assert done.notices == ("correct became a check of the suite",)
    text = (project / "suites" / "s.yaml").read_text()
    assert text.startswith("# ours\n")
    assert text.count("imported-score: correct") == 1
    take(project, *rows)
    assert (project / "suites" / "s.yaml").read_text() == text
    run = api.run(config=project / "harness.yaml", record="none")
    outcomes = {(case.id, answer.target): answer.outcome for case in run.suites[0].cases for answer in case.answers}
    assert outcomes[("c", "a")] == outcomes[("c", "b")] == "pass"
    assert outcomes[("d", "a")] == "fail"


def test_where_the_suite_cannot_take_a_check_it_is_told_which_to_write(project):
    flow = '{suite: s, prompt: "{{ q }}", cases: [{id: c, vars: {q: x}}]}\n'
    (project / "suites" / "s.yaml").write_text(flow)
    (notice,) = take(project, {"correct": True}).notices
    assert "- imported-score: correct" in notice
    assert (project / "suites" / "s.yaml").read_text() == flow


def test_an_answer_without_a_score_is_an_error_and_no_failure(project):
    take(project, {"correct": True}, {"case": "d"})
    run = api.run(config=project / "harness.yaml", record="none")
    (answer,) = run.suites[0].cases[1].answers[:1]
    assert answer.outcome == "error"
    assert "no 'correct' was imported with this answer" in answer.checks[0].reason


def test_columns_of_another_name(project):
    take(project, {"follow_all": True, "quality": 0.4}, scores=("follow_all", "quality"))
    ((_, response),) = kept(project)
    assert response["scores"] == {"follow_all": 1.0, "quality": 0.4}
