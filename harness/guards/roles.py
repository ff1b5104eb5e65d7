"""`roles`: two names, values or parts of a sentence changed their places.

"From A to B" and "from B to A", "the dog bit the man" and "the man bit the dog", 2-1 and 1-2, "first wash, then dry"
and "first dry, then wash"; steps of a numbered list in another order; paths of a command (`cp a b`), values of the same
labels ("line 10, column 5"); members of a list under other headings, with other ranks or brackets; who gives and who
gets ("Ben gave Tom the key", "Ben got the key from Tom"). Other words may have moved, too: "born in Denver, she grew up
in Boston" and "she was born in Boston and grew up in Denver". Parts that "and" or a comma joins may stand in any order,
and so may those around "is" or "meets". The order of words is read as English has it; in a sentence of another language
only two names, numbers, governed nouns or, but in German, nouns around a verb that stand exactly in each other's place
count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.converses import handed_back
from harness.reading.edits import NearCopy, near_copies, tokens, trimmed
from harness.reading.exactly.commands import turned_about
from harness.reading.exactly.labels import exchanged_values
from harness.reading.exactly.members import placed_otherwise
from harness.reading.excerpts import apart, short
from harness.reading.exchanges import as_stem, changed_places, exchange, holds_of_both
from harness.reading.languages import is_surely_not_english
from harness.reading.pairing import facing
from harness.reading.passive import active
from harness.reading.relations import are_one
from harness.reading.signs import turned_operands
from harness.reading.small_words.clauses import behind
from harness.reading.small_words.light import turned_on
from harness.reading.small_words.other_side import seen_from_the_other_side
from harness.reading.small_words.transfers import given_back
from harness.reading.words import DIGITS, FUNCTION_WORDS, content, may_hold, rarities, vocabulary, words

KIND = "exchanged"
BY_STATEMENT = True
LONGEST = 30
"""Words between the common beginning and end of two sentences; more of them are another sentence."""
_JOINING = frozenset(
    """and or und oder et ou y o plus as well both is are was were be equals = meets met meet married marries with
    resembles same between like also namely versus vs nor""".split()  # noqa: SIM905 - reads better than a list
)
"""Words around which either part may stand first."""
_AND = frozenset({"and", "or"})
_RELATING = frozenset("to from than before after then until by -> → over under into not but".split())  # noqa: SIM905
_ORDERED = frozenset(
    "first respectively before after if unless because although once when from since until zuerst primero".split()  # noqa: SIM905
)
"""Words before both parts that make their order count."""
_SAME = {
    **dict.fromkeys(("his", "her", "their", "its"), "his"), "into": "to", "onto": "on", "him": "he", "them": "they",
    "us": "we", "me": "i",
}  # fmt: skip
"""Words that change with whom they stand for ("Tom lent Eva his bike" and "Eva lent Tom her bike"), with their place
("he trusts them" and "they trust him"), or with taste."""
_COMPARING = frozenset({"between", "differenc", "differ", "compar"})
_EACH_ITS_OWN = "respectiv"
"""The stem of what says that each of two lists has its own order."""
_BEING = frozenset("be become is are was were been do does did have has had think feel want".split())  # noqa: SIM905
_ASIDE = frozenset("i am be afraid fear sorry hope think believe".split())  # noqa: SIM905
"""Of what is said aside: it may stand anywhere in a sentence."""
_LED = re.compile(r"\b(?P<way>onto|into|to|from|with|under|over|behind) (?:the )?(?P<what>[\w-]+)", re.IGNORECASE)
_LED_TO = frozenset({"it", "them", "this", "that"})
_EITHER_WAY = frozenset("compar connect link join combin mix relat".split())  # noqa: SIM905
"""Stems of what is done to both alike."""
_ENUMERATED = re.compile(r"(?:,[^,;:.\d]{1,40}){0,8},? ?(?:(?:and|or|und|oder|et|ou|y|o)\b ?)?")
_CONTRASTED = re.compile(r"\b(?:but|not|while|whereas)\b")
_ITEM = re.compile(r"(?m)^[ \t]*(\d{1,2})[.)][ \t]+(\S[^\n]{0,300})$")
_KEYED = re.compile(r"(?:(?<=[.;,|\n] )|(?<=\n)|\A)([A-Za-z][\w ]{0,30}): ([^.;,|:\n]{1,60}?)(?=[.;,|\n]|\Z)")
_NUMBERED = re.compile(r"(?<![\w.])(\d{1,2})[.):] ?([A-Za-z][\w'-]{0,20})(?=\.?\s*(?:\d{1,2}[.):]|\Z|[,;]))")
"""An answer sheet in one line: "1. B 2. D"."""
_LEAST_ITEMS = 2


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if is_worked_out(baseline.text, candidate.text, context):
        return ()
    swaps = [*_steps(baseline.text, candidate.text), *_values(baseline.text, candidate.text)]
    if placed := _placed(baseline.text, candidate.text, is_known=bool(swaps)):
        return [*swaps, Difference("roles", short(placed[0]), short(placed[1]), KIND)]
    ours, theirs = words(baseline.text), words(candidate.text)
    if (
        len(ours) == len(theirs)
        and vocabulary(baseline.text) == vocabulary(candidate.text)
        and Counter(ours) == Counter(theirs)
        and (turned := turned_operands(baseline.text, candidate.text))
    ):
        return [*swaps, _swap(turned)]
    found = [_exchanged_in(pair) for pair in near_copies(baseline.text, candidate.text)]
    swaps += [difference for difference in found if difference is not None]
    return swaps or _given_back(baseline.text, candidate.text)


def _given_back(baseline: str, candidate: str) -> list[Difference]:
    """Whoever gives in the one answer and gets in the other: "Ben gave Tom the key", "Ben got the key from Tom"."""
    pairs = facing(baseline, candidate)
    return [
        Difference("roles", *apart(ours, theirs), KIND)
        for ours, theirs in pairs
        if given_back(ours, theirs) is not None
    ]


def _exchanged_in(pair: NearCopy) -> Difference | None:
    if seen_from_the_other_side(pair.baseline, pair.candidate):
        return None
    if is_surely_not_english(pair.baseline):
        swap = changed_places(pair.baseline, pair.candidate)
        return None if swap is None else _swap(swap)
    first, second = behind(pair.baseline, pair.candidate)
    moved = (first, second) != (pair.baseline, pair.candidate)
    ours, theirs = (active(tokens(first)), active(tokens(second))) if moved else (pair.ours, pair.theirs)
    swap = exchanged(ours, theirs)
    if swap and "respectively" not in pair.baseline and _are_listed(swap, pair.baseline):
        return None
    if swap := swap or handed_back(ours, theirs) or exchange(first, second):
        return _swap(swap)
    suffered = turned_on(pair.baseline, pair.candidate) or _led_away(pair.baseline, pair.candidate)
    return Difference("roles", short(suffered[0]), short(suffered[1]), KIND) if suffered else None


def _led_away(ours: str, theirs: str) -> tuple[str, str] | None:
    """What something goes onto in the one sentence and what goes onto "it" in the other: "rebase onto main" and
    "rebase main onto it".
    """
    if not _EITHER_WAY.isdisjoint(content(ours)):
        return None
    for one, other, is_turned in ((ours, theirs, False), (theirs, ours, True)):
        if not may_hold(other, _LED_TO):
            continue
        there = other.lower()
        for led in _LED.finditer(one):
            # Most are led nowhere else, which costs less to see than a pattern for each to be made.
            if other.isascii() and f"{led['what']} {led['way']} ".lower() not in there:
                continue
            turned = re.search(rf"\b{led['what']} {led['way']} (?:it|them|this|that)\b", other, re.IGNORECASE)
            if turned and turned[0].lower() not in one.lower():
                return (turned[0], led[0]) if is_turned else (led[0], turned[0])
    return None


def _swap(swap: tuple[str, str]) -> Difference:
    return Difference("roles", f"{swap[0]} … {swap[1]}", f"{swap[1]} … {swap[0]}", KIND)


def exchanged(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str] | None:
    """The two parts that changed places so that something else is said; None if none did."""
    stems = _stems(ours)
    left, right, before = trimmed(stems, _stems(theirs))
    # Parts can only have changed places where both sides have the very same words.
    if not left or len(left) != len(right) or len(left) > LONGEST or Counter(left) != Counter(right):
        return None
    size, after = len(left), stems[len(before) + len(left) :]
    # Every split is tried; `LONGEST` keeps the square of the length small.
    for first in range(1, size):
        for last in range(1, size - first + 1):
            first_part, middle, last_part = left[:first], left[first : size - last], left[size - last :]
            if right == [*last_part, *middle, *first_part]:
                if len(first_part) == len(last_part) == 1 and are_one(first_part[0], last_part[0]):
                    return None
                if any(aside.issuperset(part) for aside in (_BEING, _ASIDE) for part in (first_part, last_part)):
                    return None
                if _is_harmless(middle, before, after):
                    return None
                words = ours[len(before) : len(before) + size]
                return " ".join(words[:first]), " ".join(words[size - last :])
    return None


class _RoleStems(dict[str, str]):
    """By what a word is known whose place is looked at, of the words met so far."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        known = self[word] = word if word == "A" else _SAME.get(word) or as_stem(word)
        return known


_MOST_WORDS = 16_384
_ROLE_STEMS = _RoleStems()


def _stems(words: Sequence[str]) -> list[str]:
    made = list(map(_ROLE_STEMS.__getitem__, words))
    if "her" in words:
        for place, word in enumerate(words):
            # "He called her", where nothing follows that is hers.
            if word == "her" and place and (place + 1 == len(words) or words[place + 1] in FUNCTION_WORDS):
                made[place] = "she"
    return made


def _is_harmless(middle: Sequence[str], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both parts hang on one "and": "private law and public law", "is he lucky or is he smart"."""
    if not _ORDERED.isdisjoint(before[-2:]) and ("first" not in before or "then" in middle):
        return False
    if _EACH_ITS_OWN in before or _EACH_ITS_OWN in after:
        return False
    if not _COMPARING.isdisjoint(before):
        return True
    if holds_of_both(before, middle, after) or _are_coordinated(middle, before, after):
        return True
    if not _RELATING.isdisjoint(middle):
        return False
    rest = [word for word in middle if word not in _JOINING]
    return not rest or (len(rest) < len(middle) and rest in (list(after[: len(rest)]), list(before[-len(rest) :])))


def _are_coordinated(middle: Sequence[str], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether two parts of one build hang on an "and" or "or": "some write with their left hand and some write with
    their right hand", "dark or vacuum or gravitational energy".
    """
    if len(middle) > 1 and middle[0] == middle[-1] and middle[0] in _AND:
        return True
    for place, word in enumerate(middle):
        if word in _AND:
            behind_first, before_last = list(middle[:place]), list(middle[place + 1 :])
            same_end = list(after[: len(behind_first)]) == behind_first
            if same_end and (not before_last or list(before[-len(before_last) :]) == before_last):
                return True
    return False


def _are_listed(swap: tuple[str, str], sentence: str) -> bool:
    """Whether only commas and one "and" stand between the two in the sentence."""
    lowered = sentence.lower()
    start, end = lowered.find(swap[0]), lowered.rfind(swap[1])
    between = lowered[start + len(swap[0]) : end]
    return 0 <= start < end and bool(_ENUMERATED.fullmatch(between)) and not _CONTRASTED.search(between)


def _placed(baseline: str, candidate: str, *, is_known: bool) -> tuple[str, str] | None:
    """What has another's place: values of labels, or members of a list, if those are not known already."""
    values = turned_about(baseline, candidate) or exchanged_values(baseline, candidate)
    return values or (None if is_known else placed_otherwise(baseline, candidate))


def _steps(baseline: str, candidate: str) -> list[Difference]:
    """Items of numbered lists that are the same but for their order."""
    if not (_has_digits(baseline) and _has_digits(candidate)):
        return []
    ours, theirs = _items(baseline), _items(candidate)
    if len(ours) < _LEAST_ITEMS or len(ours) != len(theirs) or ours == theirs or set(ours) != set(theirs):
        return []
    place = next(index for index, (before, after) in enumerate(zip(ours, theirs, strict=True)) if before != after)
    ours_there, theirs_there = (f"{place + 1}. {short(_shown(text, place))}" for text in (baseline, candidate))
    return [Difference("roles", ours_there, theirs_there, KIND)]


def _values(baseline: str, candidate: str) -> list[Difference]:
    """Values that changed keys: "Monday: art. Tuesday: maths." and the other way round."""
    ours, theirs = _keyed(baseline), _keyed(candidate)
    if ours.keys() != theirs.keys() or ours == theirs or sorted(ours.values()) != sorted(theirs.values()):
        return []
    key = next(key for key, value in ours.items() if theirs[key] != value)
    return [Difference("roles", short(f"{key}: {ours[key]}"), short(f"{key}: {theirs[key]}"), KIND)]


def _keyed(text: str) -> dict[str, str]:
    pairs = [*(_KEYED.findall(text) if ":" in text else ()), *(_NUMBERED.findall(text) if _has_digits(text) else ())]
    return {key.lower(): value.strip().lower() for key, value in pairs[:50]}


def _has_digits(text: str) -> bool:
    return not (DIGITS.isdisjoint(rarities(text)) and text.isascii())


def _items(text: str) -> list[tuple[str, ...]]:
    return [content(item) for _, item in _ITEM.findall(text)[:50]]


def _shown(text: str, place: int) -> str:
    return str(_ITEM.findall(text)[place][1])
