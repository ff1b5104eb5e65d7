"""Sentences that say one thing from its two sides: "Ben sold Ann the bike" and "Ann bought the bike from Ben", "A is
north of B" and "B is south of A", "A opens earlier than B" and "B opens later than A". English only.

Two opposites face each other in them and the parts changed places: neither is evidence where the other is there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from harness.reading.relations import opposite
from harness.reading.words import content, stem, words

_CONVERSE = frozenset(
    frozenset((one, other))
    for ones, others in (
        ("lend lends lent lending", "borrow borrows borrowed borrowing"),
        ("sell sells sold selling", "buy buys bought buying purchase purchases purchased"),
        ("north northwest northeast", "south southeast southwest"),
        ("east", "west"),
        ("above over", "below under beneath underneath"),
        ("precede precedes preceded", "follow follows followed"),
    )
    for one in ones.split()
    for other in others.split()
)
_SIDES = frozenset(word for pair in _CONVERSE for word in pair)
_THAN = "than"
_JOINING = frozenset("and but or".split())  # noqa: SIM905
_LONGEST = 25
"""Words of a sentence that is looked at."""


@lru_cache(maxsize=512)
def seen_from_the_other_side(ours: str, theirs: str) -> bool:
    """Whether a word of one sentence faces its converse in the other and whoever comes first in each stands behind it
    in the other.
    """
    first, second = words(ours), words(theirs)
    compares = _THAN in first and _THAN in second
    if not compares and (_SIDES.isdisjoint(first) or _SIDES.isdisjoint(second)):
        return False
    # Of several things said at once only one may be turned round.
    if max(len(first), len(second)) > _LONGEST or not _JOINING.isdisjoint((*first, *second)):
        return False
    return any(
        _are_exchanged(first, place, second, place_there)
        for place, word in enumerate(first)
        for place_there, other in enumerate(second)
        if _are_converse(word, other, compares=compares)
    )


def _are_converse(word: str, other: str, *, compares: bool) -> bool:
    if frozenset((word, other)) in _CONVERSE:
        return True
    return compares and word != other and opposite(stem(word), stem(other))


def _are_exchanged(first: Sequence[str], place: int, second: Sequence[str], place_there: int) -> bool:
    lead, lead_there = _lead(first[:place]), _lead(second[:place_there])
    return lead != lead_there and lead_there in first[place + 1 :] and lead in second[place_there + 1 :]


def _lead(before: Sequence[str]) -> str:
    """The first word of content, in the form that it has there: whose something is, is not who does it."""
    return next((word for word in before if content(word)), "")
