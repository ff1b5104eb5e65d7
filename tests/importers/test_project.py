"""What importers write with: all of a project or nothing of it, read back to the letter."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harness import api
from harness.errors import InputError
from harness.importers._project.drafts import AnswerDraft, ProjectDraft, SuiteDraft
from harness.importers._project.naming import case_id, slug, suite_name
from harness.importers._project.targets import replay_target
from harness.importers._project.writing import write_project
from harness.importers._project.yaml_text import yaml_text
from harness.model.exchange import Response
from harness.yamlfile.parsing import parse


def draft(cases, answers=(), **keys):
    suite = SuiteDraft(
        name="drafted", keys={"prompt": "Say {{ word }}.", **keys}, cases=cases, targets=("a", "b"), baseline="a"
    )
    return ProjectDraft(
        suites=[suite],
        targets=[replay_target("a", "m-a", "x"), replay_target("b", "m-b", "y")],
        baseline="a",
        answers=answers,
    )


def case(identity, word="yes", **more):
    return {"id": identity, "vars": {"word": word}, **more}


def answer(identity, target, text="yes", sample=0):
    return AnswerDraft(suite="drafted", case=identity, target=target, responses=(Response(text=text),), sample=sample)


def test_a_drafted_project_replays_at_once(tmp_path):
    answers = [answer(name, target) for name in ("one", "two") for target in "ab"]
    done = write_project(tmp_path, draft([case("one"), case("two", **{"assert": [{"contains": "yes"}]})], answers))
    assert (done.answers, done.suites, done.not_carried) == (4, ("drafted",), ())
    run = api.run(config=tmp_path / "harness.yaml", record="none")
    assert [answer.outcome for found in run.suites[0].cases for answer in found.answers] == ["pass"] * 4


@pytest.mark.parametrize(
    "stray", [answer("three", "a"), answer("one", "c"), answer("one", "b", sample=1), answer("one", "a", sample=2)]
)
def test_an_answer_that_no_suite_asks_for_is_listed(tmp_path, stray):
    done = write_project(tmp_path, draft([case("one")], [answer("one", "a"), stray]))
    (lost,) = done.not_carried
    assert done.answers == 1
    assert f"{stray.case}[{stray.target}]#{stray.sample}" in lost.place


def test_many_plain_cases_become_a_table_and_others_stay_in_the_suite(tmp_path):
    done = write_project(tmp_path, draft([case(f"c{number}") for number in range(30)]))
    assert any(path.name == "drafted.cases.jsonl" for path in done.written)
    (tmp_path / "other").mkdir()
    cases = [case(f"c{number}", **{"assert": ["is-json"]}) for number in range(30)]
    assert not any(path.suffix == ".jsonl" for path in write_project(tmp_path / "other", draft(cases)).written)


def test_a_draft_that_is_no_suite_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError):
        write_project(tmp_path, draft([case("one", **{"assert": ["no-such-assertion"]})]))
    assert list(tmp_path.iterdir()) == []


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"), max_size=40)


@given(st.recursive(TEXTS | st.booleans() | st.integers() | st.none(), lambda part: st.lists(part, max_size=3)))
def test_a_value_is_read_back_as_it_was_written(value):
    text = yaml_text({"key": value})
    assert yaml.safe_load(text) == {"key": value}
    assert parse(text.encode(), "x.yaml")[0].value == {"key": value}


def test_names_are_made_of_anything(tmp_path):
    taken = set()
    assert [case_id(text, "case", taken) for text in ("A  b\n", "a b", "\x07", "")] == [
        "A b",
        "a b-2",
        "<U+0007>",
        "case",
    ]
    assert (slug("openai:GPT-4.1 (mini)"), slug("***", "none")) == ("openai-gpt-4.1-mini", "none")
    assert suite_name(None, tmp_path / "My Answers.jsonl.gz") == "my-answers"
