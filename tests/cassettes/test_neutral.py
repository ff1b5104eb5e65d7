from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harness.cassettes.neutral import (
    canonical,
    key_of,
    messages_text,
    request_text,
    request_to_json,
    response_from_json,
    response_to_json,
    rest_text,
)
from harness.model.exchange import Loss, Message, Output, Request, Response, Tool, ToolCall, Usage

SETTINGS = {"provider": "openai"}
REQUEST = Request(model="m", messages=(Message("system", "Be brief."), Message("user", "Hi")), params={"max_tokens": 9})

hostile = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
responses = st.builds(
    Response,
    text=hostile,
    tool_calls=st.lists(
        st.builds(ToolCall, name=st.text(max_size=5), arguments=st.just({"a": 1}), id=st.text(max_size=3))
    ).map(tuple),
    stop_reason=st.sampled_from(["stop", "length", "tool", "refusal"]),
    usage=st.builds(Usage, input_tokens=st.none() | st.integers(0, 9), output_tokens=st.none() | st.integers(0, 9)),
    latency_s=st.none() | st.floats(0, 9),
    chunks=st.lists(st.tuples(st.floats(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
    losses=st.lists(st.builds(Loss, what=st.text(max_size=3), why=st.text(max_size=3)), max_size=2).map(tuple),
)


requests = st.builds(
    Request,
    model=st.text(max_size=3),
    messages=st.lists(
        st.builds(Message, role=st.sampled_from(["system", "user", "assistant"]), content=hostile), max_size=3
    ).map(tuple),
    params=st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.text(max_size=3), max_size=2),
    tools=st.lists(st.builds(Tool, name=st.text(max_size=3)), max_size=2).map(tuple),
    output=st.sampled_from([Output(), Output("json"), Output("code", language="python")]),
    stream=st.booleans(),
)


@given(requests)
def test_a_request_put_together_of_its_parts_is_the_same_to_the_letter(request):
    assert request_text(messages_text(request), rest_text(request)) == canonical(request_to_json(request))


@given(responses)
def test_a_response_comes_back_as_it_went(response):
    assert response_from_json(response_to_json(response)) == response


def test_the_key_knows_everything_that_was_asked_and_nothing_else():
    key = key_of(REQUEST, 0, SETTINGS)
    changed = [
        key_of(REQUEST, 1, SETTINGS),
        key_of(replace(REQUEST, model="n"), 0, SETTINGS),
        key_of(replace(REQUEST, params={"max_tokens": 8}), 0, SETTINGS),
        key_of(replace(REQUEST, messages=REQUEST.messages[:1]), 0, SETTINGS),
        key_of(replace(REQUEST, tools=(Tool("t"),)), 0, SETTINGS),
        key_of(replace(REQUEST, output=Output("json")), 0, SETTINGS),
        key_of(replace(REQUEST, stream=True), 0, SETTINGS),
        key_of(REQUEST, 0, {"provider": "azure"}),
        key_of(REQUEST, 0, {"provider": "openai", "extra": {"reasoning": {"effort": "high"}}}),
    ]
    assert len({key, *changed}) == 10
    assert key == key_of(replace(REQUEST), 0, SETTINGS)


def test_keys_of_today_hold_tomorrow():
    """A change of this value throws away every recording that users have."""
    assert key_of(REQUEST, 0, SETTINGS) == "30d5c68b4cc0bd4bc95e1428a444863f"
