"""Prompts with answers of several models become a suite; what goes wrong leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from harness import api
from harness.errors import HarnessError, InputError, UsageError
from harness.importers import outputs
from harness.model.carrying import ImportOptions
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite


def take(root, rows, suite="imported", **options):
    file = root / "rows.jsonl"
    file.write_text("".join(json.dumps({"prompt": "p", "model": "m-a", "output": "x"} | row) + "\n" for row in rows))
    return outputs.take_over(file, ImportOptions(suite=suite, root=root, **options))


def suite_of(root):
    return load_suite(root / "suites" / "imported.yaml", load_config(root / "harness.yaml"))


def files(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


PAIR = [{"model": "m-a"}, {"model": "m-b"}]


def test_verdicts_that_came_with_the_answers_are_checks(tmp_path):
    done = take(tmp_path, [{"correct": True}, {"model": "m-b", "correct": False}, {"model": "m-b", "prompt": "q"}])
    assert any("`correct` became a check; 1 of 3" in notice for notice in done.notices)
    run = api.run(config=tmp_path / "harness.yaml", record="none")
    outcomes = {(case.id, answer.target): answer.outcome for case in run.suites[0].cases for answer in case.answers}
    first, second = (case.id for case in run.suites[0].cases)
    assert outcomes == {
        (first, "m-a"): "pass", (first, "m-b"): "fail", (second, "m-a"): "error", (second, "m-b"): "error",
    }  # fmt: skip


def test_a_column_of_verdicts_that_was_not_named_is_told(tmp_path):
    done = take(tmp_path, [{"follow_all": True}, {"model": "m-b", "follow_all": False}])
    assert any("`--score follow_all` makes a check of it" in notice for notice in done.notices)
    assert suite_of(tmp_path).cases[0].checks == ()


@pytest.mark.parametrize("column", ["group", "conversation_id", "trace_id", "document_id", "session_id"])
def test_what_rows_belong_to_is_their_group(tmp_path, column):
    rows = [
        {"prompt": f"p{number}", "model": model, column: number // 2} for number in range(4) for model in ("m-a", "m-b")
    ]
    done = take(tmp_path, rows)
    assert [case.group for case in suite_of(tmp_path).cases] == ["0", "0", "1", "1"]
    assert any(f"4 cases of 2 groups, by `{column}`" in notice for notice in done.notices)


def test_without_such_a_column_there_are_no_groups(tmp_path):
    take(tmp_path, [{"document": "a long text"}, {"model": "m-b", "document": "a long text"}])
    assert suite_of(tmp_path).cases[0].group is None


def test_more_answers_of_the_baseline_are_its_noise_floor(tmp_path):
    take(tmp_path, [{"output": "x"}, {"output": "y"}, {"model": "m-b"}])
    suite = suite_of(tmp_path)
    assert (suite.samples, suite.baseline_samples) == (1, 2)
    assert len((tmp_path / "fixtures/imported/m-a.jsonl").read_text().splitlines()) == 2


def test_rows_that_stand_twice_are_told(tmp_path):
    assert any("1 rows repeat another" in notice for notice in take(tmp_path, [*PAIR, PAIR[0]]).notices)


@pytest.mark.parametrize(
    "rows",
    [
        [{"latency_s": "soon"}],
        [{"score": 11}],
        [{"tool_calls": [{"name": "x", "arguments": "{"}]}],
        [{"prompt": ""}, {"prompt": "\ud800"}],
        [{"model": "???"}],
    ],
)
@pytest.mark.parametrize("fresh", [True, False])
def test_a_failed_import_leaves_nothing_behind(tmp_path, rows, fresh):
    root = tmp_path / "ported"
    root.mkdir()
    if not fresh:
        (root / "harness.yaml").write_text("baseline: mine\ntargets:\n  mine: {provider: replay, model: m}\n")
    before = files(root)
    with pytest.raises(HarnessError):
        take(root, [*PAIR, *rows])
    after = files(root)
    after.pop("rows.jsonl")
    assert after == before
    assert sorted(path.name for path in root.iterdir() if path.is_dir()) == []


@pytest.mark.parametrize("name", ["../x", "a/b", "", "bad name", ".hidden"])
def test_a_suite_needs_a_name_that_can_name_a_file(tmp_path, name):
    with pytest.raises(UsageError, match="is no name of a suite"):
        take(tmp_path, PAIR, suite=name)


def test_taking_over_a_second_time_is_refused_and_changes_nothing(tmp_path):
    take(tmp_path, PAIR)
    before = files(tmp_path)
    with pytest.raises(UsageError, match="exists already"):
        take(tmp_path, PAIR)
    assert files(tmp_path) == before


def test_every_bad_row_is_told_with_its_file(tmp_path):
    with pytest.raises(InputError) as caught:
        take(tmp_path, [*PAIR, {"latency_s": "x"}, {"score": 2}])
    assert [problem.location.line for problem in caught.value.problems] == [3, 4]
    assert caught.value.problems[0].location.path.endswith("rows.jsonl")


def test_a_row_s_id_is_the_case_s_where_each_stands_for_one_prompt(tmp_path):
    done = take(
        tmp_path, [{"prompt": f"p{n}", "model": model, "id": f"row {n}"} for n in range(2) for model in ("m-a", "m-b")]
    )
    assert ([case.id for case in suite_of(tmp_path).cases], done.not_carried) == (["row-0", "row-1"], ())


@pytest.mark.parametrize(
    "rows",
    [[{"id": 1}, {"id": 2, "model": "m-b"}], [{"id": 1}, {"id": 1, "prompt": "q"}]],
    ids=["of each answer", "of two prompts"],
)
def test_ids_that_are_not_the_prompts_are_told(tmp_path, rows):
    done = take(tmp_path, rows)
    assert all(case.id.startswith("p-") for case in suite_of(tmp_path).cases)
    assert [(lost.place, lost.what) for lost in done.not_carried] == [("rows.jsonl:2", "the column `id`")]
