"""Python functions compared by what they return, where code may run."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent
from harness.equivalence.differential import DIFFERS, UNDECIDED, compare
from harness.equivalence.trials import _examples

LOOP = "def total(values: list[int]) -> int:\n    result = 0\n    for value in values:\n        result += value\n    return result\n"
CALL = "def total(values: list[int]) -> int:\n    return sum(values)\n"
WRONG = "def total(values: list[int]) -> int:\n    return sum(values[1:])\n"


def test_functions_that_return_the_same_are_equivalent_where_code_may_run():
    assert not equivalent(LOOP, CALL, mode="code").equivalent
    judged = equivalent(LOOP, CALL, mode="code", allow_exec=True)
    assert judged.equivalent
    assert judged.score < 1


def test_the_input_on_which_they_differ_is_told():
    judged = equivalent(LOOP, WRONG, mode="code", context="assert total([4, 5]) == 9", allow_exec=True)
    assert not judged.equivalent
    assert (judged.reasons[0].baseline, judged.reasons[0].candidate) == ("total([4, 5]) → 9", "total([4, 5]) → 5")


def test_code_that_parses_is_not_broken_off():
    long = "def pick(items):\n" + "    a = items[0]\n" * 9 + "    return a"
    assert [one.guard for one in equivalent(CALL, long, mode="code").reasons] != ["truncation"]


@pytest.mark.parametrize(
    ("reference", "examples", "annotated", "candidate", "begins"),
    [
        ("def f(x):\n    return x + 1", [(1,)], [], lambda x: x + 2, DIFFERS),
        ("def f(x):\n    return x * 2", [], ["int"], lambda x: x + x, ""),
        ("def f(s):\n    return s.upper()", [], [], lambda s: s.upper(), ""),
        ("def f(x):\n    raise ValueError", [], [], lambda x: x, UNDECIDED),
        ("def f(x):\n    return x / 3", [(1,)], ["int"], lambda x: x * (1 / 3), ""),
        ("def f(x):\n    return [x]", [(1,)], [], lambda x: x[0], DIFFERS),
    ],
)
def test_what_the_trial_says(reference, examples, annotated, candidate, begins):
    if not begins:
        compare(reference, "f", examples, annotated, candidate)
        return
    with pytest.raises(AssertionError) as raised:
        compare(reference, "f", examples, annotated, candidate)
    assert str(raised.value).startswith(begins)


def test_examples_are_read_from_the_prompt():
    prompt = ">>> f([1, 2], 0.5)\nFalse\nassert f([], 1) == 0\nf(3, x) ➞ 4\nf(2, 'a') ➞ 'b'"
    assert _examples(prompt, "f") == [([1, 2], 0.5), ([], 1), (2, "a")]
