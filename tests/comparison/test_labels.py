"""A candidate that confuses two labels does not port, however much these look alike."""

from __future__ import annotations

import json

import pytest
from replayed import compared

CONFUSED = [
    ("-1", "0", "1"),
    (">", "=", "<"),
    ("C", "Go", "C#"),
    ("A-", "B", "A"),
    ("✅", "?", "❌"),
    ("not-found", "x", "Not found."),
]


@pytest.mark.parametrize("labels", CONFUSED)
def test_labels_that_only_a_sign_tells_apart_are_told_apart(tmp_path, labels):
    answers = [labels[number % 3] for number in range(30)]
    exchanged = {labels[0]: labels[2], labels[2]: labels[0]}
    listed = json.dumps({"type": "label", "labels": labels})
    found = compared(tmp_path, [(label, exchanged.get(label, label)) for label in answers], listed)
    assert (found.verdict, found.matches) == ("does-not-port", 10)


@pytest.mark.parametrize("labels", CONFUSED)
def test_decoration_makes_no_difference_to_a_listed_label(tmp_path, labels):
    answers = [labels[number % 3] for number in range(30)]
    listed = json.dumps({"type": "label", "labels": labels})
    found = compared(tmp_path, [(label, f'**"{label}"**') for label in answers], listed)
    assert (found.verdict, found.matches) == ("inconclusive", 30)  # thirty are too few to prove more
