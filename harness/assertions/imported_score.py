"""The verdict or score that an imported answer brought along is good enough.

- imported-score: correct
- {type: imported-score, value: score, threshold: 0.8}

The value is the name of the column: `harness import` keeps `score`, `correct` and those named with `--score` beside
each answer, true as 1 and false as 0. The threshold is 0.5 unless given. An answer without one (it was asked for live,
say) cannot be checked so: that is an error, not a failure.
"""

from __future__ import annotations

from harness.assertions._text import graded
from harness.assertions._types import Share
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: str, *, threshold: Share = 0.5) -> Score:
    scores = subject.response.scores if subject.response else {}
    if value not in scores:
        hint = f"it has: {', '.join(scores)}" if scores else "leave this check out for answers that are asked for live"
        raise CheckError(f"no {value!r} was imported with this answer", hint=hint)
    return graded(f"imported {value}", scores[value], threshold)
