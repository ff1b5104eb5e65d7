"""What applications write to the three APIs, in the neutral form; what that cannot say is listed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.exchange import Message, Output, Tool, ToolCall
from harness.traffic import chat, messages, responses
from harness.traffic.call import UnreadableRequest, conversation_of

READERS = {"chat": chat.question, "responses": responses.question, "messages": messages.question}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
CALL = ToolCall("find", {"id": 7}, "c1")
TURNS = (
    Message("system", "Be brief."),
    Message("user", "Where?"),
    Message("assistant", "I look.", (CALL,)),
    Message("tool", "at the depot", tool_call_id="c1"),
    Message("user", "And when?"),
)
SAME = {
    "chat": {
        "model": "m", "stream": True, "max_completion_tokens": 9, "stop": "END", "temperature": 0,
        "messages": [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Where?"}]},
            {"role": "assistant", "content": "I look.", "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"id": 7}'}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "at the depot"},
            {"role": "user", "content": "And when?"},
        ],
        "tools": [{"type": "function", "function": {"name": "find", "description": "d", "parameters": SCHEMA}}],
        "tool_choice": {"type": "function", "function": {"name": "find"}},
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
    },
    "responses": {
        "model": "m", "stream": True, "max_output_tokens": 9, "temperature": 0, "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": "Where?"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
            {"type": "function_call", "call_id": "c1", "name": "find", "arguments": '{"id": 7}'},
            {"type": "function_call_output", "call_id": "c1", "output": "at the depot"},
            {"role": "user", "content": [{"type": "input_text", "text": "And when?"}]},
        ],
        "tools": [{"type": "function", "name": "find", "description": "d", "parameters": SCHEMA}],
        "tool_choice": {"type": "function", "name": "find"},
        "text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA}},
    },
    "messages": {
        "model": "m", "stream": True, "max_tokens": 9, "stop_sequences": ["END"], "temperature": 0,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": "Where?"},
            {"role": "assistant", "content": [
                {"type": "text", "text": "I look."}, {"type": "tool_use", "id": "c1", "name": "find", "input": {"id": 7}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "at the depot"}]},
                {"type": "text", "text": "And when?"}]},
        ],
        "tools": [{"name": "find", "description": "d", "input_schema": SCHEMA}],
        "tool_choice": {"type": "tool", "name": "find"},
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
    },
}  # fmt: skip


@pytest.mark.parametrize("api", READERS)
def test_the_same_request_is_the_same_whatever_the_api(api):
    question = READERS[api](SAME[api])
    assert question.messages == TURNS
    assert question.tools == (Tool("find", "d", SCHEMA),)
    assert question.output == Output("json", SCHEMA)
    stop = {} if api == "responses" else {"stop": ["END"]}
    assert dict(question.params) == {"temperature": 0, "max_tokens": 9, "tool_choice": "find", **stop}
    assert (question.model, question.stream, question.losses) == ("m", True, ())


USER = [{"role": "user", "content": "x"}]


@pytest.mark.parametrize(
    ("api", "body", "lost"),
    [
        ("chat", {"messages": USER, "logprobs": True, "user": "me", "store": True}, {"logprobs"}),
        ("chat", {"messages": USER, "n": 2}, {"n"}),
        ("chat", {"messages": [{**USER[0], "name": "anna"}]}, {"name"}),
        ("chat", {"messages": [*USER, {"role": "user", "content": [{"type": "input_audio"}]}]}, {"content: input_audio"}),
        ("chat", {"messages": USER, "tools": [{"type": "web_search"}]}, {"tool: web_search"}),
        ("responses", {"input": "x", "truncation": "auto", "text": {"verbosity": "low"}}, {"truncation", "text.verbosity"}),
        ("responses", {"input": [*USER, {"type": "reasoning", "id": "r"}]}, {"reasoning"}),
        ("responses", {"input": [*USER, {"type": "web_search_call"}]}, {"input: web_search_call"}),
        ("messages", {"messages": USER, "thinking": {"type": "enabled", "budget_tokens": 9}}, {"thinking"}),
        ("messages", {"messages": USER, "tools": [{"type": "web_search_20250305", "name": "w"}]}, {"tool: web_search_20250305"}),
        ("messages", {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "u"}}]}]}, {"content: image"}),
    ],
)  # fmt: skip
def test_what_a_suite_cannot_say_is_listed(api, body, lost):
    assert {loss.what for loss in READERS[api](body).losses} == lost


@pytest.mark.parametrize(
    ("api", "body", "why"),
    [
        ("chat", {}, "`messages` is no list"),
        ("chat", {"messages": [{"role": "critic", "content": "x"}]}, "no role 'critic'"),
        ("chat", {"messages": [{"role": "system", "content": "x"}]}, "no message of the user"),
        ("chat", {"messages": [{"role": "user", "content": 7}]}, "`content` is no list"),
        ("responses", {"prompt": {"id": "p"}, "input": "x"}, "kept at the vendor"),
        ("responses", {"input": [{"type": "item_reference", "id": "i"}]}, "kept at the vendor"),
        ("messages", {"messages": [{"role": "system", "content": "x"}]}, "no role 'system'"),
    ],
)
def test_what_cannot_be_read_says_why(api, body, why):
    with pytest.raises(UnreadableRequest, match=why):
        READERS[api](body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = ("messages", "input", "instructions", "system", "tools", "tool_choice", "text", "reasoning", "response_format",
           "output_config", "metadata", "stop", "thinking", "functions")  # fmt: skip
_MESSAGE = st.fixed_dictionaries(
    {}, optional={"role": st.sampled_from(["user", "assistant", "tool", "x"]), "content": _JSON, "type": _JSON,
                  "tool_calls": _JSON, "call_id": _JSON, "output": _JSON},
)  # fmt: skip


@given(
    st.sampled_from(sorted(READERS)), st.dictionaries(st.sampled_from(_FIELDS), _JSON | st.lists(_MESSAGE, max_size=3))
)
def test_no_body_is_a_crash(api, body):
    conversation_of(body, {})
    with suppress(UnreadableRequest):
        READERS[api](body)


def test_an_application_says_what_a_call_belongs_to():
    assert conversation_of({"metadata": {"session_id": "s 1"}}, {}) == "s 1"
    assert conversation_of({"conversation": {"id": "conv_1"}}, {}) == "conv_1"
    assert conversation_of({}, {"x-conversation-id": "c"}) == "c"
    assert conversation_of({"metadata": []}, {}) == ""
