"""Measurements and the probability made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.embedders import builtin
from harness.equivalence.alignment import align
from harness.equivalence.combination import combination
from harness.equivalence.features import NAMES, measure, text_class

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote Emma?", "fact"),
        ("in which year did it open", "fact"),
        ("How do I reset my password?", "text"),
        ("What should I do when the router blinks?", "text"),
        ("Answer from the policy. " * 20 + "Who pays?", "text"),
        (None, "text"),
    ],
)
def test_a_question_for_one_fact_is_a_class_of_its_own(question, expected):
    assert text_class(question) == expected


@given(st.sampled_from(("fact", "text")), st.lists(SHARES, min_size=len(NAMES), max_size=len(NAMES)), SHARES)
def test_more_likeness_never_lowers_the_score(name, values, more):
    raised = [min(1.0, value + more) for value in values]
    weights = combination("builtin")[name]
    assert weights.probability(raised) >= weights.probability(values)


def test_an_embedder_without_weights_has_those_of_builtin():
    assert combination("sentence-transformers:./minilm") == combination("builtin")


def test_a_courtesy_is_no_statement_without_counterpart():
    plain, polite = "You have 30 days. Keep the receipt.", "Sure! You have 30 days. Keep the receipt."
    first, second = align([(plain, plain), (plain, polite)], builtin.load())
    assert measure(plain, polite, None, second).aligned == pytest.approx(measure(plain, plain, None, first).aligned)


def test_words_of_the_question_are_no_agreement():
    question = "Which city is the capital of France?"
    (alignment,) = align([("The capital of France is Paris.", "The capital of France is Rome.")], builtin.load())
    found = measure("The capital of France is Paris.", "The capital of France is Rome.", question, alignment)
    assert found.covered == found.covering == 0
