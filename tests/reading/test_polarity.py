"""Assertion and denial."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.polarity import contrast
from harness.reading.refusals import refusal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It is possible.", "It is not possible."),
        ("The shop is open on Sunday.", "The shop is closed on Sunday."),
        ("You can return it.", "You can't return it."),
        ("Prices will increase next year.", "Prices will decrease next year."),
        ("It is legal.", "It is illegal."),
        ("Everyone may enter.", "Nobody may enter."),
    ],
)
def test_contradiction(one, other):
    found = contrast(one, other)
    assert found.contradicts
    assert found.close


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It is not bad.", "It is good."),
        ("It is not possible.", "It is impossible."),
        ("The boy is happy.", "The boy is glad."),
        ("It is open.", "It is open."),
        ("That is good, isn't it?", "That is good."),
        ("No one came.", "Nobody came."),
        ("Not only cats but dogs came.", "Cats and dogs came."),
    ],
)
def test_no_contradiction(one, other):
    assert not contrast(one, other).contradicts


def test_sentences_about_different_things_do_not_contradict():
    assert not contrast("The shop is closed.", "I have never seen such a beautiful garden in spring.").close


@given(st.text(max_size=300), st.text(max_size=300))
def test_it_does_not_matter_which_comes_first(one, other):
    forth, back = contrast(one, other), contrast(other, one)
    assert forth.denials == back.denials[::-1]
    assert forth.contradicts == back.contradicts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry, but I can't assist with that.", "refuses"),
        ("I’m sorry, but I can’t help with that request.", "refuses"),
        ("As an AI language model, I cannot provide medical advice.", "refuses"),
        ("It is not appropriate to rank people.", "rejects the premise"),
        ("I'm sorry, but returns close after 30 days.", None),
        ("I can't find your order; could you share the number?", None),
        ("You cannot return opened items.", None),
        ("Here is a poem. I cannot help but smile.", None),
        ("", None),
    ],
)
def test_refusal(text, expected):
    assert refusal(text) == expected
