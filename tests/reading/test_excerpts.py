"""Quotes of what differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reading.excerpts import LONGEST, apart, short

HEAD = "Product images loaded slowly or not at all in Asia for 95 minutes because of a cable fault near Singapore."


def test_what_would_be_cut_off_is_quoted_from_where_it_differs():
    assert apart(f"{HEAD} No data was lost.", HEAD) == ("No data was lost.", "")
    assert apart(f"{HEAD} It is over.", f"{HEAD} It is not over.") == ("over.", "not over.")


def test_short_texts_are_quoted_whole():
    assert apart("It is open.", "It is not open.") == ("It is open.", "It is not open.")


@given(st.text(max_size=400), st.text(max_size=400))
def test_quotes_are_short_and_differ_where_the_words_do(first, second):
    ours, theirs = apart(first, second)
    assert max(len(ours), len(theirs)) <= LONGEST + 2
    if max(map(len, (*first.split(), *second.split())), default=0) < LONGEST:
        assert (ours == theirs) == (first.split() == second.split()) or short(first) == short(second)
