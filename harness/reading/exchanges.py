"""Two parts of a sentence that stand in each other's place, though other words may have moved, too.

"Born in Denver, she grew up in Boston" and "She was born in Boston and grew up in Denver": what stands around Denver in
the one sentence stands around Boston in the other. A part keeps its place where its neighbours come along with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from harness.reading.languages import is_surely_not_english
from harness.reading.relations import are_one
from harness.reading.words import FUNCTION_WORDS, ByChunk, stem

MOST = 24
"""Parts of a sentence that are looked at: each is held against each other one."""
_UNIT = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*|\d+(?:[.,/:]\d+)*|[,;()]")
_WRITTEN_UNITS = ByChunk(_UNIT)
_LIGHT = frozenset("the a an very also then please".split())  # noqa: SIM905
_BE = frozenset("am is are was were been being be".split())  # noqa: SIM905
_JOINING = frozenset("and or versus vs nor plus well , ; ( )".split())  # noqa: SIM905
_COMPARING = frozenset("between among differ difference compar same".split())  # noqa: SIM905
"""Stems behind which two parts may stand in either order."""
_ALIKE = frozenset("differ different compar similar".split())  # noqa: SIM905
_VERBS = frozenset({"differ", "compar"})
_AGAINST = frozenset({"from", "to", "with"})
_DEGREES = frozenset("than more less better worse well not".split())  # noqa: SIM905
"""With these, or with more behind it, a comparison says something of one of the two alone."""
_MUTUAL = frozenset("meet met marri marry wed resembl equal same versus vs known alias".split())  # noqa: SIM905
"""Stems around which they may."""
_PARTICLES = frozenset("up on off out down away over in".split())  # noqa: SIM905
_DEPTHS = (1.0, 0.7, 0.5)
"""Weight of the first, second and third word on either side of a part."""
_LEAST_NEW, _LEAST_BOTH = 0.5, 1.2
"""What each of two parts has to share with the other's place, and both together."""
_LEAST_MORE, _LEAST_MORE_BOTH = 0.4, 1.6
"""By how much more than with its own."""


class _Unit(NamedTuple):
    """A word's stem or a name of several words, what it is, and as written."""

    key: str
    is_part: bool
    is_name: bool | None
    written: str


def exchange(ours: str, theirs: str) -> tuple[str, str] | None:
    """The parts of two sentences that changed places, as the first writes them; None where none did."""
    (first, here, turning), (second, there, turning_there) = _parsed(ours), _parsed(theirs)
    # Who does it and to whom it is done stand the other way round in a passive, and in "less than" for "more than".
    if turning != turning_there:
        return None
    parts = [key for key in here if key in there]
    if not 1 < len(parts) <= MOST or sorted(parts, key=there.__getitem__) == parts:
        return None
    if (governed := _governed_otherwise(first, second, here, there, parts)) is not None:
        return governed
    best: tuple[float, tuple[str, str] | None] = 0.0, None
    near, near_there = ({key: _near(units, at[key]) for key in parts} for units, at in ((first, here), (second, there)))
    for left, right in combinations(parts, 2):
        # Most parts have nothing around them of what is around the other, and one look tells it.
        if near[left].isdisjoint(near_there[right]) or near[right].isdisjoint(near_there[left]):
            continue
        gain = _gain(first, second, (here[left], here[right]), (there[left], there[right]))
        if gain > best[0] and not are_one(left, right):
            best = gain, (first[here[left]].written, first[here[right]].written)
    return best[1]


class _Parsed(NamedTuple):
    """The parts of a sentence, where those stand that occur once, and how many words turn round who does it."""

    units: tuple[_Unit, ...]
    places: Mapping[str, int]
    turning: tuple[int, int]


def _governed_otherwise(
    first: Sequence[_Unit],
    second: Sequence[_Unit],
    here: Mapping[str, int],
    there: Mapping[str, int],
    parts: Sequence[str],
) -> tuple[str, str] | None:
    """Two names or numbers that each follow the word that the other followed: "born in Boston and died in Rome"."""
    ruled = {
        key: (_governor(first, here[key]), _governor(second, there[key]))
        for key in parts
        if first[here[key]].is_name or key[0].isdigit()
    }
    for left, right in combinations(ruled, 2):
        (mine, mine_there), (yours, yours_there) = ruled[left], ruled[right]
        crossed = mine and yours and mine != yours and (mine, yours) == (yours_there, mine_there)
        if crossed and left[0].isdigit() == right[0].isdigit():
            places = sorted((here[left], here[right])), sorted((there[left], there[right]))
            if not _is_even(first, *places[0]) and not _is_even(second, *places[1]):
                return first[here[left]].written, first[here[right]].written
    return None


def _governor(units: Sequence[_Unit], place: int) -> str:
    """The nearest word of content before a name or number."""
    return next(
        (
            unit.key
            for unit in reversed(units[:place])
            if unit.is_part and not unit.is_name and not unit.key[0].isdigit()
        ),
        "",
    )


@lru_cache(maxsize=512)
def _parsed(sentence: str) -> _Parsed:
    units = _units(sentence)
    keys = [unit.key for unit in units]
    passives = sum(key.endswith(" by") for key in keys) if "by" in sentence else 0
    lesses = keys.count("less") + keys.count("fewer")
    counts = Counter(keys)
    places = {unit.key: place for place, unit in enumerate(units) if unit.is_part and counts[unit.key] == 1}
    return _Parsed(units, places, (passives, lesses))


def _units(sentence: str) -> tuple[_Unit, ...]:
    tokens = _WRITTEN_UNITS.find(sentence.replace("’", "'"))
    units: list[_Unit] = []
    has_by = "by" in tokens
    if tokens and not has_by and sentence[1:].islower():
        # No name of several words: each is a unit by itself.
        return tuple(filter(None, (_unit(tokens[0], True, False), *map(_LATER_UNITS.__getitem__, tokens[1:]))))
    place = 0
    while place < len(tokens):
        end = place + 1
        if tokens[place][0].isupper() and _is_capital(tokens[place]):
            while end < len(tokens) and _is_capital(tokens[end]):
                end += 1
        by = end + 1 if has_by and end < len(tokens) and tokens[end] in _PARTICLES else end
        before_by = has_by and by < len(tokens) and tokens[by] == "by"
        if end > place + 1:
            words = tokens[place:end]
            key = " ".join(sorted(stem(word.lower()) for word in words))
            units.append(_Unit(key, True, True, " ".join(words)))
        elif (unit := _unit(tokens[place], place == 0, before_by)) is not None:
            units.append(unit)
        place = end
    return tuple(units)


def _is_capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and word.lower() not in FUNCTION_WORDS


@lru_cache(maxsize=8192)
def _unit(word: str, is_first: bool, before_by: bool) -> _Unit | None:  # noqa: FBT001 - keywords slow the cache
    lowered = word.lower()
    if lowered in _LIGHT:
        return None
    if lowered in _BE:
        return _Unit("be", False, False, word)
    if not lowered[0].isalnum() or lowered in FUNCTION_WORDS:
        return _Unit(lowered, False, False, word)
    # "Written by" is another neighbour than "wrote".
    key = f"{stem(lowered)} by" if before_by else as_stem(lowered)
    # A capital at the beginning may be a name's or the sentence's.
    return _Unit(key, True, None if is_first else _is_capital(word), word)


class _LaterUnits(dict[str, _Unit | None]):
    """Those of words met so far that begin no sentence and stand before no "by"."""

    def __missing__(self, word: str) -> _Unit | None:
        if len(self) >= _MOST_WORDS:
            self.clear()
        unit = self[word] = _unit(word, False, False)
        return unit


_MOST_WORDS = 8_192
_LATER_UNITS = _LaterUnits()
Places = tuple[int, int]


def _gain(first: Sequence[_Unit], second: Sequence[_Unit], here: Places, there: Places) -> float:
    """By how much two parts stand rather in each other's place than in their own; 0 if they do not, or may."""
    (left, right), (left_there, right_there) = here, there
    kinds = {first[left].is_name, second[left_there].is_name}, {first[right].is_name, second[right_there].is_name}
    if kinds in (({True}, {False}), ({False}, {True})):
        return 0.0
    if _keep_their_prepositions(first, second, here, there):
        return 0.0
    apart = frozenset((first[left].key, first[right].key))
    mine, yours_there = _around(first, left, apart), _around(second, right_there, apart)
    if (moved := _shared(mine, yours_there)) < _LEAST_NEW:
        return 0.0
    yours, mine_there = _around(first, right, apart), _around(second, left_there, apart)
    crossed = moved, _shared(yours, mine_there)
    if crossed[1] < _LEAST_NEW or sum(crossed) < _LEAST_BOTH:
        return 0.0
    straight = _shared(mine, mine_there), _shared(yours, yours_there)
    gains = [now - before for now, before in zip(crossed, straight, strict=True)]
    if min(gains) < _LEAST_MORE or sum(gains) < _LEAST_MORE_BOTH:
        return 0.0
    return 0.0 if _is_even(first, *here) or _is_even(second, *sorted(there)) else sum(gains)


def _keep_their_prepositions(first: Sequence[_Unit], second: Sequence[_Unit], here: Places, there: Places) -> bool:
    """Whether "from Rome to Oslo" is "to Oslo from Rome"."""
    ours, theirs = (
        [units[place - 1].key if place else "" for place in places]
        for units, places in ((first, here), (second, there))
    )
    return ours == theirs and ours[0] != ours[1] and all(key in FUNCTION_WORDS for key in ours)


Around = tuple[Mapping[str, float], Mapping[str, float]]
"""Weights of the words before and behind a part."""


def _around(units: Sequence[_Unit], place: int, apart: AbstractSet[str]) -> Around:
    return _side(units, place, -1, apart), _side(units, place, 1, apart)


def _near(units: Sequence[_Unit], place: int) -> set[tuple[int, str]]:
    """The words that may be around a part, each with its side: whatever it is held against, no others are."""
    return {(step, key) for step in (-1, 1) for key in _side(units, place, step, frozenset())}


def _side(units: Sequence[_Unit], place: int, step: int, apart: AbstractSet[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    depth = 0
    # A name says nothing of another's place: "Denver, Colorado" moves as a whole.
    by_names = units[place].is_name
    for key, _, is_name, _ in units[place + 1 :] if step > 0 else reversed(units[:place]):
        if key in apart:
            depth += 1
        elif key not in _JOINING and not (by_names and is_name):
            weights.setdefault(key, _DEPTHS[depth])
            depth += 1
        if depth == len(_DEPTHS):
            break
    return weights


def _shared(some: Around, more: Around) -> float:
    total = 0.0
    for mine, yours in zip(some, more, strict=True):
        for key, weight in mine.items():
            if key in yours:
                total += min(weight, yours[key])
    return total


def as_stem(word: str) -> str:
    """The stem, but for "compared": sales in May compared to June are sales in May, and no comparison of both."""
    return word if word == "compared" else stem(word)


def holds_of_both(before: Sequence[str], middle: Sequence[str], after: Sequence[str]) -> bool:
    """Whether "differ from" or "compare to" is all that is said of two parts, so that either may stand first: "A's
    industry compared to B's", "ranges in A differ from ranges in B".

    Args:
        before: stems of what stands before the first part.
        middle: of what stands between.
        after: of what follows the second.
    """
    place = next((place for place, word in enumerate(middle) if word in _ALIKE), None)
    if place is None or any(word in _DEGREES or word.startswith("favo") for word in (*before, *middle, *after)):
        return False
    head, tail = list(middle[:place]), list(middle[place + 1 :])
    behind = [word for word in head if word not in FUNCTION_WORDS and word != "be"]
    frame = tail[1:] if tail and tail[0] in _AGAINST else tail
    if len(behind) > 1 or not _JOINING.isdisjoint(head) or list(before[len(before) - len(frame) :]) != frame:
        return False
    # "A's industry compares to B's" leaves a noun out; "A is dear, different from B" says something of A alone.
    return list(after) == behind or (not after and middle[place] in _VERBS)


def _is_even(units: Sequence[_Unit], start: int, end: int) -> bool:
    """Whether two parts may stand in either order: members of a list, "deep web and dark web", "the boss is Ann"."""
    between = units[start + 1 : end]
    before, behind = (
        [unit.key for unit in some] for some in (units[max(0, start - 4) : start], units[end + 1 : end + 4])
    )
    keys = [unit.key for unit in between]
    if not _COMPARING.isdisjoint(before) or not _MUTUAL.isdisjoint(keys):
        return True
    if holds_of_both(*([unit.key for unit in some] for some in (units[:start], between, units[end + 1 :]))):
        return True
    rest = [unit.key for unit in between if unit.is_part]
    if not _JOINING.isdisjoint(keys) and rest and rest in (behind[: len(rest)], before[-len(rest) :]):
        return True  # "deep web and dark web"
    if not all(unit.is_part or unit.key in _JOINING or unit.key == "be" for unit in between):
        return False
    return not keys or "be" in keys or _is_list(between)


def _is_list(between: Sequence[_Unit]) -> bool:
    """Whether only members of a list stand between: a comma or "and" at both ends."""
    return between[0].key in _JOINING and between[-1].key in _JOINING


_PLACED = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W_]+(?:['-][^\W_]+)*")
_EVEN = frozenset("und oder et ou y o e en of ed ist sind war es son est sont is zijn è sono são é wie als".split())  # noqa: SIM905
_GOVERNING = frozenset(
    """der die das den dem des ein eine einen einem einer von nach aus zu zum zur bis für über vor mit
    el la los las al del de a desde hasta para por un una le les du des au aux à vers pour une l' depuis
    het een van naar voor tot aan il lo gli i da dal al alla di per o os as do ao para""".split()  # noqa: SIM905
)
"""Articles and prepositions: what follows each is what it is by them, wherever the verb stands."""
_DAYS = frozenset(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august
    september oktober november dezember morgen mittag abend nacht heute gestern
    lundi mardi mercredi jeudi vendredi samedi dimanche matin soir nuit lunes martes miércoles jueves viernes sábado
    domingo mañana tarde noche lunedì martedì mercoledì giovedì venerdì sabato domenica mattina sera notte
    segunda terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ochtend avond
    """.split()  # noqa: SIM905
)


_ARTICLES = frozenset(
    "le la les l un une des el los las uno unos unas il lo i gli o os as um uma de het een".split()  # noqa: SIM905
)
"""Of French, Spanish, Italian, Portuguese and Dutch, where a noun is by its place what it is by its case in German."""
_GERMAN_ARTICLES = frozenset("der die das den dem ein eine einen einem einer".split())  # noqa: SIM905
_EVEN_NOUNS = _EVEN | frozenset(
    """avec entre con com met tussen tra fra contre ou o e suis sommes sont son sono são zijn era était waren furono
    ressemble ressemblent épouse rencontre rencontrent parece parecen assomiglia incontra encuentra conoce ontmoet
    lijkt comme como come als""".split()  # noqa: SIM905
)
"""With one of these between two nouns either may stand first: "le chat joue avec le chien"."""
_COPULAS = frozenset("est es est è é is zijn son sont sono são era était fut fue foi être ser".split())  # noqa: SIM905
_CONTRACTED = re.compile(r"\b(?P<of>a|de)l\b")
"""A preposition with its article in Spanish: "al toro", "a la vaca"."""
_ELIDED = re.compile(r"\b([LlDd])'(?=\w)")


def changed_places(ours: str, theirs: str) -> tuple[str, str] | None:
    """Two names, numbers or nouns that took each other's place while every other word kept its own.

    For languages in which the verb may stand before what acts: there other words in another order say the same.
    """
    first, second = (_PLACED.findall(_parted(text)) for text in (ours, theirs))
    apart = [place for place, pair in enumerate(zip(first, second, strict=False)) if pair[0].lower() != pair[1].lower()]
    if len(first) != len(second) or len(apart) not in (2, 4):
        return None
    start, end = apart[: len(apart) // 2], apart[len(apart) // 2 :]
    left, right = ([first[place] for place in places] for places in (start, end))
    moved = [[second[place].lower() for place in places] for places in (end, start)]
    if [[word.lower() for word in part] for part in (left, right)] != moved or start[-1] - start[0] >= len(start):
        return None
    are_numbers = all(word[0].isdigit() for word in (*left, *right))
    between = [word for word in first[start[-1] + 1 : end[0]] if are_numbers or not word[0].isupper()]
    if not between or _EVEN.issuperset(map(str.lower, between)) or not _DAYS.isdisjoint(map(str.lower, left + right)):
        return None
    ruling = [first[places[0] - 1].lower() if places[0] else "" for places in (start, end)]
    are_governed = ruling[0] != ruling[1] and _GOVERNING.issuperset(ruling)
    are_names = all(
        word[0].isupper() and word.lower() not in _GOVERNING for word in (*right, *(second[place] for place in end))
    )
    are_said = are_governed or are_names or are_numbers or _are_nouns(first, (start, end), ours)
    return (" ".join(left), " ".join(right)) if are_said else None


def _parted(text: str) -> str:
    """With articles that stand apart from what they are joined to: `l homme`, `a el toro`."""
    return _CONTRACTED.sub(r"\g<of> el", _ELIDED.sub(r"\1 ", text.replace("’", "'")))


def _are_nouns(tokens: Sequence[str], places: tuple[Sequence[int], Sequence[int]], sentence: str) -> bool:
    """Whether two nouns with their articles stand around what the one does to the other: "le chien mord le chat"."""
    words = [token.lower() for token in tokens]
    starts = []
    for start, *_ in places:
        if words[start] in _ARTICLES:
            starts.append(start)
        elif start and words[start - 1] in _ARTICLES:
            starts.append(start - 1)
    if len(starts) < len(places):
        return False
    between = words[places[0][-1] + 1 : starts[1]]
    return _is_told(between) and _GERMAN_ARTICLES.isdisjoint(words) and is_surely_not_english(sentence)


def _is_told(between: Sequence[str]) -> bool:
    """Whether what stands between two nouns says something of the one by the other, and not the same of both."""
    return not _COPULAS.issuperset(between) and (_EVEN_NOUNS - _COPULAS).isdisjoint(between)
