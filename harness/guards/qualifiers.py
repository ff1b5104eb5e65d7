"""`qualifiers`: a small word that limits or shifts what is said was replaced, dropped or added.

before and after, must and may, all and some, always and often, today and tomorrow, if and unless; `only`, an exception
or a doubt that one answer has and the other has not; what has been done against what will be ("was sent", "will be
sent"; "was full", "will be full"; "has been sold", "is for sale"); how often ("per minute", "per hour"); "cheaper
than" against "as cheap as"; "stopped to smoke" against "stopped smoking"; a list of all against one of its members, all
others, or a span; a relative of the word that says another thing ("trainer", "trainee"). Looked for in sentences that
are nearly the same otherwise. Made of English words, many kinds also of the commonest of German, French
and Spanish; in other languages it finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.edits import NearCopy, near_copies
from harness.reading.exactly.members import joined_otherwise
from harness.reading.excerpts import apart
from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.rhythms import recurs_otherwise
from harness.reading.pairing import facing
from harness.reading.polarity import contrast
from harness.reading.small_words.asked import asks_otherwise, is_meant_otherwise
from harness.reading.small_words.constructions import ranked_otherwise
from harness.reading.small_words.denials import leaves_only_that
from harness.reading.small_words.happening import happened_otherwise, may_offer
from harness.reading.small_words.other_side import seen_from_the_other_side
from harness.reading.small_words.qualifiers import KNOWN, ON_ONE_SIDE, at_odds, qualifiers
from harness.reading.small_words.relatives import other_relative
from harness.reading.small_words.turning import turned_about
from harness.reading.verbs import base_form
from harness.reading.words import FUNCTION_WORDS, content

KIND = "changed condition"
BY_STATEMENT = True
NEAR = 0.66
_NAMING = KNOWN | {"week"}
"""Words of content of which some small word is made: "during the week" is on weekdays."""
_FORMLESS = frozenset(map(base_form, FUNCTION_WORDS))


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if is_worked_out(baseline.text, candidate.text, context):
        return ()
    if joined_otherwise(baseline.text, candidate.text):
        return [Difference("qualifiers", *apart(baseline.text, candidate.text), KIND)]
    if framed := _framed(baseline.text, candidate.text):
        return [Difference("qualifiers", *apart(*framed), KIND)]
    return [
        Difference("qualifiers", *apart(*pair.as_written), KIND)
        for pair in near_copies(baseline.text, candidate.text)
        if not seen_from_the_other_side(pair.baseline, pair.candidate)
        and not _is_turned_back(pair)
        and not leaves_only_that(contrast(pair.baseline, pair.candidate), pair.baseline, pair.candidate)
        and _is_turned(pair)
    ]


def _framed(baseline: str, candidate: str) -> tuple[str, str] | None:
    """Sentences that are the same but for how often it is, or of which one says that a thing has been sold and the
    other that it is for sale: too few of their words may be the same for near copies.
    """
    for ours, theirs in facing(baseline, candidate):
        if recurs_otherwise(ours, theirs) or (
            (may_offer(ours) or may_offer(theirs))
            and _are_about_the_same(ours, theirs)
            and happened_otherwise(ours, theirs)
        ):
            return ours, theirs
    return None


def _are_about_the_same(ours: str, theirs: str) -> bool:
    left = contrast(ours, theirs)
    return left.shared > 1 and not (left.turns or left.baseline or left.candidate)


_NONE = frozenset("neither none nobody nothing no".split())  # noqa: SIM905
_ALL = frozenset("both all every each everyone everybody everything".split())  # noqa: SIM905


def _is_turned_back(pair: NearCopy) -> bool:
    """Whether a denial or an opposite makes up for the word that denies all: "both failed" and "neither passed"."""
    if _NONE.isdisjoint(pair.ours) == _NONE.isdisjoint(pair.theirs):
        return False
    other = pair.ours if _NONE.isdisjoint(pair.ours) else pair.theirs
    if _ALL.isdisjoint(other) or any(before == "not" and word in _ALL for before, word in pairwise(other)):
        return False
    return contrast(pair.baseline, pair.candidate).turns % 2 == 0


def _is_turned(pair: NearCopy) -> bool:
    is_close = _is_close(pair)
    return (
        _is_shifted(pair, is_close=is_close)
        or turned_about(pair.baseline, pair.candidate) is not None
        or other_relative(pair.ours, pair.theirs) is not None
        or (is_close and is_meant_otherwise(pair.ours, pair.theirs))
        or asks_otherwise(*pair.as_written)
    )


def _is_shifted(pair: NearCopy, *, is_close: bool) -> bool:
    # What has happened is asked first: most sentences tell of nothing, and their words need not be counted.
    if happened_otherwise(pair.baseline, pair.candidate) is not None and _is_close_but_for_forms(pair):
        return True
    if not is_close:
        return False
    if ranked_otherwise(pair.baseline, pair.candidate) is not None:
        return True
    return (pair.alike >= NEAR or _differs_in_qualifiers(pair)) and any(_turns(pair))


def _differs_in_qualifiers(pair: NearCopy) -> bool:
    """Whether all words of content that either side has alone are looked for: "at night", "in the morning"."""
    sides = [{word for word in words if word not in FUNCTION_WORDS} for words in (pair.lost, pair.new)]
    return all(words and words <= _NAMING for words in sides)


def _is_close(pair: NearCopy) -> bool:
    """Whether little else differs, so that the small word decides."""
    left = _left_over(pair.ours, pair.theirs, FUNCTION_WORDS)
    # Two words may differ in any sentence, and one more for every eight: long sentences are reworded in more places.
    return left <= 2 + len(pair.ours) // 8


def _is_close_but_for_forms(pair: NearCopy) -> bool:
    """The same where "shipped" and "ship" are one word, as what has happened and what is to come have them."""
    left = _left_over(map(base_form, pair.ours), map(base_form, pair.theirs), _FORMLESS)
    return left <= 2 + max(len(pair.ours), len(pair.theirs)) // 8


def _left_over(ours: Iterable[str], theirs: Iterable[str], light: AbstractSet[str]) -> int:
    """How many words but light ones either side has that the other has not, the more of both."""
    first, second = Counter(ours), Counter(theirs)
    return max(
        sum(max(0, count - other.get(word, 0)) for word, count in some.items() if word not in light)
        for some, other in ((first, second), (second, first))
    )


def _turns(pair: NearCopy) -> Iterator[bool]:
    ours, theirs = qualifiers(pair.baseline), qualifiers(pair.candidate)
    if ours == theirs:
        return
    lost, new = _by_kind(ours - theirs), _by_kind(theirs - ours)
    all_ours, all_theirs = _by_kind(ours), _by_kind(theirs)
    for kind in {**lost, **new}:
        mine, yours = lost.get(kind, set()), new.get(kind, set())
        if mine and yours:
            odd = not (mine & yours) and all(at_odds(kind, before, after) for before in mine for after in yours)
            yield (
                odd
                and (kind != "time" or _in_order(pair, ours - theirs, theirs - ours))
                and (kind != "condition" or _as_often_denied(pair))
                and (kind != "obligation" or not _limit_alike(pair, mine | yours))
            )
        elif kind == "obligation":
            # "It could be" against "it is": a possibility became a fact.
            without = all_ours if yours else all_theirs
            yield (
                mine | yours == {"may"}
                and not {"obligation", "doubt"} & without.keys()
                and not _limit_alike(pair, mine | yours)
            )
        elif kind in ON_ONE_SIDE:
            if kind == "exception" and "except" not in mine | yours:
                continue
            without = all_ours if yours else all_theirs
            # "Perhaps it will" is "it may": the doubt stands in the verb.
            yield kind not in without and not (kind == "doubt" and without.get("obligation") == {"may"})


def _by_kind(qualified: frozenset[tuple[str, str, str]]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, value, _ in qualified:
        kinds.setdefault(kind, set()).add(value)
    return kinds


Qualifiers = frozenset[tuple[str, str, str]]


def _in_order(pair: NearCopy, lost: Qualifiers, new: Qualifiers) -> bool:
    """Whether what both say comes in the same order: "after A, B" is "before B, A" and "A before B"."""
    leads = [
        any(kind == "time" and words[:1] == (word,) for kind, _, word in side)
        for words, side in ((pair.ours, lost), (pair.theirs, new))
    ]
    if leads[0] != leads[1]:
        return False
    ours, theirs = content(pair.baseline), content(pair.candidate)
    both = set(ours) & set(theirs)
    return [word for word in ours if word in both] == [word for word in theirs if word in both]


def _limit_alike(pair: NearCopy, obligations: AbstractSet[str]) -> bool:
    """Whether both set one limit: "may weigh no more than 20 kg" and "must not weigh over 20 kg"."""
    ours, theirs = ({quantity.bound for quantity in quantities(text)} for text in (pair.baseline, pair.candidate))
    return ours == theirs and (ours == {"≤"} or (ours == {"≥"} and "banned" in obligations))


def _as_often_denied(pair: NearCopy) -> bool:
    """Whether no negation makes up for the other word: `unless you pay` is `if you do not pay`."""
    return pair.ours.count("not") % 2 == pair.theirs.count("not") % 2
