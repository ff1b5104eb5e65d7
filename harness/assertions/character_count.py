"""The answer has so many characters, which are Unicode code points: most emoji are one.

- character-count: 50
- character-count: {min: 20, max: 50}
- character-count: {max: 100}
"""

from __future__ import annotations

from harness.assertions._count import Count, bounds_fault, within
from harness.model.result import Score
from harness.protocols import Subject

validate = bounds_fault


def check(subject: Subject, value: Count) -> Score:
    return within("character", len(subject.text), value)
