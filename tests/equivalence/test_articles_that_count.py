"""What an article counts: "a week" is seven days, and not two weeks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

FORMS = ["{}", "It takes {}.", "After {} we left.", "We saw {} in the report on the north wing."]


@pytest.mark.parametrize(
    ("article", "number"),
    [
        ("a week", "7 days"),
        ("a day", "24 hours"),
        ("a year", "12 months"),
        ("a year", "365 days"),
        ("an hour", "60 minutes"),
        ("a fortnight", "two weeks"),
        ("a decade", "ten years"),
        ("a dozen", "12"),
        ("half an hour", "30 minutes"),
    ],
)
def test_the_same_in_either_order_and_place(article, number):
    calls = [json.dumps([{"name": "wait", "arguments": {"for": each}}]) for each in (article, number)]
    assert equivalent(*calls, mode="tool-calls").equivalent
    assert equivalent(*reversed(calls), mode="tool-calls").equivalent
    for form in FORMS:
        texts = form.format(article), form.format(number)
        assert [equivalent(*pair).score for pair in (texts, texts[::-1])] == [1.0, 1.0], form


OTHER = [
    ("The refund takes an hour.", "The refund takes 30 minutes."),
    ("Rest for a week.", "Rest for two weeks."),
    ("Rest for a week.", "Rest for 30 days."),
    ("After a year we left.", "After 6 months we left."),
    ("It takes a minute.", "It takes 10 minutes."),
    ("It is half of the users.", "It is 75 % of the users."),
    ("A third of users left.", "Two thirds of users left."),
    ("It takes 5 to 7 days.", "It takes 5 or 7 days."),
]


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_another_quantity_in_its_place_is_a_changed_number(baseline, candidate):
    for pair in ((baseline, candidate), (candidate, baseline)):
        found = equivalent(*pair)
        assert not found.equivalent
        assert "numbers" in {difference.guard for difference in found.reasons}


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("Please wait a minute, it takes 5 days.", "Please wait, it takes five days."),
        ("Take it twice a day for a week.", "Take it two times a day for 7 days."),
        ("You can cancel within a year of purchase.", "You can cancel within one year of purchase."),
        ("It costs $5 a month.", "It costs $5 per month."),
        ("The third time it worked.", "It worked the 3rd time."),
        ("A third of the users left.", "1/3 of the users left."),
        ("Come back in a month.", "Come back in a month, please."),
        ("It ended a minute ago.", "It just ended."),
    ],
)
def test_an_article_that_stands_against_no_number(baseline, candidate):
    for pair in ((baseline, candidate), (candidate, baseline)):
        assert "numbers" not in {difference.guard for difference in equivalent(*pair).reasons}


@given(st.sampled_from(["minute", "hour", "day", "week", "year"]), st.integers(2, 99))
def test_a_unit_is_no_two_of_them(unit, number):
    article = "an" if unit == "hour" else "a"
    texts = f"The repair takes {article} {unit}.", f"The repair takes {number} {unit}s."
    assert not equivalent(*texts).equivalent
    assert not equivalent(*texts[::-1]).equivalent
