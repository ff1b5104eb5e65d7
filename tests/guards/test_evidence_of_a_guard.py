"""A guard claims a difference only where it has the evidence: what is said from the other side, by denying the contrary,is left to meaning; the same form with another meaning stays different."""

import pytest

from harness.equivalence import equivalent

WHO = (("Ben", "Ann"), ("Mia", "Tom"))


def hard(baseline, candidate, question=None):
    return [
        reason.guard for reason in equivalent(baseline, candidate, context=question, mode="text").reasons if reason.hard
    ]


@pytest.mark.parametrize(("one", "other"), WHO)
def test_seen_from_the_other_side(one, other):
    for ours, theirs, turned in (
        (
            f"{one} sold {other} the bike.",
            f"{other} bought the bike from {one}.",
            f"{one} bought the bike from {other}.",
        ),
        (
            f"{one} lent {other} 500 dollars.",
            f"{other} borrowed 500 dollars from {one}.",
            f"{one} borrowed 500 dollars from {other}.",
        ),
        (f"{one} lives north of {other}.", f"{other} lives south of {one}.", f"{one} lives south of {other}."),
        (
            f"{one} leaves earlier than {other}.",
            f"{other} leaves later than {one}.",
            f"{one} leaves later than {other}.",
        ),
    ):
        assert hard(ours, theirs) == hard(theirs, ours) == []
        assert hard(ours, turned)
        assert hard(turned, ours)


@pytest.mark.parametrize(
    ("ours", "theirs", "turned"),
    [
        ("You may leave only after the bell.", "You may not leave before the bell.", "You may not leave after the bell."),
        ("The offer is valid until 31 May.", "The offer expires on 31 May.", "The offer is invalid until 31 May."),
        ("You must be at least 18 to enter.", "Nobody under 18 is admitted.", "You must be at most 18 to enter."),
        ("The bus runs every 30 minutes.", "There are two buses an hour.", "The bus runs every 20 minutes."),
        ("Both candidates failed the test.", "Neither candidate passed the test.", "Both candidates passed the test."),
    ],
)  # fmt: skip
def test_said_by_denying_the_contrary(ours, theirs, turned):
    assert hard(ours, theirs) == hard(theirs, ours) == []
    assert hard(ours, turned)
    assert hard(turned, ours)


@pytest.mark.parametrize(
    ("question", "ours", "theirs", "turned"),
    [
        ("Is it gluten free?", "The soup contains no gluten.", "Yes, the soup is gluten-free.", "The soup contains gluten."),
        ("Is the pool heated?", "The pool isn't heated.", "No, it is an unheated pool.", "It is a heated pool."),
        ("Are pets prohibited?", "Pets are welcome.", "No, you can bring pets.", "Pets are not welcome."),
    ],
)  # fmt: skip
def test_what_follows_from_an_answer_is_not_the_answer(question, ours, theirs, turned):
    assert hard(ours, theirs, question) == hard(theirs, ours, question) == []
    assert hard(ours, turned, question)
