"""Looks at one held-out part, whenever they are made: at which level the next has to hold.

Online fallback (Tian and Ramdas, Statistical Methods in Medical Research 30, 2021): the sequential counterpart of Holm.
Look i is made at `alpha · weight_i`, and what a look has proven with is passed on to the next. However looks depend on
each other, and however many there will be, the chance that any of them proves something false is at most alpha. Holm's
own method does not give that here: it has to know all looks before the first is decided.
"""

from __future__ import annotations

from collections.abc import Sequence

HALF = 0.5
"""The first look gets half of alpha, the next a quarter, and so on: most searches look once."""


def level(alpha: float, proven: Sequence[bool]) -> float:
    """The level of the next look, after looks that did or did not prove their claim, in their order.

    Raises:
        ValueError: alpha does not lie strictly between 0 and 1.
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha must lie between 0 and 1, found {alpha}")
    current = alpha * HALF
    for number, success in enumerate(proven, 2):
        current = alpha * HALF**number + (current if success else 0.0)
    return current
