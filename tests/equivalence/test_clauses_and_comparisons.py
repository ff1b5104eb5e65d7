"""A clause before or behind its sentence, and comparisons said from the other side or by a denial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

SAME = [
    ('To reset your password, click "Forgot password".', 'Click "Forgot password" to reset your password.'),
    (
        "To center a div, set its margin to auto and give it a width.",
        "Give the div a width and set `margin: auto` to center it.",
    ),
    ("Before you delete the file, close the file.", "Close the file before you delete the file."),
    ("To undo the change, press Ctrl+Z and save the file.", "Press Ctrl+Z and save the file to undo the change."),
    ("The new model is faster than the old one.", "The old model is slower than the new one."),
    ("The red car is more expensive than the blue one.", "The blue car is cheaper than the red one."),
    ("Tom is taller than Jim.", "Jim is not as tall as Tom."),
    ("The lake is deeper than the pond.", "The pond isn't as deep as the lake."),
    ("Nothing is faster than light.", "Light is faster than anything else."),
    ("No one is older than Ann.", "Ann is the oldest."),
    ("The variable is unused.", "The variable is never used."),
    ("The column is unused.", "The column is not in use."),
    ("The port is unset.", "The port is not set."),
    ("It's impossible.", "It isn't possible."),
    ("He denied that he knew.", "He said that he did not know."),
]
DIFFERENT = [
    ("To save the file, close the window.", "To close the window, save the file."),
    ("Before you delete the file, close it.", "Delete the file before you close it."),
    ("After washing, dry the shirt.", "Wash after drying the shirt."),
    ("If it rains, we cancel.", "If we cancel, it rains."),
    ("If the test fails, the build stops.", "The test fails if the build stops."),
    ("Because prices rose, demand fell.", "Prices rose because demand fell."),
    ("With Ann, Bob visited Carl.", "Ann visited Carl with Bob."),
    ("Plan A is cheaper than plan B.", "Plan A is more expensive than plan B."),
    ("The new model is faster than the old one.", "The old model is faster than the new one."),
    ("Tom is taller than Jim.", "Tom is not as tall as Jim."),
    ("Nothing is faster than light.", "Nothing is slower than light."),
    ("The variable is unused.", "The variable is used."),
    ("The port is unset.", "The port is set."),
    ("It's impossible.", "It is possible."),
    ("He denied that he knew.", "He said that he knew."),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_where_a_clause_stands_and_who_is_compared_with_whom_is_the_same(ours, theirs):
    assert equivalent(ours, theirs).equivalent
    assert equivalent(theirs, ours).equivalent


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_what_hangs_on_what_counts(ours, theirs):
    assert not equivalent(ours, theirs).equivalent
    assert not equivalent(theirs, ours).equivalent


DEEDS = ["press the green button", "close the file", "restart the router", "call the desk", "lock the door"]


@given(st.sampled_from(["If", "Before", "After", "To"]), st.sampled_from(DEEDS), st.sampled_from(DEEDS))
def test_a_clause_may_stand_on_either_side_but_not_change_places_with_its_sentence(opening, deed, other):
    who = "" if opening == "To" else "you "
    front = f"{opening} {who}{deed}, {other}."
    assert equivalent(front, f"{other.capitalize()} {opening.lower()} {who}{deed}.").equivalent
    turned = f"{deed.capitalize()} {opening.lower()} {who}{other}."
    assert deed == other or not equivalent(front, turned).equivalent
