"""Opposites in sentences of many other words: a contradiction where they stand beside the same word, else none."""

from __future__ import annotations

import pytest

import harness
from harness.guards import negation
from harness.model.exchange import Response

SAME = [
    ("The backup job failed because the keys had been rotated.", "Rotated keys made the backup job fail."),
    ("The import fails when the header is missing.", "A missing header makes the import fail."),
    ("The keyboard is only available with a US layout.", "There is no layout other than US for this keyboard."),
    ("Only members of the team can approve it.", "Nobody but members of the team can approve it."),
    ("You get in only with a ticket.", "You do not get in except with a ticket."),
    ("No, Tuesday is a normal working day.", "It isn't. Tuesday is a normal working day."),
    ("You can't be under 18 to join.", "You must be at least 18 to join."),
    ("The sum must not be below 50 euros.", "The sum must be at least 50 euros."),
    ("Cancellation is free of charge up to 24 hours before.", "It costs nothing to cancel at least 24 hours before."),
    ("Use a soft cloth rather than paper.", "Use a soft cloth, don't use paper."),
    ("No, refunds go to the card you paid with.", "They don't. Refunds go to the card you paid with."),
]
NO_EVIDENCE = [
    ("You can withdraw up to $500 a day. The limit resets at midnight.", "The daily limit is $500, and it starts over at midnight."),
    ("June to August is best for hiking. To see the northern lights, come in March.", "For hikes, go in June to August. If it's the northern lights you're after, visit in March."),
    ("A standing order can be changed or cancelled up to one day before it's due.", "You may edit or stop a standing order until the day before its due date."),
    ("Your account will be switched off that evening; hand in your badge before.", "That evening the account is deactivated, so return your badge before it."),
]  # fmt: skip
CONTRADICT = [
    ("There is a cabin near the old mill.", "There stands a cabin far from the old mill."),
    ("The call changes the list and returns None.", "Calling it leaves the list unchanged and returns None."),
    ("Silva lost the first set, then took the next two.", "Silva won the first set, but dropped the next two."),
    ("You can't be under 18 to join.", "You must be at least 21 to join."),
    ("You can't be under 18 to join.", "You can be under 18 to join."),
    ("Cancellation is free up to 24 hours before.", "Cancellation is free at least 48 hours before."),
    ("Use paper rather than a soft cloth.", "Use a soft cloth, don't use paper."),
    ("The job failed on Monday.", "The job did not fail on Monday."),
    ("The keyboard is available with a US layout.", "There is no US layout for this keyboard."),
    ("Yes, Tuesday is a working day.", "It isn't. Tuesday is a holiday."),
]


def finds(baseline: str, candidate: str) -> bool:
    return any(
        negation.differences(Response(text=one), Response(text=other), None)
        for one, other in ((baseline, candidate), (candidate, baseline))
    )


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_what_denies_alike_is_the_same(baseline, candidate):
    assert harness.equivalent(baseline, candidate).equivalent
    assert harness.equivalent(candidate, baseline).equivalent


@pytest.mark.parametrize(("baseline", "candidate"), [*SAME, *NO_EVIDENCE])
def test_opposites_among_other_words_are_no_evidence(baseline, candidate):
    assert not finds(baseline, candidate)


@pytest.mark.parametrize(("baseline", "candidate"), CONTRADICT)
def test_beside_the_same_word_they_are(baseline, candidate):
    assert not harness.equivalent(baseline, candidate).equivalent
    assert not harness.equivalent(candidate, baseline).equivalent
