"""What can be measured about two texts: a handful of numbers, each with a meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from operator import attrgetter

from harness.equivalence.alignment import Alignment, Statement
from harness.reading.polarity import contrast
from harness.reading.quantities import quantities
from harness.reading.quantity import Quantity, same
from harness.reading.sentences import sentences
from harness.reading.words import content

MOST_QUANTITIES = 40
SHORT = 5
"""Content words up to which a text counts as a short answer."""
FEW = 8
"""Content words up to which the same words in another order say the same; in longer sentences they may change roles."""
WORD_FOR_WORD = 0.75
"""Share of common words (Dice) from which on two texts are variants of each other."""


@dataclass(frozen=True, slots=True)
class Features:
    """Each between 0 and 1 or small.

    Meaning: `whole` is the cosine of the texts; `aligned` and `aligned_most` the mean cosine of the sentences of
    either text with their best counterparts, the smaller and the larger; `weakest` the least of all of them.
    Words: `covered` and `covering` are the larger and the smaller share of a text's new words (those the question
    did not bring) that the other has too; `order` the share of neighbours that stay neighbours; `length` the
    logarithm of the ratio of lengths. Words left over once equals and synonyms are paired off: `replaced` on both
    sides, `added` on one. Numbers: `numbers` the share that the other text lacks. Turns: `turned` where negations and
    opposites cancel out ("not bad" – "good"); `moved` how much of the order changed where all words are the same.
    """

    whole: float
    aligned: float
    aligned_most: float
    weakest: float
    covered: float
    covering: float
    order: float
    length: float
    replaced: float
    added: float
    numbers: float
    turned: float
    moved: float


NAMES = tuple(field.name for field in fields(Features))


def measure(baseline: str, candidate: str, question: str | None, alignment: Alignment) -> Features:
    first, second = content(baseline), content(candidate)
    asked = frozenset(content(question)) if question else frozenset()
    order = _order(first, second)
    covered, covering = coverage(first, second, asked)
    left = contrast(baseline, candidate)
    ours, theirs = _mean(alignment.baseline), _mean(alignment.candidate)
    return Features(
        whole=alignment.whole,
        aligned=min(ours, theirs),
        aligned_most=max(ours, theirs),
        weakest=min(statement.counterpart for statement in (*alignment.baseline, *alignment.candidate)),
        covered=covered,
        covering=covering,
        order=order,
        length=abs(math.log((len(first) + 1) / (len(second) + 1))),
        replaced=min(3, len(left.baseline), len(left.candidate)) / 3,
        added=min(3, abs(len(left.baseline) - len(left.candidate))) / 3,
        numbers=_numbers_missing(quantities(baseline), quantities(candidate), question),
        turned=float(left.turns > 0 and not left.contradicts),
        moved=0.0 if left.baseline or left.candidate else 1.0 - order,
    )


_values = attrgetter(*NAMES)


def values(features: Features) -> tuple[float, ...]:
    """In the order of NAMES."""
    found: tuple[float, ...] = _values(features)
    return found


def text_class(baseline: str, candidate: str, question: str | None) -> str:
    """`answer` where one of the texts is a few words; `variant` where two single sentences are alike almost
    word for word and no question explains that, so that what differs is a change; else `reply`.
    """
    ours, theirs = content(baseline), content(candidate)
    least, most = sorted((len(ours), len(theirs)))
    if least <= SHORT and most > least + 1:
        return "answer"
    if question or len(sentences(baseline)) > 1 or len(sentences(candidate)) > 1:
        return "reply"
    one, other = frozenset(ours), frozenset(theirs)
    if one == other and most <= FEW:
        return "reply"
    return "variant" if 2 * len(one & other) >= WORD_FOR_WORD * (len(one) + len(other)) else "reply"


def coverage(first: Sequence[str], second: Sequence[str], asked: frozenset[str]) -> tuple[float, float]:
    """Share of each text's new words (those not in the question) found in the other, the larger share first."""
    one, other = frozenset(first), frozenset(second)
    ours, theirs = _found(one - asked or one, other), _found(other - asked or other, one)
    return max(ours, theirs), min(ours, theirs)


def _found(new: frozenset[str], other: frozenset[str]) -> float:
    return len(new & other) / len(new) if new else 0.0


def _mean(statements: Sequence[Statement]) -> float:
    return sum(statement.counterpart for statement in statements) / len(statements)


def _order(first: Sequence[str], second: Sequence[str]) -> float:
    one, other = set(pairwise(first)), set(pairwise(second))
    return len(one & other) / max(len(one), len(other)) if one and other else float(first == second)


def _numbers_missing(ours: Sequence[Quantity], theirs: Sequence[Quantity], question: str | None) -> float:
    """Share of the numbers of both texts that neither the other nor the question has."""
    ours, theirs = ours[:MOST_QUANTITIES], theirs[:MOST_QUANTITIES]
    if not ours and not theirs:
        return 0.0
    asked = quantities(question)[:MOST_QUANTITIES] if question else ()
    missing = _missing(ours, (*theirs, *asked)) + _missing(theirs, (*ours, *asked))
    return missing / (len(ours) + len(theirs))


def _missing(some: Sequence[Quantity], others: Sequence[Quantity]) -> int:
    return sum(not any(same(quantity, other) for other in others) for quantity in some)
