"""Assertions on what is known beside the text."""

import pytest

from harness.assertions import tokens_per_second
from harness.model.exchange import Response, Usage
from harness.model.result import StepTaken
from harness.protocols import Subject


def test_latency_is_in_milliseconds(passes, check):
    assert passes("", "latency", threshold=100, facts={"latency_s": 0.1})
    assert not passes("", "latency", threshold=99, facts={"latency_s": 0.1})
    assert passes("", "not-latency", threshold=99, facts={"latency_s": 0.1})
    assert passes("", "latency", threshold=100, facts={"response": Response(text="", latency_s=0.05)})
    assert check("", "latency", threshold=100).outcome == "error"
    assert check("", "latency", facts={"latency_s": 0.1}).outcome == "error"


def test_cost_is_in_dollars(passes, check):
    assert passes("", "cost", threshold=0.002, facts={"cost_usd": 0.002})
    assert not passes("", "cost", threshold=0.001, facts={"cost_usd": 0.002})
    assert check("", "cost", threshold=0.001).outcome == "error"


@pytest.mark.parametrize(
    ("value", "stopped", "expected"),
    [
        ("stop", "stop", True),
        ("STOP", "stop", True),
        ("end_turn", "stop", True),
        ("max_tokens", "length", True),
        ("content_filter", "filter", True),
        ("tool_calls", "tool", True),
        ("length", "stop", False),
    ],
)
def test_reasons_to_stop_have_vendors_names_too(passes, value, stopped, expected):
    facts = {"response": Response(text="", stop_reason=stopped)}
    assert passes("", "finish-reason", value, facts) is expected


def test_an_unknown_reason_to_stop_is_an_error(check):
    facts = {"response": Response(text="")}
    assert check("", "finish-reason", "stopped", facts).outcome == "error"
    assert check("", "finish-reason", "{{ word }}", facts | {"vars": {"word": "stopped"}}).outcome == "error"
    assert check("", "finish-reason", "stop").outcome == "error"


STREAMED = Response(text="", ttft_s=0.5, latency_s=2.5, usage=Usage(output_tokens=101))


def test_time_to_the_first_token_is_in_milliseconds(passes, check):
    assert passes("", "ttft", threshold=500, facts={"response": STREAMED})
    assert not passes("", "ttft", threshold=499, facts={"response": STREAMED})
    unknown = check("", "ttft", threshold=500, facts={"response": Response(text="", latency_s=1.0)})
    assert unknown.outcome == "error"
    assert "stream: true" in unknown.reason
    assert check("", "ttft", threshold=500).outcome == "error"


@pytest.mark.parametrize(
    ("response", "speed", "how"),
    [
        (STREAMED, 50, "after the first"),
        (Response(text="", latency_s=2.0, usage=Usage(output_tokens=100)), 50, "over the whole time"),
        (Response(text="", ttft_s=2.0, latency_s=2.0, usage=Usage(output_tokens=100)), 50, "over the whole time"),
    ],
)
def test_tokens_per_second(passes, check, response, speed, how):
    facts = {"response": response}
    assert passes("", "tokens-per-second", threshold=speed, facts=facts)
    assert not passes("", "tokens-per-second", threshold=speed + 0.1, facts=facts)
    assert how in check("", "tokens-per-second", threshold=1, facts=facts).reason


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"response": Response(text="", latency_s=2.0)},
        {"response": Response(text="", usage=Usage(output_tokens=5))},
        {"response": Response(text="", latency_s=0.0, usage=Usage(output_tokens=5))},
    ],
)
def test_a_speed_that_is_not_known_is_an_error(check, facts):
    assert check("", "tokens-per-second", threshold=1, facts=facts).outcome == "error"


def test_of_a_workflow_the_whole_time_counts():
    subject = Subject(text="", response=STREAMED, steps=(StepTaken("a", "?", STREAMED), StepTaken("b", "?", STREAMED)))
    found = tokens_per_second.check(subject, threshold=1)
    assert "40.4 tokens a second over the whole time" in found.reason
