"""From a log to suites that replay: groups, weights, the claim they bear, tools, templates, and no key left anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import api, history
from harness.errors import InputError, UsageError
from harness.importers import traces
from harness.model.carrying import ImportOptions
from harness.model.options import Options
from harness.planning.plan import plan
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite

SYSTEM = {"role": "system", "content": "You are the help desk of a shop. Keep {{ braces }}."}


def user(text):
    return {"role": "user", "content": text}


def call(messages, text="fine", group=None, model="gpt-4o", calls=None, **params):
    said = {"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {})}
    return {
        "request": {"model": model, "messages": messages, **params},
        "response": {
            "model": model,
            "choices": [{"message": said, "finish_reason": "tool_calls" if calls else "stop"}],
        },
        **({"session_id": group} if group else {}),
    }


def take(root, rows, **options):
    path = root / "log.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return traces.take_over(path, ImportOptions(root=root / "project", suite="shop", **options))


def suite_of(root, name="shop"):
    project = root / "project"
    return load_suite(project / "suites" / f"{name}.yaml", load_config(project / "harness.yaml"))


def run(root):
    return api.run(config=root / "project" / "harness.yaml", record="none")


def everything(root):
    return "".join(
        path.read_text() for path in (root / "project").rglob("*") if path.is_file() and path.suffix != ".db"
    )


def test_conversations_are_groups_and_calls_of_one_are_cases_that_replay(tmp_path):
    rows = []
    for number in range(6):
        first = [SYSTEM, user(f"Where is order {number}?")]
        rows.append(call(first, f"Order {number} is late.", f"g{number}"))
        rows.append(call([*first, {"role": "assistant", "content": "Late."}, user("And now?")], "Wait.", f"g{number}"))
    done = take(tmp_path, rows)
    suite = suite_of(tmp_path)
    assert (suite.claim, len(suite.cases), done.answers) == ("like-these", 12, 12)
    assert {case.group for case in suite.cases} == {f"g{number}" for number in range(6)}
    assert [message.variable for message in suite.steps[0].prompt] == ["", "conversation"]
    answers = [answer for case in run(tmp_path).suites[0].cases for answer in case.answers]
    assert {answer.outcome for answer in answers} == {"pass"}
    assert {answer.source for answer in answers} == {"recorded"}


def test_a_call_repeated_in_its_conversation_weighs_more_and_one_repeated_elsewhere_changes_the_claim(tmp_path):
    rows = [call([user(f"question {number}")], group=f"g{number}") for number in range(8)]
    done = take(tmp_path, [*rows, rows[0]])
    suite = suite_of(tmp_path)
    assert suite.claim == "like-these"
    assert [case.weight for case in suite.cases] == [2, *[1] * 7]
    assert "traffic like this" in done.notices[0]
    again = tmp_path / "again"
    again.mkdir()
    done = take(again, [*rows, *(call([user("question 0")], group=f"h{number}") for number in range(4))])
    suite = suite_of(again)
    assert suite.claim == "these-cases"
    assert [case.weight for case in suite.cases] == [5, *[1] * 7]
    assert "1 question asked in several conversations" in done.notices[0]
    assert "this mix" in done.notices[0]


def test_without_conversations_in_the_log_every_call_is_its_own_and_histories_belong_together(tmp_path):
    first = [user("Where is my order?")]
    rows = [
        call(first),
        call([*first, {"role": "assistant", "content": "fine"}, user("And now?")]),
        *(call([user(f"other {number}")]) for number in range(3)),
    ]
    take(tmp_path, rows)
    groups = [case.group for case in suite_of(tmp_path).cases]
    assert groups[0] == groups[1]
    assert groups[0].startswith("begins ")
    assert groups[2:] == [None] * 3


def test_a_random_draw_takes_whole_conversations_and_says_so(tmp_path):
    rows = [
        call([user(f"question {number} of {group}")], group=f"g{group}") for group in range(40) for number in range(3)
    ]
    done = take(tmp_path, rows, cases=30)
    suite = suite_of(tmp_path)
    assert len(suite.cases) == 30
    assert len({case.group for case in suite.cases}) == 10
    assert "10 conversations drawn at random" in done.notices[0]


def test_a_draw_for_variety_is_a_claim_about_the_mix_whose_weights_are_all_the_calls(tmp_path):
    topics = ("refund my shoes", "track a parcel", "write a poem about trees", "translate into Norwegian")
    rows = [call([user(f"please {topics[number % 4]} number {number}")]) for number in range(40)]
    done = take(tmp_path, rows, cases=8, draw="variety")
    suite = suite_of(tmp_path)
    assert (len(suite.cases), suite.claim) == (8, "these-cases")
    assert sum(case.weight for case in suite.cases) == 40
    assert {topic for topic in topics if any(topic in str(case.vars) for case in suite.cases)} == set(topics)
    assert "lie farthest apart (embedder builtin)" in done.notices[0]


def tool_call(number):
    return [
        {
            "id": f"c{number}",
            "type": "function",
            "function": {"name": "look", "arguments": json.dumps({"id": f"A-{number}"})},
        }
    ]


def tool_rows(number, result="at depot {}", **more):
    first = [user(f"Track A-{number}")]
    asked = {"role": "assistant", "content": None, "tool_calls": tool_call(number)}
    tools = {"tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]}
    second = [*first, asked, {"role": "tool", "tool_call_id": f"c{number}", "content": result.format(number)}]
    return [
        call(first, None, f"p{number}", calls=tool_call(number), **tools, **more),
        call(second, f"It is at depot {number}.", f"p{number}", **tools, **more),
    ]


def test_a_model_that_calls_tools_is_one_workflow_with_what_they_gave_back(tmp_path):
    done = take(tmp_path, [row for number in range(4) for row in tool_rows(number)])
    suite = suite_of(tmp_path)
    assert [
        (case.returns[0].tool, dict(case.returns[0].arguments), case.returns[0].result) for case in suite.cases
    ] == [("look", {"id": f"A-{number}"}, f"at depot {number}") for number in range(4)]
    assert done.answers == 4
    answers = [case.answers[0] for case in run(tmp_path).suites[0].cases]
    assert [answer.response.text for answer in answers] == [f"It is at depot {number}." for number in range(4)]
    assert [len(answer.response.tool_calls) for answer in answers] == [1] * 4


def test_one_template_becomes_one_prompt_and_two_become_two_suites(tmp_path):
    rows = [
        call([user(f"Classify the ticket below.\nTicket: {word} {number}\nOne word.")])
        for number, word in enumerate("abcdefg")
    ]
    rows += [
        call([user(f"Translate the text below.\nText: {word} {number}\nInto German.")])
        for number, word in enumerate("hijklmn")
    ]
    done = take(tmp_path, rows)
    assert done.suites == ("shop", "shop-t2")
    assert (
        suite_of(tmp_path).steps[0].prompt[0].content == "Classify the ticket below.\nTicket: {{ ticket }}\nOne word."
    )
    assert (
        suite_of(tmp_path, "shop-t2").steps[0].prompt[0].content
        == "Translate the text below.\nText: {{ text }}\nInto German."
    )
    assert {answer.outcome for suite in run(tmp_path).suites for case in suite.cases for answer in case.answers} == {
        "pass"
    }


def test_other_models_join_where_they_are_asked_for_and_are_told_where_not(tmp_path):
    rows = [
        call([user(f"question {number}")], f"answer {number}", model=model)
        for model in ("gpt-4o", "small")
        for number in range(5)
    ]
    rows.append(call([user("one more")]))
    done = take(tmp_path, rows)
    assert any("5 calls of small" in str(item) for item in done.not_carried)
    both = tmp_path / "both"
    both.mkdir()
    done = take(both, rows, models=("gpt-4o", "small"))
    assert done.answers == 11
    assert suite_of(both).targets == ("gpt-4o", "small")
    with pytest.raises(UsageError, match="no call has the model"):
        take(tmp_path, rows, baseline="large")


def test_different_tools_parameters_and_instructions_are_different_workflows(tmp_path):
    rows = [call([user(f"q {number}")], temperature=number % 2) for number in range(6)]
    rows += [call([SYSTEM, user(f"q {number}")]) for number in range(2)]
    done = take(tmp_path, rows)
    assert done.suites == ("shop", "shop-2", "shop-3")
    assert suite_of(tmp_path, "shop-3").steps[0].prompt[0].content.startswith("You are the help desk")


def test_none_of_a_hundred_planted_keys_survives_anywhere(tmp_path):
    keys = [f"sk-proj-{number:04d}abcdefghijklmnopqrst" for number in range(50)] + [
        f"ghp_{number:04d}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef" for number in range(50)
    ]
    rows = []
    for number, key in enumerate(keys):
        rows += tool_rows(number, result=f'{{{{"token": "{key}"}}}}', user=key)
        rows.append(
            call(
                [SYSTEM, user(f"my key is {key}, mail ann{number % 3}@example.org")],
                f"I keep {key} for ann{number % 3}@example.org",
                f"s-{key}",
            )
        )
    done = take(tmp_path, rows)
    project = tmp_path / "project"
    with history.open("sqlite:///history.db", project) as kept:
        whole = run(tmp_path)
        kept.add(whole)
    written = b"".join(path.read_bytes() for path in project.rglob("*") if path.is_file())
    # The history packs its runs: what it holds is what the run does.
    assert not [key for key in keys if key.encode() in written or key in repr(whole)]
    assert b"@example.org" not in written
    assert (project / "history.db").is_file()
    told = next(notice for notice in done.notices if notice.startswith("replaced"))
    assert "e-mail 3, key 100" in told
    assert "results of tools" in told


def test_a_question_and_its_answer_speak_of_the_same_placeholder(tmp_path):
    take(tmp_path, [call([user("write to ann@example.org and bob@example.org")], "written to bob@example.org")])
    assert "written to [e-mail 2]" in everything(tmp_path)


def test_what_is_left_behind_is_listed_and_a_log_without_calls_is_one_sentence(tmp_path):
    rows = [call([user(f"q {number}")], logit_bias={"1": 2}) for number in range(3)] + [{"hello": 1}]
    done = take(tmp_path, rows)
    told = [str(item) for item in done.not_carried]
    assert any("log.jsonl:4: 1 record left out: it holds no request" in line for line in told)
    assert any("`logit_bias`, in 3 calls" in line for line in told)
    path = tmp_path / "none.jsonl"
    path.write_text('{"hello": 1}\n{"cut\n')
    with pytest.raises(InputError, match="holds no call: 1 × it holds no request"):
        traces.take_over(path, ImportOptions(root=tmp_path / "other"))
    assert not (tmp_path / "other").exists()
    with pytest.raises(InputError, match="cannot be read"):
        traces.take_over(Path(tmp_path / "absent.jsonl"), ImportOptions(root=tmp_path / "other"))


NASTY = "abc \n\t\r{}%#'\"\\:-|>&*!é😀\u2028\u2029\x85\x1b\x00\x7f\ufeff\u202e"


@settings(max_examples=25, deadline=None)
@given(system=st.text(NASTY, max_size=12), asked=st.lists(st.text(NASTY, max_size=20), min_size=1, max_size=22))
def test_every_prompt_comes_back_to_the_byte(tmp_path_factory, system, asked):
    root = tmp_path_factory.mktemp("import")
    front = [{"role": "system", "content": system}] if system else []
    prompts = [[*front, user(f"Sort this ticket in.\nTicket: {text}\nDone.")] for text in dict.fromkeys(asked)]
    take(root, [call(messages) for messages in prompts])
    config = load_config(root / "project" / "harness.yaml")
    works = plan(config, [suite_of(root)], Options()).works
    given_back = [[{"role": turn.role, "content": turn.content} for turn in work.request.messages] for work in works]
    assert given_back == prompts
