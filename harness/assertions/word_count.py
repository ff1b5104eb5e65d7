"""The answer has so many words, which are what stands between white space.

- word-count: 50
- word-count: {min: 20, max: 50}
- word-count: {max: 100}
"""

from __future__ import annotations

from harness.assertions._count import Count, bounds_fault, within
from harness.model.result import Score
from harness.protocols import Subject

validate = bounds_fault


def check(subject: Subject, value: Count) -> Score:
    return within("word", len(subject.text.split()), value)
