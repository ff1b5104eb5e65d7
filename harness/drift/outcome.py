"""The readings in one word, and as an exit code."""

from __future__ import annotations

from harness.exit_codes import FAILED, GOOD, INCOMPLETE
from harness.model.drift import Drift, DriftVerdict


def verdict(found: Drift) -> DriftVerdict:
    """The worst that any watch says."""
    said = {one.verdict for one in found.readings}
    return "drifting" if "drifting" in said else "unreadable" if "unreadable" in said else "steady"


def exit_code(found: Drift) -> int:
    """4 where answers that should be there are not, then 1 for drift. Too few nights yet are no trouble."""
    if not found.readings or any(one.missing for one in found.readings):
        return INCOMPLETE
    return FAILED if found.of("drifting") else GOOD
