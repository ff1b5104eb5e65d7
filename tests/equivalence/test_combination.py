"""Measurements and the probability made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.embedders import builtin
from harness.equivalence.alignment import align
from harness.equivalence.combination import combination
from harness.equivalence.features import NAMES, measure, text_class
from harness.equivalence.rarity import plainness

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


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("The lamp burns petrol.", "The lamp burns candles."),
        ("She plays the violin in Boston.", "She plays chess in Boston."),
        ("The drummer left the band.", "The accountant left the band."),
    ],
)
def test_rare_words_instead_of_one_another_are_told_either_way_round(baseline, candidate):
    first, second = plainness([(baseline, candidate), (candidate, baseline)], builtin.load())
    assert first == second < 1


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("We received your letter.", "Your letter has reached us."),
        ("We include the battery.", "The battery is included."),
        ("She plays the violin.", "She plays the violin in Boston."),
        ("", "She plays the violin."),
    ],
)
def test_common_words_and_what_only_one_side_says_are_no_rare_words(baseline, candidate):
    assert plainness([(baseline, candidate)], builtin.load()) == [1.0]


@given(
    st.lists(st.sampled_from(["drummer", "diesel", "petrol", "visit", "need", "include", "crp"]), max_size=6), st.data()
)
def test_what_is_said_of_rare_words_depends_on_no_other_pair(words, data):
    pair = (" ".join(words), " ".join(data.draw(st.permutations(["violin", "boat", "need", "stove"]))[:2]))
    alone = plainness([pair], builtin.load())[0]
    assert 0 <= alone <= 1
    assert plainness([("a violin", "the diesel"), pair], builtin.load())[1] == pytest.approx(alone, abs=1e-5)


class WithoutWeights:
    name, threshold = "other", 0.5

    def embed(self, texts):
        return builtin.load().embed(texts)


def test_an_embedder_that_knows_no_rare_words_loses_nothing():
    assert plainness([("the drummer", "the accountant")], WithoutWeights()) == [1.0]
