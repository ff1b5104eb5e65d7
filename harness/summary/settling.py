"""What is to be said beside an inconclusive verdict: what would settle it, and what would have been noticed."""

from __future__ import annotations

import math

from harness.model.result import Comparison
from harness.stats.noninferiority import visible_drop
from harness.summary import phrases


def what_would_settle(comparison: Comparison) -> str:
    """`18 more cases would settle it; with these cases only a drop of 22 % or more would have been noticed`."""
    if comparison.cases_needed is not None:
        ahead = f"{phrases.count_of(comparison.cases_needed, 'more case')} would settle it"
    elif comparison.missing and comparison.reasons:
        ahead = f"{phrases.count_of(comparison.missing, 'missing case')} would have to be measured"
    else:
        ahead = "no number of further cases can be foreseen to settle it"
    return f"{ahead}; {what_was_visible(comparison)}"


def what_was_visible(comparison: Comparison) -> str:
    """The smallest drop that the cases there are would have shown to be beyond the margin."""
    drop = 1.0
    if comparison.difference is not None and comparison.upper is not None:
        drop = visible_drop(comparison.difference, comparison.upper, comparison.margin)
    if drop >= 1:
        return "with so few cases no drop would have been noticed, however large"
    # Rounded up: a promise to notice a smaller drop than these cases can show would be false.
    return f"with these cases only a drop of {phrases.percent(math.ceil(drop * 100) / 100)} or more would be noticed"
