"""The first piece of the answer came within so many milliseconds.

- {type: ttft, threshold: 800}

Needs `stream: true` in the suite. A recorded answer is judged by the times that were recorded with it. Of a workflow of
several calls it is the time until its last answer began.
"""

from __future__ import annotations

from harness.assertions._text import binary_score
from harness.assertions._types import Amount
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, *, threshold: Amount) -> Score:
    if subject.response is None or subject.response.ttft_s is None:
        raise CheckError(
            "when the first piece of this answer came is not known",
            hint="`stream: true` in the suite, then record again: --record all",
        )
    waited = subject.response.ttft_s * 1000
    return binary_score(waited <= threshold, f"began after {waited:.6g} ms, at most {threshold:g} ms allowed")
