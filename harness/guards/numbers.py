"""`numbers`: a value, amount, date or duration differs where both answers speak of the same thing.

"thirty" is "30", "1,000" is "1k", "2 weeks" is "14 days". Numbers are compared inside sentences that are
otherwise alike, or where the answers are little more than the number; a number that the other answer says
elsewhere is no difference. Where both answers work their way to a marked
final answer the steps may differ, and `final-answer` decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import final_answer
from harness.reading.excerpts import short
from harness.reading.pairing import paired
from harness.reading.quantities import Quantity, comparable, quantities, same
from harness.reading.words import content

KIND = "changed number"
MOST = 200
"""Quantities of a text that are looked at."""
_BARE = 3
"""Content words up to which an answer is little more than its number."""


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    ours, theirs = quantities(baseline.text)[:MOST], quantities(candidate.text)[:MOST]
    if not ours or not theirs or _is_worked_out(baseline.text, candidate.text, context):
        return ()
    lost, new = _without(ours, theirs), _without(theirs, ours)
    if not lost or not new:
        return ()
    if len(content(baseline.text)) <= _BARE and len(content(candidate.text)) <= _BARE:
        return _replaced(lost, new)
    return _in_alike_sentences(baseline.text, candidate.text, lost, new)


def _is_worked_out(baseline: str, candidate: str, context: str | None) -> bool:
    first, second = final_answer(baseline, context), final_answer(candidate, context)
    return bool(first and second and (first.marked or second.marked))


def _without(some: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    return [quantity for quantity in some if not any(same(quantity, other) for other in others)]


def _in_alike_sentences(baseline: str, candidate: str, lost: list[Quantity], new: list[Quantity]) -> list[Difference]:
    lost_words, new_words = {quantity.shown for quantity in lost}, {quantity.shown for quantity in new}
    found: list[Difference] = []
    for pair in paired(baseline, candidate):
        ours = [quantity for quantity in quantities(pair.baseline) if quantity.shown in lost_words]
        theirs = [quantity for quantity in quantities(pair.candidate) if quantity.shown in new_words]
        if ours and theirs:
            found.extend(_replaced(ours, theirs))
    return found


def _replaced(lost: Sequence[Quantity], new: Sequence[Quantity]) -> list[Difference]:
    """Each lost number with the one that stands in its place."""
    free = list(new)
    found = []
    for quantity in lost:
        other = next((other for other in free if comparable(quantity, other)), None)
        if other is not None:
            free.remove(other)
            found.append(Difference("numbers", short(quantity.shown), short(other.shown), KIND))
    return found
