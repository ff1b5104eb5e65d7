import numpy as np
import pytest


class Wheel:
    """An embedder of three directions: texts with "yes", with "no", and all others."""

    name, threshold = "wheel", 0.6

    def embed(self, texts):
        rows = [[float("yes" in text.lower()), float("no" in text.lower()), 0.1] for text in texts]
        return np.array([np.array(row) / np.linalg.norm(row) for row in rows], dtype=np.float32)


WHEEL = {"embedder": Wheel}


def test_similar_takes_the_nearest_of_several_texts(passes, check):
    assert passes("yes indeed", "similar", "oh yes", WHEEL)
    assert not passes("yes indeed", "similar", "oh no", WHEEL)
    assert passes("yes indeed", "similar", ["oh no", "oh yes"], WHEEL)
    assert passes("yes indeed", "similar", "oh no", WHEEL, threshold=0)
    assert check("yes", "similar", "yes", WHEEL).score == 1
    assert check("yes", "similar", [], WHEEL).outcome == "error"


@pytest.mark.parametrize(
    ("text", "expected", "outcome"),
    [
        ("Yes.", "yes", True),
        (" YES  indeed! ", "yes indeed", True),
        ('{"a": 1, "b": 2}', '{"b": 2.0, "a": 1}', True),
        ("billing", "payments", False),
        (r"\boxed{C}", "C", True),
        (r"\boxed{D}", "C", False),
        ("#### 42", "42", True),
        ("#### 43", "42", False),
        ("5 USD", "$5.00", True),
        (".5", "0.5", True),
        ("5", ".5", False),
        ('{"a": 1}', '{"a": 2}', False),
        ("maybe", "yes", False),
        ("yes, after 60 days", "yes, after 30 days", False),
        ("I'm sorry, but I can't help with that.", "yes", False),
    ],
)
def test_the_expected_answer_is_matched_by_meaning(passes, text, expected, outcome):
    assert passes(text, "matches-expected", facts=WHEEL | {"expected": expected}) is outcome
    assert passes(text, "matches-expected", expected, WHEEL) is outcome


def test_a_text_is_judged_by_equivalence(passes):
    expected = "You can return items within 30 days."
    assert passes("Items can be returned within thirty days.", "matches-expected", expected)
    assert not passes("You cannot return items within 30 days.", "matches-expected", expected)


def test_a_changed_number_is_named(check):
    found = check("yes, after 60 days", "matches-expected", facts=WHEEL | {"expected": "yes, after 30 days"})
    assert found.reason == 'expected "30 days", got "60 days" (numbers)'


def test_the_threshold_is_the_calibrated_one_unless_given(passes):
    answer, expected = "Parcels are sent on Mondays.", "Refunds go to the card that paid."
    assert not passes(answer, "matches-expected", expected)
    assert passes(answer, "matches-expected", expected, threshold=0.0)


def test_what_was_expected_and_what_came_is_told(check):
    assert check("payments", "matches-expected", "billing", WHEEL).reason == 'expected "billing", got "payments"'
    wrong = check('{"a": {"b": 2}}', "matches-expected", '{"a": {"b": 1}}', WHEEL)
    assert wrong.reason == 'expected "$.a.b: 1", got "$.a.b: 2" (json)'


def test_without_an_embedder_only_equality_matches(passes, check):
    assert passes("Yes!", "matches-expected", "yes", {"embedder": None})
    assert not passes("yes of course", "matches-expected", "yes", {"embedder": None})
    assert check("yes", "similar", "yes", {"embedder": None}).outcome == "error"


def test_a_case_without_reference_is_an_error(check):
    assert check("yes", "matches-expected", facts=WHEEL).outcome == "error"
