"""An answer that is the question again, or that leaves out the fact that was asked for; a value in JSON is no answer to
the whole question.
"""

from __future__ import annotations

import pytest
from both_ways import assert_different

import harness

FACTS = [
    ("What is the capital of Peru?", "The capital of Peru is Lima."),
    ("When does the desk for rooms close?", "The desk for rooms closes at 17:21."),
    ("Who wrote the report on the flood?", "Ann Reed wrote the report on the flood."),
]


@pytest.mark.parametrize(("question", "answer"), FACTS)
@pytest.mark.parametrize("wrap", ["{}", "Answer in one line. {}", "{} Answer in one line."])
def test_the_question_again_is_no_answer(question, answer, wrap):
    found = harness.equivalent(answer, question, context=wrap.format(question))
    assert (found.equivalent, found.reasons[0].guard, found.reasons[0].candidate) == (
        False,
        "empty",
        "the question again",
    )
    assert harness.equivalent(question, question, context=wrap.format(question)).equivalent


@pytest.mark.parametrize(("question", "answer"), FACTS)
def test_what_answers_is_not_the_question_again(question, answer):
    assert harness.equivalent(answer, answer.replace(" is ", " is of course "), context=question).equivalent


@pytest.mark.parametrize(
    ("question", "answer", "without"),
    [
        ("When does the order ship?", "The order ships on Monday.", "The order ships."),
        ("When does the pool close on Mondays?", "The pool closes at 14:00 on Mondays.", "The pool closes on Mondays."),
        ("Who keeps the spare keys?", "The spare keys are kept by the porter.", "The spare keys are kept by the cleaner."),
        ("Where is the entrance?", "The entrance is on Mill Street.", "The entrance is on Hill Street."),
    ],
)  # fmt: skip
def test_the_fact_that_was_asked_for_counts(question, answer, without):
    assert not harness.equivalent(answer, without, context=question).equivalent


@pytest.mark.parametrize("other", ["cook", "receptionist", "driver"])
def test_a_question_excuses_no_word_of_a_value(other):
    ours, theirs = (f'{{"note": "Ask the {who} about keys."}}' for who in ("porter", other))
    assert not harness.equivalent(ours, theirs, context="Who is responsible for keys?", mode="json").equivalent


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("if item <= limit:\n    total += 1", "if item >= limit:\n    total += 1"),
        ("while low <= high:", "while low < high:"),
        ("The alarm rings if the pressure <= limit.", "The alarm rings if the pressure >= limit."),
        ("Heat if temperature < setpoint.", "Heat if temperature > setpoint."),
        ("Non, les chiens ne sont pas admis au bureau.", "Oui, les chiens sont admis au bureau."),
        ("Nein, Hunde sind hier nicht erlaubt.", "Ja, Hunde sind hier erlaubt."),
    ],
)
def test_what_holds_between_two_things_counts_whatever_they_are_called(ours, theirs):
    assert_different(ours, theirs)
