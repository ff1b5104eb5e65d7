"""Whether each word that one of two sentences has alone is near a word of the other: broader, narrower or light.

Where people reword freely they put a broader word, split one in two or leave out what another implies: "slice into
pieces" and "cut", "limit the range" and "the range or extent". English only.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.reading.relations import related_to_any
from harness.reading.small_words.light import HOW_MANY, are_steps_in_another_order, is_done_otherwise, is_light
from harness.reading.words import content, stem, vocabulary

_LIGHT = frozenset(
    map(
        stem,
        """get gets got have having take takes make makes made do done go goes come comes give given use used using
        please already still simply just actually currently there way thing""".split(),  # noqa: SIM905
    )
)
"""What says little of what is done."""
_BOUND = frozenset(map(stem, "need require required must mandatory necessary obligatory compulsory".split()))  # noqa: SIM905
"""What says that something has to be, which no word of what is done comes near, whatever else it may mean."""
_MOST = 60
"""Words of content of either side that are looked at."""


def are_kindred(left: Sequence[str], right: Sequence[str], ours: str, theirs: str) -> bool:
    """Whether all that two sentences do not share has a near word on the other side, and they ask, count and order
    alike.

    Args:
        left: stems of words of content that only the first sentence has.
        right: those that only the second has.
        ours: the first sentence.
        theirs: the second.
    """
    if ("?" in ours) != ("?" in theirs) or HOW_MANY & vocabulary(ours) != HOW_MANY & vocabulary(theirs):
        return False
    if are_steps_in_another_order(ours, theirs) or is_done_otherwise(ours, theirs):
        return False
    return _each_is_near(left, ours, theirs) and _each_is_near(right, theirs, ours)


def _each_is_near(alone: Sequence[str], own: str, other: str) -> bool:
    words = content(other)[:_MOST]
    return len(alone) <= _MOST and all(
        one in _LIGHT or is_light(one, own, other) or (one not in _BOUND and related_to_any(one, words))
        for one in alone
    )
