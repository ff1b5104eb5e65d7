"""The readings in one word, and as an exit code."""

from __future__ import annotations

from harness.exit_codes import FAILED, GOOD, INCOMPLETE
from harness.model.drift import Drift, DriftVerdict


def verdict(drift: Drift) -> DriftVerdict:
    """The worst that any watch says."""
    verdicts = {reading.verdict for reading in drift.readings}
    return "drifting" if "drifting" in verdicts else "unreadable" if "unreadable" in verdicts else "steady"


def exit_code(drift: Drift) -> int:
    """4 where answers that should be there are not, then 1 for drift. Too few nights yet are no trouble."""
    # Before drift: a watch that could not be read may hide one.
    if not drift.readings or any(reading.missing for reading in drift.readings):
        return INCOMPLETE
    return FAILED if drift.of("drifting") else GOOD
