"""A key that stands twice in one JSON object: readers disagree about what it says, so it says nothing else's."""

from __future__ import annotations

import json

import pytest

from harness import written_calls
from harness.equivalence import equivalent
from harness.equivalence.documents import read
from harness.model.exchange import Tool

PLAIN = [
    ('{"a": 1}', '{"a": 2, "a": 1}', "$.a: 1", "$.a: the key stands twice, with 2, 1"),
    ('{"a": 2}', '{"a": 2, "a": 1}', "$.a: 2", "$.a: the key stands twice, with 2, 1"),
    ('{"a": 1}', '{"a": 1, "a": 1}', "$.a: 1", "$.a: the key stands twice, with 1, 1"),
    ('{"a": [2, 1]}', '{"a": 2, "a": 1}', "$.a: [2, 1]", "$.a: the key stands twice, with 2, 1"),
    ('[{"b": {"a": "x"}}]', '[{"b": {"a": "y", "a": "z", "a": "x"}}]', '$[0].b.a: "x"', '$[0].b.a: the key stands 3 times, with "y", "z", "x"'),
    ('{"a": 1, "a": 2}', '{"a": 3, "a": 2}', "$.a: the key stands twice, with 1, 2", "$.a: the key stands twice, with 3, 2"),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate", "ours", "theirs"), PLAIN)
def test_a_key_that_stands_twice_is_a_difference_of_format(baseline, candidate, ours, theirs):
    for one, other, left, right in ((baseline, candidate, ours, theirs), (candidate, baseline, theirs, ours)):
        result = equivalent(one, other, mode="json")
        assert not result.equivalent
        assert [(each.guard, each.baseline, each.candidate) for each in result.reasons] == [("format", left, right)]
        assert not equivalent(one, other, mode="auto").equivalent


def test_two_that_repeat_the_same_say_the_same():
    assert equivalent('{"a": 1, "b": 0, "a": 2}', '{ "b": 0, "a": 1, "a": 2 }', mode="json").equivalent


@pytest.mark.parametrize("as_text", [False, True])
def test_an_argument_given_twice_is_no_argument(as_text):
    def call(arguments):
        return f'[{{"name": "pay", "arguments": {json.dumps(arguments) if as_text else arguments}}}]'

    once, twice = call('{"to": "x", "sum": 1}'), call('{"sum": 2, "to": "x", "sum": 1}')
    for one, other in ((once, twice), (twice, once)):
        result = equivalent(one, other, mode="tool-calls")
        assert not result.equivalent
        assert any("sum given 2 times, as 2, 1" in f"{each.baseline}{each.candidate}" for each in result.reasons)
    text, calls = written_calls.taken_up(twice, [Tool("pay", "", {})])
    assert (text, calls) == (twice, ())
    assert written_calls.taken_up(once, [Tool("pay", "", {})])[1]


def test_who_takes_a_document_on_takes_the_last_value_as_most_readers_do():
    assert read('{"a": 2, "a": 1}')[0] == {"a": 1}
