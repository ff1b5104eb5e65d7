"""`numbers`: a value, amount, date, time or duration differs where both answers speak of the same thing.

"thirty" is "30", "1,000" is "1k", "2 weeks" is "14 days", "3 pm" is "15:00"; whole numbers are exact. Numbers are
compared inside sentences that are otherwise alike, or where the answers are little more than the number. One that the
other answer says elsewhere is no difference, unless the sentences are the same but for it: then it changed its place.
Where both answers work their way to a marked final answer the steps may differ, and `final-answer` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.exactly.labels import other_span
from harness.reading.excerpts import apart, short
from harness.reading.numbers.bounds import is_limit_on_one_side, without_denied_limits
from harness.reading.numbers.derived import follow_from_one_another
from harness.reading.numbers.numerals import plain_digits
from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import Quantity, comparable, same
from harness.reading.pairing import paired
from harness.reading.polarity import NEGATIONS, contrast
from harness.reading.rewording import reworded
from harness.reading.sentences import sentences
from harness.reading.unspaced import is_unspaced
from harness.reading.words import content, rarities, words

KIND = "changed number"
BY_STATEMENT = True
MOST = 200
"""Quantities of a text that are looked at."""
_BOUNDS = {"≤": " as upper limit", "<": " as upper limit", "≥": " as lower limit", ">": " as lower limit", "": ""}
_EDGES = {"≤": "{} or less", "<": "less than {}", "≥": "{} or more", ">": "more than {}", "": "{}"}
"""Where both are limits on the same side."""
_SHORT = 3
"""Sentences of an answer that gives one value of a unit."""
_LEAST_SHARED = 2
"""Words, but for numbers, that such answers have in common."""
_NO_UNITS = frozenset({"", "ordinal", "share"})
_BARE = 3
"""Content words up to which an answer is little more than its number."""


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if apart := _marked_apart(baseline.text, candidate.text, context):
        return (Difference("numbers", *apart, KIND),)
    ours, theirs = quantities(baseline.text)[:MOST], quantities(candidate.text)[:MOST]
    if not ours or not theirs or is_worked_out(baseline.text, candidate.text, context):
        return ()
    if found := _spans(baseline.text, candidate.text) or _limits(baseline.text, candidate.text):
        return found
    lost, new = _without(ours, theirs), _without(theirs, ours)
    if follow_from_one_another(baseline.text, candidate.text) or _are_limits_denied(lost, new, baseline, candidate):
        lost, new = [], []
    implied = _articles_replaced(baseline.text, candidate.text, lost, new)
    if implied or not lost or not new:
        return implied or (_elsewhere(baseline.text, candidate.text) if len(ours) > 1 and len(theirs) > 1 else ())
    # Two bare numbers have no sentences to pair, and need none.
    if len(content(baseline.text)) <= _BARE + len(ours) and len(content(candidate.text)) <= _BARE + len(theirs):
        return _replaced(lost, new)
    return (
        _in_alike_sentences(baseline.text, candidate.text, lost, new)
        or _in_short_answers(baseline.text, candidate.text, lost, new)
        or _elsewhere(baseline.text, candidate.text)
    )


def _are_limits_denied(
    lost: Sequence[Quantity], new: Sequence[Quantity], baseline: Response, candidate: Response
) -> bool:
    """Whether one number limits from below here and from above there, where one side denies it: "at least 18" and
    "nobody under 18".
    """
    if len(lost) != 1 or len(new) != 1 or lost[0].value != new[0].value or lost[0].unit != new[0].unit:
        return False
    # A denial of the limit itself has made it what it is.
    denied = [
        NEGATIONS.isdisjoint(words(without_denied_limits(text.lower()))) for text in (baseline.text, candidate.text)
    ]
    return bool(lost[0].bound and new[0].bound) and denied[0] != denied[1]


_MARKED = re.compile(r"([0-9]) ?(%|×(?! ?[\w(])|['′\"″](?!\w))")
_SHARE_ASKED = re.compile(r"percent|per cent|%|\b(?:rate|share|proportion)\b", re.IGNORECASE)
_LONGEST_MARKED = 2_000
_STRAIGHT = str.maketrans("′″", "'\"")
_FEET_AND_INCHES = frozenset("'\"")
_MARKS = frozenset("%％٪×'′\"″")


def _marked_apart(baseline: str, candidate: str, context: str | None) -> tuple[str, str] | None:
    """Numbers of the same words that are a share, a factor or in feet here and bare there: 5% and 5, 5× and 5."""
    if max(len(baseline), len(candidate)) > _LONGEST_MARKED:
        return None
    ours, theirs = _marks(baseline), _marks(candidate)
    if ours == theirs or (bool(ours) == bool(theirs) and _FEET_AND_INCHES.isdisjoint({*ours, *theirs})):
        return None
    if context and _SHARE_ASKED.search(context):
        return None
    bare = [[word for word in words(text) if word != "%"] for text in (baseline, candidate)]
    return (short(baseline), short(candidate)) if bare[0] == bare[1] else None


def _marks(text: str) -> list[str]:
    """What stands behind numbers; a quotation mark only where it closes nothing."""
    if _MARKS.isdisjoint(rarities(text)):
        return []
    found = [match[2].translate(_STRAIGHT) for match in _MARKED.finditer(plain_digits(text))]
    return [mark for mark in found if mark not in "'\"" or text.count(mark) == 1]


def _spans(baseline: str, candidate: str) -> list[Difference]:
    """Spans that stand against their ends: "pages 5-7" and "pages 5, 7", "every 4 to 6 hours" and "every 4 hours"."""
    if baseline == candidate:
        return []
    found = (other_span(pair.baseline, pair.candidate) for pair in paired(baseline, candidate))
    return [Difference("numbers", short(span[0]), short(span[1]), KIND) for span in found if span]


def _limits(baseline: str, candidate: str) -> list[Difference]:
    """Limits that the other answer gives as the value itself: "lasts up to 30 days", "lasts 30 days"."""
    return [
        Difference("numbers", *apart(pair.baseline, pair.candidate), KIND)
        for pair in paired(baseline, candidate)
        if is_limit_on_one_side(pair.baseline, pair.candidate)
    ]


def _without(some: Sequence[Quantity], other_side: Sequence[Quantity]) -> list[Quantity]:
    known = set(map(_said, other_side))
    # Numbers may be many; those that both write alike need not be held against each of the other side.
    return [
        quantity
        for quantity in some
        if not quantity.is_implied
        and _said(quantity) not in known
        and not any(same(quantity, other) for other in other_side)
    ]


def _articles_replaced(
    baseline: str, candidate: str, lost: Sequence[Quantity], new: Sequence[Quantity]
) -> list[Difference]:
    """One that an article says where the other answer has a number: "for a week", "for two weeks"."""
    explicit = [{quantity.written for quantity in side if quantity.unit in _LASTING} for side in (lost, new)]
    if not any(explicit):
        return []
    found = []
    for pair in paired(baseline, candidate):
        ours, theirs = quantities(pair.baseline), quantities(pair.candidate)
        for one in ours:
            for other in theirs:
                is_said = one.written in explicit[0] if other.is_implied else other.written in explicit[1]
                if (
                    one.is_implied != other.is_implied
                    and is_said
                    and other.unit in _LASTING
                    and one.unit in _LASTING
                    and not same(one, other)
                    and not _is_about_a_month(one, other)
                    and _before(pair.baseline, one) == _before(pair.candidate, other)
                ):
                    found.append(Difference("numbers", short(one.written), short(other.written), KIND))
    return found


_LASTING = frozenset({"s", "month"})
_FOUR_WEEKS = 28 * 86400


def _is_about_a_month(one: Quantity, other: Quantity) -> bool:
    """Four weeks are no exact month, but may be "a month"."""
    values = {one.unit: one.value, other.unit: other.value}
    return values == {"month": 1, "s": _FOUR_WEEKS}


def _before(sentence: str, quantity: Quantity) -> list[str]:
    """The word before a quantity."""
    return sentence[: quantity.start].lower().split()[-1:]


_said = attrgetter("value", "unit", "written", "number", "dates", "code", "bound", "certain", "places")
"""A quantity, wherever it stands."""


def _in_alike_sentences(baseline: str, candidate: str, lost: list[Quantity], new: list[Quantity]) -> list[Difference]:
    lost_words, new_words = {quantity.written for quantity in lost}, {quantity.written for quantity in new}
    replaced: list[Difference] = []
    pairs = paired(baseline, candidate)
    if not pairs and len(sentences(baseline)) == len(sentences(candidate)) == 1:
        # What is written out here and short there has words in common only in one wording: BP, blood pressure.
        pairs = paired(*reworded(baseline, candidate))
    for pair in pairs:
        if pair.baseline == pair.candidate:
            continue
        ours = [quantity for quantity in quantities(pair.baseline) if quantity.written in lost_words]
        theirs = [quantity for quantity in quantities(pair.candidate) if quantity.written in new_words]
        if ours and theirs:
            replaced.extend(_replaced(ours, theirs))
    return replaced


def _in_short_answers(
    baseline: str, candidate: str, lost: Sequence[Quantity], new: Sequence[Quantity]
) -> list[Difference]:
    """The one value of a unit that two answers of few sentences give, however they are worded: "kept for 30 days",
    "erased after 90 days".
    """
    if max(len(sentences(baseline)), len(sentences(candidate))) > _SHORT or len(lost) != 1 or len(new) != 1:
        return []
    unit = lost[0].unit
    # Where no space stands between words, what is counted is not read as a unit.
    known = unit not in _NO_UNITS or (not unit and is_unspaced(baseline) and is_unspaced(candidate))
    if not known or new[0].unit != unit or not (lost[0].certain and new[0].certain):
        return []
    counts = [sum(quantity.unit == unit for quantity in quantities(text)) for text in (baseline, candidate)]
    return _replaced(lost, new) if counts == [1, 1] and contrast(baseline, candidate).shared >= _LEAST_SHARED else []


def _elsewhere(baseline: str, candidate: str) -> list[Difference]:
    """Numbers that changed their places: a sentence that is the same but for one that the other answer says as well."""
    moved: list[Difference] = []
    for pair in paired(baseline, candidate):
        if pair.alike == 1 and pair.baseline != pair.candidate and content(pair.baseline):
            ours, theirs = quantities(pair.baseline), quantities(pair.candidate)
            if len(ours) == len(theirs):
                moved.extend(_replaced(*_unmatched(ours, theirs)))
    return moved


def _unmatched(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Those left over once each is matched with one of the other side: "2-1" has a 2 and a 1, "2-2" two of them."""
    free, lost = list(theirs), []
    for quantity in ours:
        other = next((other for other in free if same(quantity, other)), None)
        if other is None:
            lost.append(quantity)
        else:
            free.remove(other)
    return lost, free


def _replaced(lost: Sequence[Quantity], new: Sequence[Quantity]) -> list[Difference]:
    """Each lost number with the one that stands in its place: of the same unit before any other."""
    free = list(new)
    replaced = []
    for quantity in lost:
        fitting = [other for other in free if comparable(quantity, other)]
        other = next((other for other in fitting if other.unit == quantity.unit), fitting[0] if fitting else None)
        if other is not None:
            free.remove(other)
            replaced.append(Difference("numbers", *_sides(quantity, other), KIND))
    return replaced


def _sides(lost: Quantity, new: Quantity) -> tuple[str, str]:
    """Both as written; of one number that bounds from above here and from below there ("under", "over"), which."""
    before, after = short(lost.written), short(new.written)
    if before == after and lost.bound != new.bound:
        if _BOUNDS[lost.bound] == _BOUNDS[new.bound]:
            return _EDGES[lost.bound].format(before), _EDGES[new.bound].format(after)
        return f"{before}{_BOUNDS[lost.bound]}", f"{after}{_BOUNDS[new.bound]}"
    return before, after
