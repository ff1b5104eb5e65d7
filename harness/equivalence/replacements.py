"""What stands for something else in a sentence that is the same otherwise: a word for a word, a few for a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from harness.reading.edits import NearCopy, near_copies, trimmed
from harness.reading.polarity import NEGATIONS, contrast
from harness.reading.relations import related, synonymous
from harness.reading.words import FUNCTION_WORDS, stem

BESIDE = 5
"""Words on each side of what was replaced in which it is read: in a long sentence it would be one of many."""
FEW = 3
"""Words that may stand for one another; of more, some are oftener the same said otherwise."""
SHORT = 12
"""Words of a sentence in which a single other word counts, however near; in longer ones it is oftener a free choice."""
NEAR = 0.3
"""Cosine from which on one word in a longer sentence, or a few in any, may be such a choice."""

PREPOSITIONS = frozenset(
    """across along amid among around behind below beneath beside between beyond despite inside near onto outside past
    per throughout toward towards upon""".split()  # noqa: SIM905
)
"""Those that are no function words; which of them deny one another is the matter of `qualifiers`."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands in either sentence alone, both with the words beside them, and the cosine from which on what stands
    alone may say the same.
    """

    before: str
    after: str
    around: tuple[str, str]
    near: float


def replacement(baseline: str, candidate: str) -> Replacement | None:
    """The first word, or few words, that stand for others in a sentence that is the same otherwise; None if there are
    none.

    Synonyms replace nothing, and opposites and denials are the matter of `negation`.
    """
    for pair in near_copies(baseline, candidate):
        left, right, before = trimmed(pair.ours, pair.theirs)
        near = _near(left, right, pair)
        if near is not None:
            first = max(0, len(before) - BESIDE)
            ours = pair.ours[first : len(before) + len(left) + BESIDE]
            theirs = pair.theirs[first : len(before) + len(right) + BESIDE]
            return Replacement(" ".join(left), " ".join(right), (" ".join(ours), " ".join(theirs)), near)
    return None


def _near(left: Sequence[str], right: Sequence[str], pair: NearCopy) -> float | None:
    """See `Replacement.near`; None where nothing of weight was replaced."""
    if max(len(left), len(right)) > FEW:
        return None
    ours, theirs = ([stem(word) for word in side if _weighs(word)] for side in (left, right))
    single = len(left) == len(right) == 1
    short = single and len(pair.ours) <= SHORT
    alike = synonymous if short else related
    if not ours or not theirs or any(alike(one, other) for one, other in product(ours, theirs)):
        return None
    if short:
        return 1.0
    return NEAR if _is_free([*left, *right]) and not contrast(pair.baseline, pair.candidate).turns else None


def _is_free(replaced: Sequence[str]) -> bool:
    """Whether no guard reads it: no number, denial or preposition is among the words."""
    return (
        all(word.replace("-", "").isalpha() for word in replaced)
        and NEGATIONS.isdisjoint(replaced)
        and (len(replaced) > 2 or PREPOSITIONS.isdisjoint(replaced))  # noqa: PLR2004 - a word for a word
    )


def _weighs(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and word not in FUNCTION_WORDS
