"""What is to be said beside an inconclusive verdict: what would settle it, and what would have been noticed."""

from __future__ import annotations

import math

from harness.model.comparison import Comparison
from harness.stats.noninferiority import visible_drop
from harness.summary import phrases

MANY = 2
"""Where more than so many times the cases there are would be needed, mending those that were lost is shorter."""
_OUTCOMES = {"ports": "prove it", "does-not-port": "show that it does not port"}


def what_is_needed(comparison: Comparison) -> str:
    """`18 more cases`, `4 more groups`, `3 more answers to each case`: more of what the claim is about."""
    if comparison.cases_needed is None:
        return f"{phrases.count_of(comparison.samples_needed or 0, 'more answer')} to each case"
    grouped = comparison.groups < comparison.cases
    return phrases.count_of(comparison.cases_needed, "more group" if grouped else "more case")


def is_shorter_mended(comparison: Comparison) -> bool:
    """Whether the cases that were lost stand between it and a proof, rather than the number of cases."""
    needed = comparison.cases_needed
    return needed is not None and needed > MANY * comparison.groups and comparison.lost > 0


def what_would_settle(comparison: Comparison) -> str:
    """`18 more cases should prove it; with these cases only a drop of 22 % or more would be noticed`."""
    if "only failed cases" in comparison.causes:
        return "all cases would have to be run"
    if comparison.cases_needed is not None or comparison.samples_needed is not None:
        ahead = f"{what_is_needed(comparison)} should {_OUTCOMES.get(comparison.leads_to or '', 'settle it')}"
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
        return "with these cases no drop would have been noticed, however large"
    # Rounded up: a promise to notice a smaller drop than these cases can show would be false.
    return f"with these cases only a drop of {phrases.percent(math.ceil(drop * 100) / 100)} or more would be noticed"
