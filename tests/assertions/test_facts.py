"""Assertions on what is known beside the text."""

import pytest

from harness.model.exchange import Response


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
