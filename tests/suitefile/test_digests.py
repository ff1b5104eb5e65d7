"""What a digest is taken over: put together of parts that cases share, it is that of the whole."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from harness.model.location import Location
from harness.model.numerals import Numeral, holds_numeral, to_json
from harness.model.suite import Case, CheckSpec, Return, Suite
from harness.suitefile.digests import SuiteDigest

NUMERALS = st.sampled_from(["12.50", "1.0", "-.5", "1e3"]).map(Numeral)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | NUMERALS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
)
VARIABLES = st.dictionaries(st.text(max_size=5), VALUES, max_size=3)
CHECKS = st.tuples() | st.tuples(st.builds(CheckSpec, assertion=st.just("contains"), value=VALUES))
CASES = st.builds(
    Case,
    id=st.text(),
    vars=VARIABLES,
    checks=CHECKS,
    expected=st.none() | st.text(),
    threshold=st.none() | st.just(0.5),
    skip=st.just({}) | st.just({"claude": "too long"}),
    group=st.none() | st.text(),
    returns=st.tuples() | st.tuples(st.builds(Return, tool=st.just("t"), result=VALUES, arguments=VARIABLES)),
    location=st.builds(Location, st.just("t.jsonl"), st.integers(1, 9)),
)


def holds(value):
    if isinstance(value, dict | list | tuple):
        return any(map(holds, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Numeral)


def plain(value):
    """A dataclass as the digest says it, written down field by field."""
    if isinstance(value, Case | CheckSpec | Return):
        names = [part.name for part in fields(value) if part.name != "location"]
        said = {name: getattr(value, name) for name in names}
        return {name: to_json(part, default=plain) if holds(part) else part for name, part in said.items()}
    return dict(value)


@given(VALUES)
def test_a_numeral_is_found_anywhere(value):
    assert holds_numeral(value) == holds(value)


@given(st.lists(CASES, max_size=4))
def test_the_digest_over_cases_is_that_of_each_written_out(cases):
    suite = Suite(
        name="s", path="suites/s.yaml", steps=(), cases=(), targets=("gpt",), baseline="gpt", location=Location("s")
    )
    twice = [*cases, *(replace(case, id="again") for case in cases)]  # their checks are the very same objects
    running = SuiteDigest(suite)
    expected = SuiteDigest(suite)._state
    assert list(running.over(twice)) == twice
    for case in twice:
        expected.update(json.dumps(plain(case), sort_keys=True, default=plain).encode() + b"\n")
    assert running.value() == expected.hexdigest()[:16]
