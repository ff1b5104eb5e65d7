"""What a comparison would have shown, had it been there."""

from __future__ import annotations


def visible_drop(difference: float, upper: float, margin: float) -> float:
    """The smallest drop that as many cases, as noisy as these, would have shown to be beyond the margin."""
    return min(1.0, margin + max(0.0, upper - difference))
