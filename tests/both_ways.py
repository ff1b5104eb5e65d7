"""Two answers compared both ways round: which of them is the baseline's decides nothing."""

from __future__ import annotations

from harness.equivalence import equivalent


def assert_same(ours: str, theirs: str) -> None:
    """They say the same, whichever is the baseline's."""
    for baseline, candidate in ((ours, theirs), (theirs, ours)):
        found = equivalent(baseline, candidate)
        assert found.equivalent, (baseline, candidate, found.reasons)


def assert_different(ours: str, theirs: str) -> None:
    """They say different things, whichever is the baseline's."""
    for baseline, candidate in ((ours, theirs), (theirs, ours)):
        assert not equivalent(baseline, candidate).equivalent, (baseline, candidate)
