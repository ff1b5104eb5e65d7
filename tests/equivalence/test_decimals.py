"""Numbers of documents and of tools' arguments: exact, but for the noise of computing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent
from harness.equivalence.decimals import same_number
from harness.model.numerals import Numeral


def both_ways(baseline: str, candidate: str, mode: str) -> set[bool]:
    pairs = ((baseline, candidate), (candidate, baseline))
    return {equivalent(*pair, mode=mode).equivalent for pair in pairs}


def in_each_place(left: str, right: str) -> set[bool]:
    call = '[{{"name": "pay", "arguments": {{"amount": {}}}}}]'
    return both_ways(f'{{"a": {left}}}', f'{{"a": {right}}}', "json") | both_ways(
        call.format(left), call.format(right), "tool-calls"
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("7034236.0", "7034238.0"),
        ("4999999.99", "4999999.98"),
        ("499999999.99", "499999999.98"),
        ("1724689130575.51", "1724689130575.52"),
        ("1732900000.123", "1732900100.123"),
        ("1732900000.123", "1732900000.124"),
        ("1732900000.123456", "1732900000.123457"),
        ("52.520008", "52.520058"),
        ("52.520008", "52.52001"),
        ("0.000001", "0.0000012"),
        ("3.14", "3.14159265"),
        ("1e-7", "2e-7"),
    ],
)
def test_other_numbers(left, right):
    assert in_each_place(left, right) == {False}
    assert in_each_place(f'"{left}"', f'"{right}"') == {False}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("0.1", "0.10"),
        ("0.30000000000000004", "0.3"),
        ("1234.5600000000002", "1234.56"),
        ("0.333333", "0.3333333333333333"),
        ("52.520008", "52.5200081"),
        ("1732900000.3000002", "1732900000.3"),
        ("0.3333333333333333", "0.33333333333333337"),
        ("1.5e3", "1500"),
    ],
)
def test_the_same_number(left, right):
    assert in_each_place(left, right) == {True}


def test_digits_that_a_float_would_lose_count_in_a_document():
    amounts = "12345678901234567890.01", "12345678901234567890.02"
    assert both_ways(*(f'{{"a": {amount}}}' for amount in amounts), "json") == {False}


@given(st.integers(-(10**15), 10**15), st.integers(-(10**6), 10**6).filter(bool), st.integers(0, 5))
def test_two_amounts_of_as_many_decimals_are_exact(number, more, places):
    left, right = (f"{each // 10**places}.{each % 10**places:0{max(1, places)}}" for each in (number, number + more))
    assert not same_number(Numeral(left), Numeral(right)), (left, right)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_any_order_and_any_form(one, other):
    assert same_number(one, one)
    assert same_number(one, other) == same_number(other, one)
    assert same_number(one, Numeral(json.dumps(one)))
