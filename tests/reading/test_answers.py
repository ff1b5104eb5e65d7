"""The value an answer comes down to."""

from __future__ import annotations

import pytest

from harness.reading.answers import agree, final_answer, options, question_kind

CHOICE = "Which is a fruit?\n(A) stone (B) apple (C) chair"


@pytest.mark.parametrize(
    ("text", "question", "kind", "value"),
    [
        (r"So we get 6 * 7. The answer is \boxed{42}.", None, "number", 42),
        ("6 * 7 is 42. #### 42", None, "number", 42),
        ("Therefore the answer is 1,200 apples.", "How many apples are there?", "number", 1200),
        ("There are 3 boxes of 14, so 42 in total.", "How many are there in total?", "number", 42),
        ("Each of the two pays $32.", "How much does each pay?", "number", 32),
        ("The answer is (B).", CHOICE, "letter", "B"),
        (r"\boxed{(B) apple}", CHOICE, "letter", "B"),
        ("Answer: b", CHOICE, "letter", "B"),
        ("apple", CHOICE, "letter", "B"),
        ("Let us think. [Yes]", "Is 7 prime? Answer [Yes] or [No].", "polarity", True),
        ("No, it is not.", "Is 8 prime?", "polarity", False),
        ("8 has a divisor. Therefore, 8 is not a prime number.", "Is 8 a prime number?", "polarity", False),
        ("Since 2 divides 8, it is a composite number.", "Is it a prime number?", "polarity", False),
    ],
)
def test_final_answer(text, question, kind, value):
    found = final_answer(text, question)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize("text", ["The weather is fine.", "", "We returned it within 30 days."])
def test_prose_has_no_final_answer(text):
    assert final_answer(text) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (r"\boxed{2 weeks}", r"\boxed{14 days}", True),
        (r"\boxed{1 hour}", r"\boxed{1}", True),
        (r"\boxed{42}", r"\boxed{43}", False),
        (r"\boxed{Paris}", "The answer is paris.", True),
        (r"\boxed{42}", r"\boxed{Paris}", None),
    ],
)
def test_agreement(one, other, expected):
    assert agree(final_answer(one), final_answer(other)) is expected


def test_options_run_from_a():
    assert options(CHOICE) == {"A": "stone", "B": "apple", "C": "chair"}
    assert options("Section (B) says nothing") == {}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (CHOICE, "letter"),
        ("How much is it?", "number"),
        ("Is it open?", "polarity"),
        ("Can you return it after 30 days?", "polarity"),
        ("Can you help me write a letter?", None),
        ("Could you please explain why it is so?", None),
        ("Write a guide on how to calculate the offset.", None),
        ("Why is it so?", None),
        ("", None),
    ],
)
def test_kind_of_question(question, kind):
    assert question_kind(question) == kind


@pytest.mark.parametrize("hostile", ["answer is ", "\\boxed{", "####", "[yes", "a: "])
def test_only_the_end_is_searched(hostile, seconds):
    with seconds(5):
        final_answer((hostile * 1_000_000)[:1_000_000], "Is it? How many?")


def test_a_letter_said_five_times_is_the_answer():
    one, other = final_answer("So it must be the last one: EEEEE"), final_answer("All in all: JJJJJ.")
    assert (one.kind, one.value) == ("letter", "E")
    assert agree(one, other) is False


def test_a_bold_list_of_short_answers_is_the_answer():
    one, other = final_answer("Hence **yes, no, yes**."), final_answer("It follows: **yes, no, no**")
    assert agree(one, other) is False
    assert agree(one, final_answer("**Yes, No, Yes**")) is True
