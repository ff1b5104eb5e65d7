from __future__ import annotations

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.result import Difference
from harness.summary import phrases


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.1, "10 %"),
        (0.025, "2.5 %"),
        (1.0, "100 %"),
        (0.9999, "99.99 %"),
        (0.0, "0 %"),
        (0.0001, "0.01 %"),
        (-0.1, "-10 %"),
    ],
)
def test_a_percentage_never_claims_the_whole(share: float, words: str) -> None:
    assert phrases.percent(share) == words


@given(st.floats(-1, 1))
def test_any_percentage(share: float) -> None:
    words = phrases.percent(share)
    assert (words == "100 %") == (share == 1.0) or abs(share) > 0.999999
    assert abs(float(words.removesuffix(" %")) / 100 - share) < 0.001


@pytest.mark.parametrize(
    ("dollars", "words"),
    [(0, "$0.00"), (0.41, "$0.41"), (1234.5, "$1,234.50"), (0.0042, "$0.0042"), (0.00001, "<$0.0001")],
)
def test_money(dollars: float, words: str) -> None:
    assert phrases.money(dollars) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.82, "0.8 s"), (9.99, "10 s"), (38.2, "38 s"), (59.7, "1 min 0 s"), (125, "2 min 5 s"), (3780, "1 h 3 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert phrases.duration(seconds) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdef"), "a, b and 4 more"),
    ],
)
def test_lists(words: list[str], shown: str) -> None:
    assert phrases.listed(words) == shown


@pytest.mark.parametrize(
    ("baseline", "candidate", "shown"),
    [
        ("30 days", "60 days", "30 days → 60 days"),
        ("Keep it.", "", 'left out: "Keep it."'),
        ("", "Hello!", 'added: "Hello!"'),
        ("", "", "numbers"),
        ('refuses: "no"', "After 30 days.", 'refuses: "no" → After 30 days.'),
        ("$.total: 3", '$.total: "3"', '$.total: 3 → "3"'),
        ("a\x1b[1m", "b\n\nc", "a<U+001B>[1m → b c"),
    ],
)
def test_a_difference_in_the_answers_own_words(baseline: str, candidate: str, shown: str) -> None:
    assert phrases.difference(Difference("numbers", baseline, candidate)) == shown


@pytest.mark.parametrize(("side", "shown"), [("both", "a → b"), ("baseline", "a"), ("candidate", "b")])
def test_a_difference_may_be_told_by_one_side_alone(side: str, shown: str) -> None:
    assert phrases.difference(Difference("numbers", "a", "b", side=side)) == shown


def test_long_sides_are_shown_where_they_part() -> None:
    start = "The customer may return the article within the period that " * 3
    words = phrases.difference(Difference("numbers", f"{start}is 30 days long", f"{start}is 60 days long"))
    assert words == "…period that is 30 days long → …period that is 60 days long"


def test_megabytes_take_no_time(seconds) -> None:
    text = "word " * 2_000_000
    with seconds(5):
        phrases.difference(Difference("numbers", text + "a", text + "b"))


@given(factories.texts, factories.texts)
def test_a_difference_is_one_short_visible_line(first: str, second: str) -> None:
    words = phrases.difference(Difference("numbers", first, second))
    assert "\n" not in words
    assert len(words) <= 200
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 for one in words)
