"""The whole answer came within so many milliseconds.

- {type: latency, threshold: 4000}

A recorded answer is judged by the time it took when it was recorded.
"""

from __future__ import annotations

from harness.assertions._text import binary_score
from harness.assertions._types import Amount
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, *, threshold: Amount) -> Score:
    if subject.latency_s is None:
        raise CheckError("how long this answer took is not known", hint="record it again: --record all")
    # Milliseconds, as promptfoo's users write the threshold.
    spent = subject.latency_s * 1000
    return binary_score(spent <= threshold, f"took {spent:.6g} ms, at most {threshold:g} ms allowed")
