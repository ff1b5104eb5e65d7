"""Which tools a whole workflow called, how often, in what order and with what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.assertions.trajectory import step_count, tool_args_match, tool_sequence, tool_used
from harness.model.exchange import Response, ToolCall
from harness.model.result import StepTaken
from harness.protocols import Subject
from harness.scoring.evaluation import evaluate

USED, SEQUENCE, ARGS, COUNT, F1 = (
    "trajectory:tool-used",
    "trajectory:tool-sequence",
    "trajectory:tool-args-match",
    "trajectory:step-count",
    "tool-call-f1",
)
CALLS = [
    ToolCall("find_order", {"order": "A-17", "limit": 10, "request_id": "r1"}),
    ToolCall("track_parcel", {"to": {"city": "Oslo", "zip": "0150"}, "items": [1, 2.0]}),
    ToolCall("find_order", {"order": "B-2"}),
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("find_order", True),
        ("FIND_*", True),
        ("find_orde?", True),
        ("find", False),
        ("find.order", False),
        (["find_order", "track_parcel"], True),
        (["find_order", "refund"], False),
        ({"name": "find_order"}, True),
        ({"name": "find_order", "max": 1}, False),
        ({"name": "find_order", "min": 2, "max": 2}, True),
        ({"pattern": "refund", "min": 0, "max": 0}, True),
        ({"pattern": "refund"}, False),
    ],
)
def test_tools_used(passes, value, expected):
    assert passes("", USED, value, {"tool_calls": CALLS}) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("refund", True), ("find_order", False), (["refund", "find_order"], False), (["refund", "cancel"], True),
     ({"name": "find_order", "max": 1}, True), ({"name": "find_order", "max": 2}, False)],
)  # fmt: skip
def test_not_in_front_of_tools_used_forbids_each_of_them(passes, value, expected):
    assert passes("", f"not-{USED}", value, {"tool_calls": CALLS}) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["find_order", "track_parcel"], True),
        (["track_parcel", "find_order"], True),
        (["track_parcel", "track_parcel"], False),
        (["find_order", "find_order", "track_parcel"], False),
        ([{"pattern": "f*"}, {"name": "track_parcel"}, "find_order"], True),
        ({"steps": ["find_order"]}, True),
        ({"mode": "exact", "steps": ["find_order"]}, False),
        ({"mode": "exact", "steps": ["find_order", "track_*", "find_order"]}, True),
        ({"mode": "exact", "steps": ["find_order", "find_order", "track_*"]}, False),
    ],
)
def test_the_order_of_calls(passes, value, expected):
    assert passes("", SEQUENCE, value, {"tool_calls": CALLS}) is expected
    assert passes("", f"not-{SEQUENCE}", value, {"tool_calls": CALLS}) is not expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"args": {"order": "A-17"}}, True),
        ({"arguments": {"order": "A-17"}}, True),
        ({"args": {"order": "A-17", "limit": "10"}}, False),
        ({"args": {"order": "A-17"}, "mode": "exact"}, False),
        ({"args": {"order": "A-17"}, "mode": "exact", "defaults": {"limit": 10}, "ignore": "*_id"}, True),
        ({"args": {"order": "A-17"}, "mode": "exact", "defaults": {"limit": 9}, "ignore": "*_id"}, False),
        ({"args": {"order": "A-17"}, "mode": "exact", "ignore": ["request_id", "LIMIT"]}, False),
        ({"args": {"order": "A-17"}, "mode": "exact", "ignore": ["request_id", "limit"]}, True),
        ({"args": {"order": "B-2"}, "mode": "exact"}, True),
        ({"args": {}}, True),
        ({"args": {"missing": None}}, False),
    ],
)
def test_arguments_of_a_call(passes, value, expected):
    assert passes("", ARGS, {"name": "find_order", **value}, {"tool_calls": CALLS}) is expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"to": {"city": "Oslo"}}, True),
        ({"to": {"city": "oslo"}}, False),
        ({"items": [1.0, 2]}, True),
        ({"items": [1]}, False),
        ({"items": [True, 2]}, False),
        ({"to": "Oslo"}, False),
    ],
)
def test_arguments_inside_of_arguments(passes, args, expected):
    assert passes("", ARGS, {"pattern": "track*", "args": args}, {"tool_calls": CALLS}) is expected


def test_calls_of_the_model_and_of_tools_are_counted():
    steps = (StepTaken("a", "?", Response(text=""), calls=3), StepTaken("b", "?", Response(text="")))
    subject = Subject(text="", tool_calls=tuple(CALLS), steps=steps)
    count = step_count.check
    assert count(subject, {"min": 4, "max": 4}).passed
    assert not count(subject, {"max": 3}).passed
    assert count(subject, {"type": "tool", "min": 3, "max": 3}).passed
    assert count(subject, {"pattern": "find*", "max": 2}).passed
    assert not count(subject, {"name": "find_order", "max": 1}).passed


def test_a_single_call_is_one_step(passes):
    assert passes("", COUNT, {"max": 1})
    assert not passes("", COUNT, {"min": 2})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (USED, [], "name of a tool is missing"),
        (USED, {"max": 1}, "`name` or `pattern`"),
        (USED, {"name": "a", "min": 3, "max": 1}, "above"),
        (USED, {"name": "a", "most": 1}, "expected"),
        (SEQUENCE, [], "empty"),
        (SEQUENCE, [{}], "step 1"),
        (SEQUENCE, {"mode": "loose", "steps": ["a"]}, "expected"),
        (ARGS, {"name": "a"}, "`args`"),
        (ARGS, {"args": {}}, "`name`"),
        (COUNT, {}, "`min` or `max`"),
        (COUNT, {"min": -1}, "0 or more"),
        (COUNT, {"type": "message", "name": "a", "max": 1}, "no name"),
        (F1, " , ", "at least one"),
    ],
)
def test_a_value_of_no_use_is_an_error(check, name, value, message):
    found = check("", name, value)
    assert found.outcome == "error"
    assert message in found.reason


@pytest.mark.parametrize(
    ("expected", "called", "score"),
    [
        (["a", "b"], ["a", "b"], 1.0),
        (["a", "b"], ["b", "a", "a"], 1.0),
        (["a", "b"], ["a"], 2 / 3),
        ("a , b", ["a", "c"], 0.5),
        (["a"], ["b"], 0.0),
        (["a"], [], 0.0),
    ],
)
def test_f1_of_names(check, expected, called, score):
    found = check("", F1, expected, {"tool_calls": [ToolCall(name) for name in called]})
    assert found.score == pytest.approx(score)
    assert (found.outcome == "pass") == (score == 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"tool_calls": [{"function": {"name": "a", "arguments": "{}"}}, {"name": "b"}]}',
        '[{"function": {"name": "a"}}, {"functionCall": {"name": "b"}}]',
        '[{"type": "text", "text": "x"}, {"type": "tool_use", "name": "a"}, {"type": "tool_use", "name": "b"}]',
        'Let me see.\n{"type": "tool_use", "name": "a"}\n\n{"type": "function_call", "name": "b"}',
        '{"toolCall": {"functionCalls": [{"name": "a"}, {"name": "b"}]}}',
        '[{"name": "a"}, {"name": "b"}]',
    ],
)
def test_f1_reads_calls_as_vendors_write_them(passes, text):
    assert passes(text, F1, ["a", "b"])


@pytest.mark.parametrize("text", ['{"name": "a"}', '"a"', "a", "I call {a}", '{"broken": [\n{"x": 1}', "5"])
def test_f1_takes_nothing_else_for_a_call(passes, text):
    assert not passes(text, F1, ["a"])


NAMES = st.lists(st.sampled_from(["a", "b", "ab", "c"]), max_size=6)


@given(called=NAMES, wanted=st.lists(st.sampled_from(["a", "b", "ab", "c"]), min_size=1, max_size=3))
def test_an_exact_sequence_is_one_in_order_and_uses_every_tool(called, wanted):
    subject = Subject(text="", tool_calls=tuple(map(ToolCall, called)))
    exact = tool_sequence.check(subject, {"mode": "exact", "steps": wanted}).passed
    in_order = tool_sequence.check(subject, wanted).passed
    assert exact == (called == wanted)
    assert in_order or not exact
    assert tool_used.check(subject, wanted).passed or not in_order
    assert tool_used.check_not(subject, wanted).passed == set(called).isdisjoint(wanted)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(arguments=st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_arguments_match_themselves(arguments):
    subject = Subject(text="", tool_calls=(ToolCall("a", arguments),))
    for mode in ("exact", "partial"):
        assert tool_args_match.check(subject, {"name": "a", "args": arguments, "mode": mode}).passed


def test_a_pattern_of_many_stars_is_soon_decided(passes):
    calls = [ToolCall("a" * 5000)]
    assert not passes("", USED, "*a" * 3 + "*" * 200 + "b", {"tool_calls": calls})


def test_names_of_tools_come_from_the_suite_as_templates():
    (found,) = evaluate("", {USED: "{{ tool }}"}, {"tool": "find_order"}, tool_calls=CALLS)
    assert found.outcome == "pass"
