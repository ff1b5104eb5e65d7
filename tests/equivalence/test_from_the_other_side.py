"""What says the same though the one sentence denies and the other asserts, or is told from the other side."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

SAME = [
    ("There is no charge.", "It is free of charge."),
    ("There is no fee.", "It costs nothing."),
    ("Nobody but Ann has the key.", "Only Ann has the key."),
    ("No one except the owner may enter.", "Only the owner may enter."),
    ("I couldn't agree more.", "I fully agree."),
    ("The show runs until June.", "The show lasts until June."),
    ("The company leases the van to drivers.", "Drivers lease the van from the company."),
    ("Ann lent the car to Bob.", "Bob borrowed the car from Ann."),
    ("The bank sold the house to Eve.", "Eve bought the house from the bank."),
]


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_the_same_seen_from_the_other_side(baseline, candidate):
    assert_same(baseline, candidate)


OTHER = [
    ("There is no charge.", "There is a charge."),
    ("Everybody but Ann has the key.", "Only Ann has the key."),
    ("I couldn't agree more.", "I could not agree."),
    ("I couldn't agree more.", "I disagree."),
    ("I couldn't agree more.", "I do not fully agree."),
    ("The company leases the van to drivers.", "Drivers lease the van to the company."),
    ("The company leases the van to drivers.", "The company leases the van from drivers."),
    ("The bank sold the house to Eve.", "The bank bought the house from Eve."),
    ("Ann lent the car to Bob.", "Ann borrowed the car from Bob."),
    ("Ann lent the car to Bob.", "Bob will borrow the car from Ann."),
    ("Nobody but Ann has the key.", "Nobody has the key."),
    ("There is no charge.", "It is not free of charge."),
]


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_nearly_the_same_words_of_something_else(baseline, candidate):
    assert_different(baseline, candidate)
