import math

import pytest

from harness.assertions._tokens import tokens
from harness.assertions.bleu import bleu
from harness.assertions.gleu import gleu
from harness.assertions.rouge_n import rouge_1

MAT = "The cat sat on the mat."


def test_levenshtein_counts_edits(passes, check):
    assert passes("kitten", "levenshtein", "sitting", threshold=3)
    assert not passes("kitten", "levenshtein", "sitting", threshold=2)
    assert passes("kitten", "levenshtein", "sitting")
    assert not passes("kitten", "not-levenshtein", "sitting")
    assert "more than 1000 edits" in check("x" * 5000, "levenshtein", "y").reason


def test_bleu_is_the_geometric_mean_of_precisions():
    assert bleu(MAT, [MAT]) == pytest.approx(1)
    # 5 of 6 words, 3 of 5 pairs, 2 of 4 triples, 1 of 3 fours: "dog" breaks four sequences.
    assert bleu("The dog sat on the mat.", [MAT]) == pytest.approx((5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    assert bleu("the the the the", ["the cat"]) == pytest.approx((1 / 4 * 1e-7 * 1e-7 * 1e-7) ** 0.25)


def test_bleu_is_less_for_an_answer_that_is_too_short():
    short, whole = "The cat sat on", "The cat sat on the mat"
    assert bleu(short, [whole]) == pytest.approx(math.exp(1 - 6 / 4))
    assert bleu(short, [whole, short]) == pytest.approx(1)
    assert bleu("", [whole]) == 0


def test_gleu_is_the_smaller_of_precision_and_recall():
    assert gleu(MAT, [MAT.rstrip(".")]) == 1
    assert gleu("the cat", ["the cat sat"]) == pytest.approx(3 / 6)
    assert gleu("one", ["two"]) == 0
    assert gleu("a b", ["c d", "a b"]) == 1


def test_rouge_is_the_harmonic_mean_over_words():
    assert rouge_1("police kill the gunman", "police killed the gunman") == pytest.approx(0.75)
    assert rouge_1("a a a", "a a") == pytest.approx(0.8)
    assert rouge_1("Hello", "hello") == 0
    assert rouge_1("", "hello") == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Alpha. Beta.", "Alpha . Beta ."),
        ("He can't; they've gone, I'm not.", "He ca n't ; they 've gone , I 'm not ."),
        ("I cannot, gonna, gotta", "I can not , gon na , got ta"),
        ("At 3.5 % of $1,000: 7:30!", "At 3.5 % of $ 1,000 : 7:30 !"),
        (
            "Dr. Smith met Mr. J. Jones in the U.S. Then he left.",
            "Dr. Smith met Mr. J. Jones in the U.S. Then he left .",
        ),
        ("Bread, etc. Another.", "Bread , etc . Another ."),
        ("Bread, etc. and more.", "Bread , etc. and more ."),
        ("See e.g. Apples", "See e.g. Apples"),
        ('"Stop." Next.', "`` Stop . '' Next ."),
        ('He said... "what?"', "He said ... `` what ? ''"),
        ("(Nobody came.) then", "( Nobody came. ) then"),
        ("(Nobody came.) Then", "( Nobody came . ) Then"),
        ("so -- it's the dogs' bone", "so -- it 's the dogs ' bone"),
        ("a\u00a0b\n\nc", "a b c"),
        ("https://example.com/a.b", "https : //example.com/a.b"),
        ("", ""),
    ],
)
def test_words_are_those_of_the_penn_treebank(text, words):
    assert tokens(text) == words.split()


@pytest.mark.parametrize("name", ["bleu", "gleu", "rouge-n"])
def test_a_metric_passes_from_its_threshold_on(check, name):
    same, other = check(MAT, name, MAT), check("Nothing alike here at all", name, MAT)
    assert (same.outcome, round(same.score, 6)) == ("pass", 1)
    assert other.outcome == "fail"
    assert other.score < 0.5
    assert check("Nothing alike here at all", name, MAT, threshold=0).outcome == "pass"
    assert check(MAT, f"not-{name}", MAT).score == pytest.approx(0)


@pytest.mark.parametrize(("name", "value"), [("bleu", []), ("gleu", []), ("rouge-n", " ")])
def test_a_metric_without_a_reference_is_an_error(check, name, value):
    assert check(MAT, name, value).outcome == "error"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("word-count", 3, True),
        ("word-count", "3", True),
        ("word-count", {"min": 4}, False),
        ("word-count", {"max": 3}, True),
        ("word-count", {"min": 1, "max": 2}, False),
        ("character-count", 12, True),
        ("character-count", {"min": 13}, False),
        ("character-count", {"min": 0, "max": 12}, True),
    ],
)
def test_words_and_characters_are_counted(passes, name, value, expected):
    assert passes("  one two 😀 ", name, value) is expected
    assert passes("  one two 😀 ", f"not-{name}", value) is not expected


@pytest.mark.parametrize(
    "value", [{}, -1, {"min": -1}, {"min": 5, "max": 4}, "many", True, None, {"minimum": 1}, float("nan"), float("inf")]
)
@pytest.mark.parametrize("name", ["word-count", "character-count"])
def test_a_count_of_no_use_is_an_error(check, name, value):
    assert check("a b", name, value).outcome == "error"
