"""JSON read strictly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import strictjson

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_json_is_read_as_python_reads_it(value) -> None:
    assert strictjson.read(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", ['{"a": NaN}', "[Infinity]", "-Infinity", '{"a": 1, "a": 2}', '[{"b": {"": 1, "": 1}}]']
)
def test_what_only_looks_like_json_is_refused(text: str) -> None:
    with pytest.raises(strictjson.NotStrict):
        strictjson.read(text)


def test_a_number_too_large_is_refused_where_it_has_to_be_finite() -> None:
    assert strictjson.read("1e999") == float("inf")
    with pytest.raises(strictjson.NotStrict, match="no finite number"):
        strictjson.read("1e999", finite=True)


def test_a_key_may_stand_twice_where_readers_before_us_took_it() -> None:
    assert strictjson.read('{"a": 1, "a": 2}', distinct=False) == {"a": 2}


@given(st.integers(1, 30), st.integers(1, 30))
def test_depth_is_counted_in_lists_and_objects(depth: int, limit: int) -> None:
    value: object = 1
    for level in range(depth):
        value = [value] if level % 2 else {"k": value}
    assert strictjson.deeper_than(value, limit) == (depth > limit)
