"""What is the same without a denial, and queries of a search that differ in an operator."""

import pytest
from both_ways import assert_different, assert_same

from harness.equivalence import equivalent

SAME = [
    ("Leeds beat Everton 2-1.", "Everton lost 2-1 to Leeds."),
    ("Leeds beat Everton.", "Everton lost to Leeds."),
    ("Spain defeated Italy 3-0.", "Italy lost 3-0 against Spain."),
    ("The flag isn't used.", "The flag is unused."),
    ("The voucher expires in 30 days.", "The voucher is valid for 30 days."),
    ("The fee is waived.", "There is no fee."),
    ("The delivery fee is waived.", "There is no delivery fee."),
    ("It is impossible.", "It is not possible."),
    (
        "It was caused by a failed disk on the primary database. No data was lost.",
        "The cause was a disk failure on the primary database; there was no data loss.",
    ),
]
DIFFERENT = [
    ("Leeds beat Everton 2-1.", "Leeds lost 2-1 to Everton."),
    ("Leeds beat Everton 2-1.", "Everton lost 3-1 to Leeds."),
    ("Leeds beat Everton.", "Everton beat Leeds."),
    ("The flag is used.", "The flag is unused."),
    ("The flag isn't used.", "The flag isn't unused."),
    ("The voucher expires in 30 days.", "The voucher is not valid for 30 days."),
    ("The voucher expired 30 days ago.", "The voucher is valid for 30 days."),
    ("The fee is not waived.", "There is no fee."),
    ("The fee is waived.", "The fee is charged."),
    (
        "It was caused by a failed disk on the primary database. Data was lost.",
        "The cause was a disk failure on the primary database; there was no data loss.",
    ),
    ("jaguar -car", "jaguar car"),
    ("Search for jaguar -car", "Search for jaguar car"),
    ("site:example.org jaguar -car", "site:example.org jaguar car"),
    ("apple OR pear", "apple AND pear"),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_what_is_said_from_the_other_side_is_the_same(ours, theirs):
    assert_same(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_who_wins_what_is_valid_and_what_is_sought_count(ours, theirs):
    assert_different(ours, theirs)


def test_a_dash_between_words_is_no_operator():
    assert equivalent("jaguar - car", "jaguar car").equivalent
