"""Whether two texts are the same in every exact thing: numbers, signs, ids, operands, whatever the notation."""

from __future__ import annotations

from collections.abc import Sequence

from harness.reading.exactly.commands import other_signs, turned_about
from harness.reading.exactly.labels import exchanged_values, other_span, relabelled
from harness.reading.exactly.letters import recased, respelled
from harness.reading.exactly.notations import one_notation
from harness.reading.exactly.places import in_another_state
from harness.reading.exactly.searches import searched_otherwise
from harness.reading.exactly.things import exchanged
from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import Quantity, same
from harness.reading.numbers.units import CASED, measure
from harness.reading.rewording import reworded
from harness.reading.signs import is_signed_otherwise, marks, signed_words
from harness.reading.words import words


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts have the same words once both are in one notation, and differ in nothing exact."""
    first, second = reworded(one, one_notation(one, other))
    return bool(words(first)) and words(first) == words(second) and not differs_exactly(first, second)


def differs_exactly(one: str, other: str) -> bool:
    """Whether texts of the same words differ in a number, a sign or another exact thing."""
    if one == other:
        return False
    other = one_notation(one, other)
    return (
        is_signed_otherwise(one, other)
        or marks(one) != marks(other)
        or signed_words(one) != signed_words(other)
        or _lacks(quantities(one), quantities(other))
        or _lacks(quantities(other), quantities(one))
        or any(exchanged(*reworded(one, other)))
        or _in_another_order(one, other)
        or _is_another_unit(one.strip(), other.strip())
        or any(any(find(one, other)) for find in (recased, respelled, relabelled, in_another_state))
        or other_signs(one, other)
        or searched_otherwise(one, other)
        or any(find(one, other) is not None for find in (turned_about, exchanged_values, other_span))
    )


def _in_another_order(one: str, other: str) -> bool:
    """Whether numbers changed places among the same words: "2-1" and "1-2"."""
    ours, theirs = ([word for word in words(text) if not word[0].isdigit()] for text in (one, other))
    pairs = zip(quantities(one), quantities(other), strict=False)
    return ours == theirs and any(not same(left, right) for left, right in pairs)


def _is_another_unit(one: str, other: str) -> bool:
    """Whether both are a unit's symbol alone, and not the same: MB and Mb, mW and MW."""
    if one not in CASED and other not in CASED:
        return False
    here, there = (measure(symbol.lower(), symbol, "", "") for symbol in (one, other))
    return here is not None and there is not None and here != there


def _lacks(some: Sequence[Quantity], more: Sequence[Quantity]) -> bool:
    return any(not quantity.is_implied and not any(same(quantity, other) for other in more) for quantity in some)
