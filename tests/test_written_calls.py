"""Calls of tools written out as text: one table of notations, and what each reader makes of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.exchange import Tool, ToolCall
from harness.written_calls import names_called, read, taken_up

CITY = {"city": "Oslo"}
WEATHER = Tool(name="weather", description="", parameters={})
CALL = ToolCall("weather", CITY)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('{"name": "weather", "arguments": {"city": "Oslo"}}', [CALL]),
        ('{"name": "weather", "arguments": "{\\"city\\": \\"Oslo\\"}"}', [CALL]),
        ('{"name": "weather", "input": {"city": "Oslo"}}', [CALL]),
        ('{"tool_calls": [{"function": {"name": "weather", "arguments": {"city": "Oslo"}}}]}', [CALL]),
        ('{"weather": {"city": "Oslo"}}', [CALL]),
        ('```json\n[{"name": "weather", "parameters": {"city": "Oslo"}}]\n```', [CALL]),
        ("weather(city='Oslo')", [CALL]),
        ("[weather(city='Oslo'), weather(city=true)]", [CALL, ToolCall("weather", {"city": True})]),
        ("weather(city='Oslo')\n\nThis asks for the weather.", [CALL]),
        ("It rains in Oslo.", None),
        ('{"name": "weather", "arguments": "no object"}', None),
        ("[" * 100_000, None),
    ],
)
def test_calls_are_read_in_every_notation(text, calls):
    assert read(text) == calls


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"name": "weather", "arguments": {}}', set()),
        ('[{"name": "weather"}]', {"weather"}),
        ('Let me see.\n{"type": "tool_use", "name": "weather", "input": {}}', {"weather"}),
        ('{"functionCall": {"name": "weather", "args": {}}}', {"weather"}),
        ('{"toolCall": {"functionCalls": [{"name": "weather"}, {"name": "time"}]}}', {"weather", "time"}),
        ('x\n{"function": {"name": "weather", "arguments": ' + "9" * 5_000 + "}}", {"weather"}),
        ("weather(city='Oslo')", set()),
        ("", set()),
    ],
)
def test_names_are_read_in_any_vendors_json(text, names):
    assert names_called(text) == names


@pytest.mark.parametrize(
    ("text", "left", "called"),
    [
        ('Well.<tool_call>{"name": "weather", "arguments": {"city": "Oslo"}}</tool_call>', "Well.", [CITY]),
        ('<|python_tag|>{"name": "weather", "parameters": {"city": "Oslo"}}', "", [CITY]),
        ('{"name": "weather", "arguments": {}} or so', None, []),
        ('{"name": "unheard_of", "arguments": {}}', None, []),
        ('<tool_call>{"name": "weather", "arguments": {}}</tool_call><tool_call>{}</tool_call>', None, []),
        ('[{"name": "weather", "arguments": {"city": "Oslo"}}, {"name": "weather", "input": {}}]', "", [CITY, {}]),
        *((text, None, []) for text in ("<tool_call>{</tool_call>", "[]", "{}", "17", "[" * 100_000)),
    ],
)
def test_a_local_model_calls_what_it_was_offered_and_nothing_else(text, left, called):
    rest, calls = taken_up(text, [WEATHER])
    assert rest == (text if left is None else left)
    assert [call.arguments for call in calls] == called
    assert [call.id for call in calls] == [f"call_{number}" for number in range(1, len(called) + 1)]


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_json_a_text_is_it_is_read_or_left(value):
    text = json.dumps(value)
    read(text), names_called(text), taken_up(text, [WEATHER])


@given(st.dictionaries(st.text(min_size=1), st.integers() | st.text()))
def test_a_call_is_found_again_as_it_was_written(arguments):
    written = json.dumps({"name": "weather", "arguments": arguments})
    assert read(written) == [ToolCall("weather", arguments)]
    assert taken_up(written, [WEATHER])[1] == (ToolCall("weather", arguments, "call_1"),)
