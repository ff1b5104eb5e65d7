"""An answer of one word and its reason, in one sentence or in two; small words that may stand in two places."""

from __future__ import annotations

import pytest

import harness


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("No, gift cards cannot be returned.", "No. Gift cards cannot be returned."),
        ("No, refunds go to the original payment method.", "No. Refunds go to the original payment method."),
        ("Yes, unworn items can be returned within 30 days.", "Yes. Unworn items can be returned within 30 days."),
        ("From other countries than Norway the customer pays.", "From countries other than Norway the customer pays."),
        ("Swimwear is accepted only if the seal is intact.", "Swimwear is only accepted if the seal is intact."),
        (
            "Without the tracking number it is not refunded, I'm afraid.",
            "I am afraid it is not refunded without the tracking number.",
        ),
    ],
)
def test_they_say_the_same(baseline, candidate):
    assert harness.equivalent(baseline, candidate).equivalent


@pytest.mark.parametrize(
    ("baseline", "candidate"),
    [
        ("Yes, unworn items can be returned within 30 days.", "No. Unworn items can be returned within 30 days."),
        ("No, refunds go to the original payment method.", "Yes. Refunds go to the original payment method."),
        ("Swimwear is accepted only if the seal is intact.", "Swimwear is accepted unless the seal is intact."),
        ("Countries other than Norway pay for it.", "Countries such as Norway pay for it."),
    ],
)
def test_they_do_not(baseline, candidate):
    assert not harness.equivalent(baseline, candidate).equivalent
