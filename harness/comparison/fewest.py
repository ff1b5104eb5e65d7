"""How many cases a proof takes at the least: where not one answer differs."""

from __future__ import annotations

from functools import cache

from harness.model.suite import Suite
from harness.stats.noninferiority import (
    noninferiority,
    noninferiority_anytime,
    noninferiority_these_cases,
    noninferiority_yes_no,
)

MOST_NEEDED = 10_000
"""Units; where more would be needed it is said to be so many."""


def units_needed(suite: Suite, level: float) -> int:
    """The fewest units that prove the suite's margin at that error rate, where no answer differs."""
    method = "these-cases" if suite.claim == "these-cases" else method_of(suite)
    return _fewest(method, suite.equivalence.margin, level, suite.samples)


def method_of(suite: Suite) -> str:
    """By how often answers are drawn, as verdicts are reached."""
    if suite.samples > 1:
        return "anytime"
    return "yes-no" if suite.baseline_samples == 1 else "fixed"


@cache
def _fewest(method: str, margin: float, level: float, samples: int) -> int:
    low, high = 0, 1
    # Doubling, then halving: each question runs a statistical test, and the need is anything from a handful to
    # thousands.
    while not _proves(method, high, margin, level, samples):
        low, high = high, high * 2
        if high > MOST_NEEDED:
            return MOST_NEEDED
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _proves(method, middle, margin, level, samples) else (middle, high)
    return high


def _proves(method: str, units: int, margin: float, level: float, samples: int) -> bool:
    same, confidence = [1.0] * units, 1.0 - level
    if method == "these-cases":
        answers = [[1.0] * samples] * units
        return noninferiority_these_cases([[1.0]] * units, answers, margin, confidence).verdict == "ports"
    judged = {"anytime": noninferiority_anytime, "fixed": noninferiority, "yes-no": noninferiority_yes_no}[method]
    return judged(same, same, margin, confidence).verdict == "ports"
