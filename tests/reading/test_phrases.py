"""Phrases that say the same, and what is taken out of a text before it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.reading.courtesies import without_courtesies
from harness.reading.phrases import _groups, groups_between, in_the_words_of
from harness.reading.polarity import contrast
from harness.reading.rewording import reworded
from harness.reading.words import words


def in_words_of(baseline, candidate):
    ours, theirs = set(words(baseline)), set(words(candidate))
    return in_the_words_of(baseline, candidate, groups_between(ours - theirs, theirs - ours))


@pytest.mark.parametrize(
    ("baseline", "candidate", "expected"),
    [
        ("Returns cost nothing.", "Returns are free.", "Returns cost nothing."),
        ("Is smoking prohibited?", "Is smoking not allowed?", "Is smoking not allowed?"),
        ("Returns are free.", "Sending the book back is free.", "Returns the book is free."),
        ("Send the book back.", "Return the book.", "Send back the book."),
        ("The item was sold out.", "The item is no longer available.", "The item was sold out."),
        ("It is able to fly.", "It can't fly.", "It can't fly."),
        ("The offer ends.", "The offer ends.", "The offer ends."),
        ("It ends or expires.", "It expires.", "It expires."),
    ],
)
def test_a_phrase_is_said_as_the_baseline_says_it(baseline, candidate, expected):
    assert in_words_of(baseline, candidate) == expected


def test_no_phrase_stands_twice_in_a_group():
    assert [group for group in _groups() if len(group) != len(set(group)) or len(group) == 1] == []


@given(one=st.text(max_size=80), other=st.text(max_size=80))
@settings(max_examples=50)
def test_any_two_texts_can_be_reworded(one, other):
    assert reworded(one, one)[0] == reworded(one, one)[1]
    reworded(one, other)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Great question! It is 5. Let me know if you need anything else!", "It is 5."),
        ("It is 5. Let me know if you need more details.", "It is 5."),
        ("It is 5. Let me know if that helps!", "It is 5."),
        ("It is 5. Let us know if more people come.", "It is 5. Let us know if more people come."),
        ("Hello Ann, it is 5.\n\nBest regards\nThe team", "it is 5."),
        ("I'm sorry, I mixed up the rooms: it is 5.", "it is 5."),
        ("Sure! Here you go.", "Here you go."),
        ("Sorry, I can't say: it is secret.", "Sorry, I can't say: it is secret."),
        ("I'm sorry, but I can't help with that.", "I'm sorry, but I can't help with that."),
        ("Thank you!", "Thank you!"),
        ('Sure! {"a": 1}', 'Sure! {"a": 1}'),
        ("Write to a@b.example if you have questions.", "Write to a@b.example if you have questions."),
        ("It is 5. Would you like me to go on?", "It is 5."),
    ],
)
def test_courtesies_are_taken_away_and_answers_are_not(text, kept):
    assert without_courtesies(text) == kept


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_something_is_always_left(text):
    kept = without_courtesies(text)
    assert kept in text
    assert bool(kept.strip()) == bool(text.strip())


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("返品できます。", "返品できません。"),
        ("店铺今天营业。", "店铺今天不营业。"),
        ("환불이 가능합니다.", "환불이 가능하지 않습니다."),
        ("ร้านเปิด", "ร้านไม่เปิด"),
        ("Магазин открыт.", "Магазин не открыт."),
        ("Butiken är öppen.", "Butiken är inte öppen."),
        ("Il y a des places.", "Il n'y a plus de places."),
        ("Prices are higher.", "Prices are lower."),
    ],
)
def test_what_is_denied_in_other_languages(baseline, candidate):
    assert contrast(baseline, candidate).contradicts
    assert not contrast(baseline, baseline).contradicts


def test_two_opposites_do_not_cancel_out():
    assert not contrast("Stocks close higher.", "Stocks open lower.").turned_back
    assert contrast("It is not bad.", "It is good.").turned_back


@pytest.mark.parametrize(("first", "second"), [("except", "excluding"), ("excluding", "except")])
def test_of_two_opposites_the_first_answers_a_double_negation(first, second):
    # Whatever order the interpreter's hashes give.
    baseline = f"Rooms are cheap, {first} suites and {second} lofts."
    candidate = "Rooms are cheap, not including suites and lofts."
    assert reworded(baseline, candidate)[1] == f"Rooms are cheap, {first} suites and lofts."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bank rejected the payment.", "The bank turned down the payment."),
        ("The meeting was postponed.", "The meeting was put off."),
        ("Call us at once.", "Call us right away."),
    ],
)
def test_verbs_and_adverbs_of_several_words_are_known(one, other):
    assert not contrast(*reworded(one, other)).baseline
