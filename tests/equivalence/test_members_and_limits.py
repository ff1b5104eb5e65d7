"""A member said before another one, a limit in the place of a value, what somebody can and what he is about to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

_members = st.lists(
    st.sampled_from(["managers", "nurses", "tenants", "drivers", "pilots", "teachers", "dogs", "tourists"]),
    min_size=2,
    max_size=2,
    unique=True,
)
_frames = st.sampled_from(
    [
        "{} are invited to the meeting.",
        "The rule is meant for {} in the first place.",
        "We let in {} without a ticket.",
        "It was written for {}.",
    ]
)


@given(_members, _frames, st.sampled_from(["and", "or"]), st.booleans())
def test_a_member_before_another_one_is_no_small_thing(members, frame, joint, turned):
    first = frame.format(f"{members[0]} {joint} {members[1]}")
    pair = (first, frame.format(members[1]))
    assert not equivalent(*(pair[::-1] if turned else pair)).equivalent


OTHER = [
    ("You can work in accounting or finance.", "You can work in finance."),
    ("The CEO and the CFO sign the contract.", "The CFO signs the contract."),
    ("The nurse and the doctor have access.", "The doctor has access."),
    ("Clean and dry the filter every month.", "Dry the filter every month."),
    ("It is for people over 50.", "It is for people 50 or over."),
    ("Children under 12 enter free.", "Children 12 or under enter free."),
    ("More than 5 people may join.", "At least 5 people may join."),
    ("The trial lasts up to 30 days.", "The trial lasts 30 days."),
    ("The fine is up to $500.", "The fine is $500."),
    ("It takes at least 3 hours.", "It takes 3 hours."),
    ("He is able to leave.", "He is about to leave."),
    ("The train is about to leave.", "The train is ready to leave."),
    ("Staff are allowed to park here.", "Staff are supposed to park here."),
    ("Run rm -r build/* first.", "Run rm -r build /* first."),
    ("Use `rm -r build/*` here.", "Use `rm -r build /*` here."),
]
SAME = [
    ("Go and check the box.", "Check the box."),
    ("Try and restart it.", "Restart it."),
    ("First and foremost, back up the data.", "First, back up the data."),
    ("The doctor and the nurse have access.", "The nurse and the doctor have access."),
    ("Orders of $50 or more ship free.", "Orders of at least $50 ship free."),
    ("You can upload up to 5 files.", "You can upload 5 files."),
    ("You are able to cancel online.", "You can cancel online."),
    ("Use `ls | wc` here.", "Use `ls|wc` here."),
]


@pytest.mark.parametrize("pair", OTHER)
def test_a_difference_of_few_letters(pair):
    assert not equivalent(*pair).equivalent
    assert not equivalent(*pair[::-1]).equivalent


@pytest.mark.parametrize("pair", SAME)
def test_the_same_said_otherwise(pair):
    assert equivalent(*pair).equivalent
    assert equivalent(*pair[::-1]).equivalent


def test_limits_on_the_same_side_are_told_apart():
    (reason,) = equivalent("It is for people over 50.", "It is for people 50 or over.").reasons
    assert (reason.baseline, reason.candidate) == ("more than 50", "50 or more")
