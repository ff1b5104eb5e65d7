"""Regrets said aside, conditions in other words, and British and American words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

SAME = [
    ("To list hidden files, use `ls -a`.", "Use `ls -a` if you want to see hidden files."),
    ("If you want to change the language, open Settings.", "To change the language, open Settings."),
    ("We can't extend the deadline, I'm afraid.", "We can't extend the deadline."),
    ("I'm afraid the shop is closed.", "The shop is closed."),
    ("Should you need help, call us.", "If you need help, call us."),
    ("He travelled by aeroplane.", "He traveled by airplane."),
    ("The chairman opened the session.", "The chairperson opened the session."),
    ("Add the host to the blacklist.", "Add the host to the denylist."),
    ("Please enter your postcode.", "Please enter your zip code."),
    ("He passed away in 1999.", "He died in 1999."),
    ("She took a fortnight off.", "She took two weeks off."),
    ("Refunds arrive within 5 to 7 business days.", "You will get your refund in five to seven working days."),
    ("You will get it in 5-7 days.", "It will arrive within 5 to 7 days."),
    ("They held a meeting on Friday.", "They met on Friday."),
    ("He gave an explanation of the rule.", "He explained the rule."),
    ("There is no fee for cancelling.", "Cancelling is free."),
    ("Log out and log back in.", "Sign out and then sign in again."),
    ("Your invoice is attached.", "Please find your invoice attached."),
    (
        "You can track it with the link in your confirmation email.",
        "Use the link in your confirmation email to follow it.",
    ),
]
DIFFERENT = [
    ("If you want to change the language, open Settings.", "To change the language, open Profile."),
    ("To list hidden files, use `ls -a`.", "Use `ls -l` if you want to see hidden files."),
    ("Unfortunately, we cannot ship to your country.", "We can ship to your country."),
    ("It takes 5 days.", "It expires in 5 days."),
    ("It will arrive within 5 days.", "It will arrive after 5 days."),
    ("It arrives within 5 days.", "It leaves within 5 days."),
    ("They held a meeting on Friday.", "They cancelled a meeting on Friday."),
    ("There is no fee for cancelling.", "There is a fee for cancelling."),
    ("There is no fee for cancelling.", "Cancelling costs $5."),
    ("I'm afraid of dogs.", "I'm afraid of cats."),
    ("She is afraid that it will fail.", "It will fail."),
    ("He died in 1999.", "He retired in 1999."),
    ("Add the host to the blacklist.", "Add the host to the allowlist."),
    ("The fireman saved the cat.", "The policeman saved the cat."),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_what_is_said_aside_or_elsewhere_in_the_world_is_the_same(ours, theirs):
    assert equivalent(ours, theirs).equivalent
    assert equivalent(theirs, ours).equivalent


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_what_is_regretted_counts(ours, theirs):
    assert not equivalent(ours, theirs).equivalent
    assert not equivalent(theirs, ours).equivalent


FACTS = ["the shop is closed on Sunday", "we cannot ship to Norway", "your card was declined", "the hotel is full"]


@given(st.sampled_from(["Unfortunately, ", "Regrettably, ", "I'm afraid that ", "Sadly, "]), st.sampled_from(FACTS))
def test_a_regret_adds_nothing(regret, fact):
    assert equivalent(f"{fact[0].upper()}{fact[1:]}.", f"{regret}{fact}.").equivalent
