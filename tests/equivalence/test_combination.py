"""Measurements and the probability made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.embedders import builtin
from harness.equivalence import equivalent
from harness.equivalence.alignment import align
from harness.equivalence.combination import combination, logit, tempered
from harness.equivalence.features import NAMES, asked_class, measure, text_class
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


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Who wrote Emma?", "fact"), ("How do I reset my password?", "open"), ("", "text"), (None, "text")],
)
def test_an_open_question_is_one_that_asks_for_more_than_a_fact(question, expected):
    assert asked_class(question) == expected


@given(st.sampled_from(("fact", "open", "text")), SHARES, SHARES)
def test_what_is_done_below_one_half_changes_no_decision_and_no_order(asked, one, other):
    low, high = (tempered(score, asked) for score in sorted((one, other)))
    assert 0 <= low <= high <= 1
    assert [low >= 0.5, high >= 0.5] == [score >= 0.5 for score in sorted((one, other))]


DIFFERENT = ("You can reset it on the settings page.", "Ask the help desk to send you a link.")
DENIED = ("You can reset it on the settings page.", "You can not reset it on the settings page.")


def test_answers_to_an_open_question_are_less_surely_different():
    bare, asked = (equivalent(*DIFFERENT, context=question) for question in (None, "How do I reset my password?"))
    assert bare.score < asked.score < 0.5
    assert asked.score == pytest.approx(tempered(bare.score, "open"))


def test_one_half_is_where_it_was_before():
    assert logit(tempered(0.4999999, "open")) == pytest.approx(logit(tempered(0.5, "open")), abs=1e-5)


def test_a_hard_break_costs_the_same_whatever_was_asked():
    bare, asked = (equivalent(*DENIED, context=question) for question in (None, "How do I reset my password?"))
    assert any(reason.hard for reason in asked.reasons)
    assert asked == bare


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
