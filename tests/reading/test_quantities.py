"""Numbers as a reader takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.quantities import comparable, near, quantities, same


def one(text):
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("30 days", "thirty days"),
        ("1,000", "1000"),
        ("1000 users", "1k users"),
        ("2 weeks", "14 days"),
        ("24 hours", "1 day"),
        ("1 year", "twelve months"),
        ("1 month", "30 days"),
        ("5%", "five percent"),
        ("$5m", "$5,000,000"),
        ("$20", "20 dollars"),
        ("1.5 million", "1,500,000"),
        ("twenty-five", "25"),
        ("two hundred and five thousand", "205000"),
        ("July 1, 1908", "1 July 1908"),
        ("2024-05-01", "May 1, 2024"),
        ("05/01/2024", "May 1st, 2024"),
        ("1983", "June 24, 1983"),
        ("3:30 pm", "15:30"),
        ("5 km", "5000 m"),
        ("3rd", "third"),
        ("10.83", "10.8333"),
        ("3/4", "0.75"),
    ],
)
def test_different_writings_of_one_quantity(left, right):
    assert same(one(left), one(right))
    assert same(one(right), one(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("30 days", "60 days"),
        ("30 days", "30 hours"),
        ("$5", "€5"),
        ("5%", "5 kg"),
        ("July 1, 1908", "July 2, 1908"),
        ("1,000", "1,001"),
        ("3:30 pm", "3:30 am"),
        ("-5", "5"),
        ("41", "42"),
    ],
)
def test_different_quantities(left, right):
    assert not same(one(left), one(right))


@pytest.mark.parametrize("text", ["no one knows", "one of the best", "it may rain", "we march on", "", "v"])
def test_words_that_are_no_quantity(text):
    assert quantities(text) == ()


def test_a_sign_is_no_hyphen():
    assert [found.value for found in quantities("10-20 people, -5 degrees")] == [10, 20, -5]


def test_shown_is_what_the_text_says():
    assert one("within Thirty Days of it").shown == "Thirty Days"


def test_money_and_durations_cannot_stand_in_the_same_place():
    assert not comparable(one("$30"), one("30 days"))
    assert comparable(one("2 weeks"), one("3 months"))


@given(st.integers(min_value=0, max_value=10**12))
def test_grouping_changes_nothing(number):
    assert same(one(f"{number}"), one(f"{number:,}"))


@given(st.integers(min_value=1, max_value=999_999))
def test_another_number_is_another_number(number):
    assert not same(one(f"{number} items"), one(f"{number + 1} items"))


@given(st.text())
def test_any_text_is_read(text):
    for found in quantities(text):
        assert 0 <= found.start <= found.end


@pytest.mark.parametrize("hostile", ["1,", "1,000,", "a", "one ", "1", "twenty-", "1.", "jan ", " ", "1/2/", "$", "-"])
def test_a_megabyte_takes_seconds_at_most(hostile, seconds):
    with seconds(10):
        quantities((hostile * 1_000_000)[:1_000_000])


@given(st.integers(min_value=1, max_value=10**9))
def test_a_rounded_decimal_is_near(thousandths):
    number = thousandths / 1000
    assert near(number, round(number, 2)) or round(number, 2) == int(round(number, 2)) or number == int(number)
