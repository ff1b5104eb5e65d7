"""Prompts that take messages from a case's variable."""

from __future__ import annotations

import json

import pytest

from harness.model.exchange import Message, ToolCall
from harness.suitefile.requests import opening_request

SUITE = """\
suite: demo
prompt:
  - {role: system, content: "Be brief, {{ name }}."}
  - messages: history
  - {role: user, content: "{{ question }}"}
cases:
  - file: cases.jsonl
"""
HISTORY = [
    {"role": "user", "content": "Where is {{ it }}?"},
    {"role": "assistant", "tool_calls": [{"name": "find", "arguments": {"id": 7}, "id": "a"}]},
    {"role": "tool", "content": "at the depot", "tool_call_id": "a"},
    {"role": "assistant", "content": "At the depot."},
]


def write_cases(project, *histories):
    rows = [{"id": f"c{n}", "name": "you", "question": "When?", "history": one} for n, one in enumerate(histories)]
    project.write("suites/cases.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def test_conversations_differ_in_length_from_case_to_case(project):
    write_cases(project, HISTORY, HISTORY[:1])
    suite = project.suite(SUITE)
    target = project.config().targets["gpt"]
    first, second = (opening_request(suite, case, target).messages for case in suite.cases)
    assert [message.role for message in first] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert first[1].content == "Where is {{ it }}?"  # what a conversation holds is no template
    assert first[2:4] == (
        Message("assistant", "", (ToolCall("find", {"id": 7}, "a"),)),
        Message("tool", "at the depot", tool_call_id="a"),
    )
    assert [message.content for message in second] == ["Be brief, you.", "Where is {{ it }}?", "When?"]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (None, "the variable `history` is missing"),
        ([], "is empty"),
        ("hello", "is text"),
        (["hello"], "message 1 of `history` is text"),
        ([{"role": "user", "content": "x", "name": "me"}], "has the unknown key `name`"),
        ([{"role": "developer", "content": "x"}], "has no `role` of system"),
        ([{"role": "user"}], "has no text"),
        ([{"role": "user", "content": "x", "tool_calls": [{"name": "f"}]}], "which only an assistant has"),
        ([{"role": "assistant", "tool_calls": [{"arguments": {}}]}], "no list of {name, arguments}"),
        ([{"role": "user", "content": "x", "tool_call_id": "a"}], "only a tool's"),
    ],
)
def test_what_is_no_conversation_is_told_at_the_case(project, history, message):
    write_cases(project, history)
    problem = project.problem(SUITE)
    assert (problem.slug, problem.location.line) == ("bad-messages", 1)
    assert message in problem.message


@pytest.mark.parametrize("item", ["messages: 7", "messages: a b", "{messages: history, role: user}"])
def test_a_variable_is_named_alone(project, item):
    text = SUITE.replace("- messages: history", f"- {item}").replace("- file: cases.jsonl", "- vars: {name: x}")
    assert {problem.slug for problem in project.problems(text)} & {"wrong-type", "misplaced-key"}


def test_pictures_in_a_conversation_are_found_and_those_outside_refused(project):
    from servers.pictures import PNG

    project.write("suites/photo.png", PNG)
    write_cases(project, [{"role": "user", "content": "What is it?", "images": ["photo.png"]}])
    suite = project.suite(SUITE)
    message = opening_request(suite, suite.cases[0], project.config().targets["gpt"]).messages[1]
    assert [(one.name, one.media_type) for one in message.attachments] == [("photo.png", "image/png")]
    for name in ("../../secret.png", "https://x.example/a.png", "absent.png"):
        write_cases(project, [{"role": "user", "content": "What is it?", "images": [name]}])
        assert project.problem(SUITE).location.line == 1
