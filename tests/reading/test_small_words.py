"""Small words in sentences that share all others: which turn what is said about, and which are mere wording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.small_words.scales import alone, opposed, scales
from harness.reading.small_words.turning import turned_about

TURNED = """
    Return it within a week. / Return it after a week. / within / after
    Few people came. / A few people came. / few / a few
    Not all files were lost. / No files were lost. / not all / no
    He used to live here. / He lives here. / used to / –
    She has left the firm. / She will leave the firm. / have / will
    Ask the office or your manager. / Ask the office and your manager. / or / and
    Once daily with water. / Twice daily with water. / once / twice
    The lamp blinks every hour. / The lamp blinks every other hour. / every / every other
    Each room has a bath. / One room has a bath. / each / one
    It is too hot to drink. / It is hot enough to drink. / too / enough
    He came because of the rain. / He came despite the rain. / because of / despite
    Use salt instead of sugar. / Use salt as well as sugar. / instead of / as well as
    Keep it in the fridge. / Keep it out of the fridge. / in / out of
    The fee is paid to the bank. / The fee is paid by the bank. / to / by
    My insurance pays. / Your insurance pays. / my / your
    We pay for the shipping. / They pay for the shipping. / we / they
    Only Ann can approve it. / Ann can only approve it. / only ann / only approv
    It is in Oslo, not in Bergen. / It is in Bergen, not in Oslo. / not bergen / not oslo
    Salt it before you drain it. / Drain it before you salt it. / before drain / before salt
    Add oil, then heat it. / Heat it, then add oil. / then heat / then add
    The bus is as cheap as the train. / The bus is cheaper than the train. / equally / more
    Profit grew faster than revenue. / Profit grew as fast as revenue. / more / equally
    It is not as loud as the old one. / It is as loud as the old one. / less / equally
    It was a year ago. / It was over a year ago. / – / more than
    It arrives before the crane. / It arrives with the crane. / before / with
    He stopped to smoke. / He stopped smoking. / so as to / doing
    She remembered locking up. / She remembered to lock up. / doing / so as to
"""
WORDING = """
    The form that you sent is here. / The form you sent is here.
    The office in the airport is shut. / The office at the airport is shut.
    We will reply on Monday. / We'll reply Monday.
    You can only pay by card. / You can pay only by card.
    It will be there in 3 days. / It will be there after 3 days.
    The cloth is used to clean glass. / The cloth is for cleaning glass.
    He is too late, too. / He is also too late.
    The menu is rich and varied. / The menu is rich or varied.
    You can pay by card and cash. / You can pay by card or cash.
    Press a button. / Press the button.
    Before you leave, lock the door. / Lock the door before you leave.
    The boss said that she was "ill". / The boss said: "I was ill".
    There was a gap. / There is a gap.
    The tax is paid by the buyer. / The buyer pays the tax.
    Only two rooms are left. / Two rooms are left.
    It is not as loud as the old one. / It is less loud than the old one.
    The bus is as cheap as the train. / The bus is just as cheap as the train.
    It is healing with no discharge. / It is healing without discharge.
    He stopped smoking to save money. / To save money, he stopped smoking.
    No se puede, o sí. / No se puede, y sí.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("baseline", "candidate", "left", "right"), rows(TURNED))
def test_what_turns_a_sentence_about(baseline, candidate, left, right):
    assert turned_about(baseline, candidate) == (left, right)


@pytest.mark.parametrize(("baseline", "candidate"), rows(WORDING))
def test_what_is_mere_wording(baseline, candidate):
    assert turned_about(baseline, candidate) is None
    assert turned_about(candidate, baseline) is None


def test_no_line_says_two_things_of_one_word():
    for groups in scales():
        words = [word for group in groups for word in group]
        assert len(words) == len(set(words)), words


@given(st.lists(st.sampled_from([*sorted(opposed()), *sorted(alone()), "not", "the", "pay", "cash", "3"]), max_size=8))
def test_a_sentence_never_differs_from_itself(words):
    sentence = " ".join(["Clerks", *words]).replace("_", " ") + "."
    assert turned_about(sentence, sentence) is None


@given(st.data())
def test_either_side_may_come_first(data):
    words = st.lists(st.sampled_from([*sorted(opposed()), *sorted(alone()), "not", "the"]), max_size=3)
    one, other = (" ".join(["Clerks", *data.draw(words), "pay", *data.draw(words), "cash."]) for _ in range(2))
    one, other = one.replace("_", " "), other.replace("_", " ")
    assert (turned_about(one, other) is None) == (turned_about(other, one) is None)
