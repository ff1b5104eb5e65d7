"""The answers are much longer than the baseline's, or than a check allows: a limit in words is stated."""

from __future__ import annotations

import math

from harness.adapting.remedies._evidence import broken_by, most, short_answers, words
from harness.model.tuning import Edit, Symptoms

LONGER = 1.5
"""Times the baseline's words from which an answer is too long."""
COUNTS = ("word-count", "character-count", "line-length")


def edit(symptoms: Symptoms) -> Edit | None:
    if symptoms.step.output.type != "text" or short_answers(symptoms):
        return None
    failing = symptoms.failing
    long = [words(pairing.candidate.text) > LONGER * words(pairing.baseline.text) for pairing in failing]
    longest = max((words(text) for text in symptoms.accepted), default=0)
    counted = broken_by(symptoms, *COUNTS)
    if not longest or not (most(long) or any(words(one.candidate.text) > longest for one in counted)):
        return None
    return Edit(
        note="states how long an answer may be",
        instruction=f"The answer has at most {_round(longest)} words. Leave out introductions, repetitions and offers"
        " of further help.",
    )


def _round(count: int) -> int:
    """To the next five, where it is no small number: the baseline's longest is not a law."""
    return count if count < 10 else math.ceil(count / 5) * 5  # noqa: PLR2004
