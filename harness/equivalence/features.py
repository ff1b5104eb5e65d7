"""What can be measured about two texts: a handful of numbers, each with a meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harness.equivalence.alignment import Alignment, Statement
from harness.reading.answers import asks_for_one_fact
from harness.reading.polarity import contrast
from harness.reading.words import content, topics

FACT, TEXT = "fact", "text"
"""Classes of pairs: answers to a question for one fact, and everything else."""
OPEN = "open"
"""Of everything else, answers to a question."""
COURTESIES = frozenset("sure certain absolut okay ok hello hi great thank welcom hope help".split())  # noqa: SIM905
"""Stems of which a statement may consist that nobody misses."""


class Features(NamedTuple):
    """Each between 0 and 1.

    `whole` is the cosine of the texts, `aligned` the mean cosine of the sentences of either text with their best
    counterparts, the smaller of both; neither is more than the cosine of what was replaced with the words beside it.
    `covered` and `covering` are the larger and the smaller share of a text's new words (those the question did not
    bring) that the other has too. `turned` is 1 where negations and opposites cancel out ("not bad" – "good"). `kept`
    is 1 unless a word or a few of an otherwise equal sentence are others, and then the cosine of both.
    `plain` is 1 unless both texts have a rare word that the other has nothing like (`rarity`).
    """

    whole: float
    aligned: float
    covered: float
    covering: float
    turned: float
    kept: float
    plain: float


NAMES = Features._fields


def measure(
    baseline: str,
    candidate: str,
    question: str | None,
    alignment: Alignment,
    *,
    kept: float = 1.0,
    around: float = 1.0,
    plain: float = 1.0,
) -> Features:
    first, second = content(baseline), content(candidate)
    asked = frozenset(content(question)) if question else frozenset()
    covered, covering = coverage(first, second, asked)
    # Of two texts one of which adds nothing to the question, that one does not answer it.
    if question and question.rstrip().endswith("?") and (asked.issuperset(first) != asked.issuperset(second)):
        covered = covering = 0.0
    left = contrast(baseline, candidate)
    return Features(
        whole=min(alignment.whole, around),
        aligned=min(_mean(alignment.baseline), _mean(alignment.candidate), around),
        covered=covered,
        covering=covering,
        turned=float(left.turned_back),
        kept=kept,
        plain=plain,
    )


def values(features: Features) -> tuple[float, ...]:
    """In the order of NAMES."""
    return tuple(features)


def text_class(question: str | None) -> str:
    """FACT where the question is known and asks for one fact, so that its words say nothing and recital around the
    fact is no difference; else TEXT.
    """
    return FACT if question and asks_for_one_fact(question) else TEXT


def asked_class(question: str | None) -> str:
    """FACT, OPEN where the question is known and asks for more, or TEXT."""
    found = text_class(question)
    return OPEN if question and found == TEXT else found


def coverage(first: Sequence[str], second: Sequence[str], asked: frozenset[str]) -> tuple[float, float]:
    """Share of each text's new words (those not in the question) found in the other, the larger share first."""
    ours, theirs = frozenset(first), frozenset(second)
    shares = _share(ours - asked or ours, theirs), _share(theirs - asked or theirs, ours)
    return max(shares), min(shares)


def _share(new: frozenset[str], other: frozenset[str]) -> float:
    return len(new & other) / len(new) if new else 0.0


def _is_courtesy(statement: str) -> bool:
    # Words tell it of most statements, numbers count as well.
    return COURTESIES.issuperset(topics(statement)) and COURTESIES.issuperset(content(statement))


def _mean(statements: Sequence[Statement]) -> float:
    """Over the statements that say something; a single one is what there is."""
    if len(statements) > 1:
        statements = [one for one in statements if not _is_courtesy(one.text)] or statements
    return sum(statement.counterpart for statement in statements) / len(statements)
