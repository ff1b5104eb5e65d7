"""The answer cost at most so many US dollars.

- {type: cost, threshold: 0.002}

Needs the target's `price` in harness.yaml.
"""

from __future__ import annotations

from harness.assertions._text import binary_score
from harness.assertions._types import Amount
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, *, threshold: Amount) -> Score:
    if subject.cost_usd is None:
        raise CheckError("what this answer cost is not known", hint="give the target a `price` in harness.yaml")
    return binary_score(subject.cost_usd <= threshold, f"cost ${subject.cost_usd:.6g}, at most ${threshold:g} allowed")
