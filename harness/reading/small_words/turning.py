"""Which small words turn a sentence about, where one stands for the other or one side has it alone.

English has some 250 words that carry no content by themselves and yet decide: before and after, may and must, few and
a few, only, used to. In sentences that share all their other words these tables say what a difference in small words
is. Whatever they do not name is taken to be wording: articles, "that" and "which", "in" and "on", "is" and "was",
"will". docs/equivalence.md says what labelled pairs say to each table. English only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from harness.reading.languages import is_surely_not_english
from harness.reading.relations import synonymous
from harness.reading.spelling import one_spelling
from harness.reading.verbs import IRREGULAR, base_form
from harness.reading.words import FUNCTION_WORDS, content

_OPPOSED = """
    before, until, till, prior to, ahead of, up to, by, no later than / after, since, following, once, as soon as, from
    within, up to, under / after, over, beyond, more than, in more than
    while, during, whilst / before, after, until, till
    on, at / before, after, until
    in / before, after, above, below, under, over, behind, beside, near
    on / above, below, under, behind, beside, in front of
    as of, starting, from / until, till, up to, by

    to, into, onto, towards / from, out of, off
    to / by
    for / from / against / by
    for / after, before, until
    in, inside, into, within / out of, outside, out, off
    on, onto / off
    above, over / below, under, beneath
    behind / in front of, near, above
    near, close to, next to, beside, by, at, in / far from, away from
    near, next to, close to / from, inside, under, above
    up / down
    with / without / with or without

    at least, no fewer than, no less than, more than, over, above, in excess of, upwards of / at most, no more than,
        up to, not more than, fewer than, less than, under, below, within
    more than / exactly / less than, fewer than
    no more than, not more than / more than, over
    no less than, no fewer than / less than, fewer than
    more / less, fewer / as much, as many
    most / least / fewest
    too much, too many / enough, not enough, too little, too few, little, few
    too / enough
    all but, all except / only, just, none but
    half / twice, double, two times, all, full / three times, triple / a third
    once, one time / twice, two times / three times / four times

    all, every, each, any, everyone, everybody, everything, anyone, anybody / some, someone, somebody, something,
        several, a few, many, most, few, little, half, a lot, one of, either, only some, not all, not every, not each,
        not everyone, not everybody, not everything, nearly all, almost all / no, none, no one, nobody, nothing, neither
    both / neither, either, one, one of, only one
    most, nearly all, almost all / some, a few, several, few, many, half, one, one of
    few, little, hardly any, very few, very little / a few, a little, some, most, several, plenty
    some, someone, somebody, something, a few, several, many, much, either / no, none, no one, nobody, nothing, neither
    not all, not every, not everyone, not everybody, not everything / no, none, no one, nobody, nothing, neither
    every / every other, every second, every third
    each, every / one, one of
    another, other, others, different / same
    always, at all times, all the time / at times, sometimes, often, rarely, seldom, hardly ever, occasionally,
        usually, never
    usually, often, frequently / rarely, seldom, hardly ever, hardly, barely, scarcely, never, sometimes, occasionally
    sometimes, occasionally, at times / never, rarely

    must, have to, need to, shall / may, can, could, might, should, ought to, be allowed, do not have to,
        do not need to, need not, be free to
    must not, may not, can not, be not allowed / do not have to, do not need to, need not
    can, may, be allowed / have to, be required to, be obliged to
    will, shall, be going to / may, might, could
    would have, could have, should have / have, had, did, will have
    will, shall, will have, be going to / did, have, had, used to

    if, when, provided that, as long as / unless, even if, because, although, whether or not
    only if, only when / even if, unless
    because, because of, due to, owing to, since, as, thanks to / although, though, even though, despite, in spite of,
        regardless of, unless, if, so that
    so, therefore, hence, thus / although, though, because, but, unless
    instead of, rather than / as well as, in addition to, on top of, besides, along with, and, with
    besides, as well as, in addition to, including / except, except for, apart from, other than, excluding, but not
    either / both

    then / after
    only, just, solely, exclusively, all you need / even, also, not only, not just
    still / no longer, not any more, not anymore
    already / not yet, yet to be, still, soon, never
    just / never
    almost, nearly, hardly, barely / never, actually, always, fully, completely
    first / last
    here / there

    he, him / she
    him / her
    his / her, hers / my, mine / your, yours
    me / him, her, you, them
    my, our, mine, ours / your, yours, his, her, hers, their, theirs
    we, us / they, them, you
    i / you, he, she, they
"""
"""A line holds one scale, contrast or direction; what stands behind a stroke denies what stands before it."""

_ALONE = """
    only, solely, exclusively, except, except for, apart from, other than, excluding, even if,
    almost, nearly, too, too much, too many, half, twice, double, every other, every second,
    used to, tried to, tries to, try to, trying to, failed to, forgot to, refused to, yet to be, no longer,
    at least, at most, more than, less than, fewer than, no more than, instead of, rather than, outside, or not
"""
"""What one side cannot have alone."""
_CROSSED = frozenset(
    "not then before after until because although unless if than without instead_of rather_than".split()  # noqa: SIM905
)
"""What cannot trade the words on its two sides: "in Oslo, not in Bergen", "mix, then heat"."""
_TONE = frozenset({"only", "just", "almost", "nearly", "hardly", "barely", "solely", "too", "up_to", "at_least"})
"""What adds no more than a tone to a number, or belongs to those who compare numbers."""
_FREE = frozenset(
    """can may could might whether if any not no never without neither nor such accept available offer between like
    e.g example include either possible need want""".split()  # noqa: SIM905
)
"""Beside these "and" and "or" say much the same: "pay by card or cash", "no fees and charges"."""
_JOINED = frozenset({"either", "both"})
_DEMANDING = frozenset(
    """must need require bring provide submit enter include sign open send ask add take use give press click call mix
    attach fill upload wear keep put install""".split()  # noqa: SIM905
)
"""Beside these "and" asks for both."""
_DEFINITE = frozenset("the your my our his her their its this that these those".split())  # noqa: SIM905
_PERSONS = frozenset(
    "i me my mine we us our ours you your yours he him his she her hers they them their theirs".split()  # noqa: SIM905
)
_DAYS = 3
"""Digits of a number that counts days; years have more."""
_SKIPPED = frozenset("not never already just also recently always ever since only".split())  # noqa: SIM905
"""What may stand between "have" and what was done."""
_BUT = re.compile(r"\b((?:every|any|no)(?:thing|one|body)|all) but\b(?! not\b)")
_FORMS = {
    **dict.fromkeys(("am", "is", "are", "was", "were", "been", "being", "'m", "'re"), "be"),
    "has": "have", "'ve": "have", "does": "do", "needs": "need", "needed": "need", "'ll": "will", "'s": "",
    "'d": "would", "n't": "not", "ca": "can", "wo": "will", "sha": "shall", "ai": "be", "cannot": "can not",
    "till": "until", "an": "a",
}  # fmt: skip
_TOKENS_OF = {form: tuple(plain.split()) for form, plain in _FORMS.items()}
_TOKEN = re.compile(
    r"[^\W\d_]+(?=n't\b)|n't\b|'(?:m|re|ve|ll|s|d)\b|[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[,;:.?!]"
)
_PLAIN_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[0-9]+(?:[.,:/][0-9]+)*|[,;:.?!]")
"""The same for lower-case ASCII without apostrophes, the commonest, in a third of the time."""
_TURNS = frozenset(
    """under_way in_general by_default by_far on_demand in_advance by_chance in_person on_foot by_hand by_heart for_sale
    on_sale up_to_date out_of_date in_charge on_duty off_duty on_time in_time by_mistake in_place by_law on_its_way
    on_the_way in_fact for_sure by_the_way""".split()  # noqa: SIM905
)
"""Turns of phrase in which the small word says nothing by itself."""
_MOST_APART = 10
"""Words beyond those that carry nothing that only one of two sentences has, small ones like "instead" among them."""
_QUOTES = frozenset('"“”')
_REPLACED = 3
"""Words of content that may stand for synonyms."""
_FEW = 6
"""Small words that two sentences may differ in; of more, one is hardly what decides."""


class _Small(NamedTuple):
    """A small word or phrase, the next word of content behind it, and how many words of content stand before it."""

    word: str
    governs: str
    before: int
    is_definite: bool
    """Whether "the", "your" or the like follows."""


@dataclass(frozen=True, slots=True)
class _Read:
    small: tuple[_Small, ...]
    content: tuple[str, ...]
    opens: str
    """The small word with which the sentence begins, if it does."""
    is_quoting: bool
    times_be: int


def turned_about(baseline: str, candidate: str) -> tuple[str, str] | None:
    """The small words by which two sentences say different things, where they share all others; None if none do.

    Args:
        baseline: a sentence.
        candidate: one in the same notation.
    """
    if not share_content(baseline, candidate):
        return None
    ours, theirs = _read(baseline), _read(candidate)
    found = _difference(ours, theirs)
    return None if found is None or is_surely_not_english(baseline) else found


def share_content(baseline: str, candidate: str) -> bool:
    """Whether two sentences differ in small words, synonyms and order alone."""
    apart = frozenset(content(baseline)) ^ frozenset(content(candidate))
    if len(apart) > _MOST_APART:
        return False
    ours, theirs = _read(baseline).content, _read(candidate).content
    return bool(ours) and len(ours) == len(theirs) and _are_the_same(ours, theirs)


def _difference(ours: _Read, theirs: _Read) -> tuple[str, str] | None:
    lost, new = _left_over(ours.small, theirs.small), _left_over(theirs.small, ours.small)
    if not lost and not new:
        return _moved(ours, theirs)
    if len(lost) + len(new) > _FEW or _denials(lost) != _denials(new):
        return None
    return next(_exchanged(lost, new, ours, theirs), None) or next(_added(lost, new), None)


def _are_the_same(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether nothing but synonyms is left over on either side."""
    if ours == theirs:
        return True
    if len(frozenset(ours).difference(theirs)) > _REPLACED:
        return False
    lost, new = (list((Counter(one) - Counter(other)).elements()) for one, other in ((ours, theirs), (theirs, ours)))
    if len(lost) > _REPLACED:
        return False
    for word in lost:
        twin = next((other for other in new if synonymous(word, other)), None)
        if twin is None:
            return False
        new.remove(twin)
    return True


def _left_over(ours: Sequence[_Small], theirs: Sequence[_Small]) -> list[_Small]:
    """Small words that the other sentence lacks; of several the one that governs another word there."""
    spare = Counter(small.word for small in ours)
    spare.subtract(Counter(small.word for small in theirs))
    known = {(small.word, small.governs) for small in theirs}
    left = []
    for small in sorted(ours, key=lambda one: (one.word, one.governs) in known):
        if spare[small.word] > 0:
            spare[small.word] -= 1
            left.append(small)
    return left


def _denials(left: Sequence[_Small]) -> int:
    return sum(small.word == "not" for small in left)


def _exchanged(lost: Sequence[_Small], new: Sequence[_Small], ours: _Read, theirs: _Read) -> Iterator[tuple[str, str]]:
    for before in lost:
        for after in new:
            if before.governs != after.governs:
                continue
            pair = frozenset((before.word, after.word))
            if pair == {"and", "or"}:
                if not _is_joined_freely((before, after), ours, theirs):
                    yield _shown(before, after)
            elif after.word in _opposed().get(before.word, ()) and not _is_wording(before, after, ours, theirs):
                yield _shown(before, after)


def _is_joined_freely(pair: tuple[_Small, _Small], ours: _Read, theirs: _Read) -> bool:
    """Whether "and" and "or" say much the same: "diverse or varied", "you can pay by card or cash"."""
    words = {small.word for small in (*ours.small, *theirs.small)}
    if not words.isdisjoint(_JOINED):
        return False
    if not _FREE.isdisjoint(words | set(ours.content)):
        return True
    return not any(small.is_definite for small in pair) and _DEMANDING.isdisjoint(ours.content)


def _is_wording(before: _Small, after: _Small, ours: _Read, theirs: _Read) -> bool:
    """Whether the two words may say the same here all the same."""
    words = {before.word, after.word}
    if "in" in words and before.governs[:1].isdigit() and len(before.governs) <= _DAYS:
        return True  # "in three days" is "after three days", and "within" them
    if words == {"within", "after"} and any(
        small.word == "a_few" and small.governs == before.governs for small in ours.small
    ):
        return True  # what goes away after a few days does so within a few
    if "by" in words and ours.times_be != theirs.times_be:
        return True  # what was done by her, she did
    if words <= _PERSONS and (ours.is_quoting or theirs.is_quoting):
        return True  # "I was": she said that she was
    for one, side in ((before, theirs), (after, ours)):
        if one.word.endswith("_have") and any(small.word == one.word[:-5] for small in side.small):
            return True  # "should also have" is "should have, too"
    return False


def _added(lost: Sequence[_Small], new: Sequence[_Small]) -> Iterator[tuple[str, str]]:
    for mine, others, is_lost in ((lost, new, True), (new, lost, False)):
        for small in mine:
            if small.word in _alone() and not any(_answers(other.word, small.word) for other in others):
                if small.word in _TONE and small.governs[:1].isdigit():
                    continue
                shown = _plain(small)
                yield (shown, "–") if is_lost else ("–", shown)


def _moved(ours: _Read, theirs: _Read) -> tuple[str, str] | None:
    """A word whose two sides were exchanged, or "only" that opens one sentence and stands elsewhere in the other."""
    for mine in ours.small:
        yours = [small for small in theirs.small if small.word == mine.word]
        if (
            len(yours) != 1
            or sum(small.word == mine.word for small in ours.small) != 1
            or yours[0].governs == mine.governs
        ):
            continue
        other = yours[0]
        if mine.word in _CROSSED:
            crossed = (
                mine.governs in theirs.content[: other.before]
                and other.governs in ours.content[: mine.before]
                and mine.governs not in ours.content[: mine.before]
                and other.governs not in theirs.content[: other.before]
            )
            if crossed:
                return f"{_plain(mine)} {mine.governs}", f"{_plain(other)} {other.governs}"
        if mine.word in ("only", "just", "even") and (ours.opens == mine.word) != (theirs.opens == mine.word):
            return f"{_plain(mine)} {mine.governs}", f"{_plain(other)} {other.governs}"
    return None


def _shown(before: _Small, after: _Small) -> tuple[str, str]:
    return _plain(before), _plain(after)


def _plain(small: _Small) -> str:
    return small.word.replace("_", " ")


@lru_cache(maxsize=1024)
def _read(sentence: str) -> _Read:
    tokens = _tokens(sentence)
    phrases = _phrases()
    found: list[tuple[str, str, int, bool]] = []
    weighty: list[str] = []
    place = 0
    while place < len(tokens):
        length, name = _phrase(tokens, place) if tokens[place] in phrases else (1, "")
        if name in _TURNS:
            weighty.append(name)
        elif name:
            after = tokens[place + length] if place + length < len(tokens) else ""
            # "Enough" may stand behind what it is said of: "hot enough".
            is_behind = name == "enough" and bool(weighty) and tokens[place - 1] not in FUNCTION_WORDS
            found.append((name, weighty[-1] if is_behind else "", len(weighty), after in _DEFINITE))
        elif key := _key(tokens[place]):
            weighty.append(key)
        place += length
    small = tuple(
        _Small(word, governs or (weighty[before] if before < len(weighty) else ""), before, is_definite)
        for word, governs, before, is_definite in found
    )
    opens = _phrase(tokens, 0)[1] if tokens else ""
    return _Read(small, tuple(weighty), opens, not _QUOTES.isdisjoint(sentence), tokens.count("be"))


def _tokens(sentence: str) -> list[str]:
    """Words in lower case, "is" and "was" as "be", numbers and the signs that part what is said."""
    lowered = sentence.lower().replace("’", "'")
    if " but" in lowered:
        lowered = _BUT.sub(r"\1 except", lowered)
    is_plain = lowered.isascii() and "'" not in lowered
    tokens: list[str] = []
    for token in (_PLAIN_TOKEN if is_plain else _TOKEN).findall(lowered):
        if (plain := _TOKENS_OF.get(token)) is None:
            tokens.append(token)
        else:
            tokens += plain
    return tokens


def _phrase(tokens: Sequence[str], place: int) -> tuple[int, str]:
    """Length and name of the small word or phrase at a place; one, and no name, where there is none."""
    for phrase, name in _phrases().get(tokens[place], ()):
        if tuple(tokens[place : place + len(phrase)]) == phrase:
            return (1, "") if _is_otherwise(tokens, place, phrase) else (len(phrase), name)
    return 1, ""


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    """What a word of content is known by; empty for others."""
    is_content = word[0].isalnum() and word not in FUNCTION_WORDS and word != "please"
    return base_form(one_spelling(word)) if is_content else ""


def _is_otherwise(tokens: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    """Whether the word is of another kind here: "me, too", "is used to clean"."""
    follows = tokens[place + len(phrase)] if place + len(phrase) < len(tokens) else "."
    before = tokens[place - 1] if place else ""
    if phrase == ("too",):
        return not follows[0].isalpha() or follows in ("and", "or", "but", "if", "when", "be", "have")
    if phrase == ("used", "to"):
        return before in ("be", "get", "got", "not")
    if phrase in (("little",), ("few",)):
        return before in _DEFINITE or before in ("last", "past", "next", "first", "every")
    if phrase in (("have",), ("had",)):
        rest = tokens[place + 1 : place + 4]
        done = next((token for token in rest if token not in _SKIPPED), "")
        return not (done == "be" or done.endswith(("ed", "en")) or done in IRREGULAR)
    return False


@cache
def _scales() -> tuple[tuple[frozenset[str], ...], ...]:
    """Groups of each line, phrases joined by underscores."""
    lines = re.split(r"\n    (?=\S)", _OPPOSED.strip())
    return tuple(tuple(_group(part) for part in line.split(" / ")) for line in lines)


def _group(written: str) -> frozenset[str]:
    return frozenset("_".join(phrase.split()) for phrase in written.split(",") if phrase.strip())


@cache
def _opposed() -> Mapping[str, frozenset[str]]:
    made: defaultdict[str, set[str]] = defaultdict(set)
    for groups in _scales():
        for group in groups:
            for word in group:
                made[word].update(*(other for other in groups if other is not group))
    return {word: frozenset(others) for word, others in made.items()}


@cache
def _alone() -> frozenset[str]:
    return _group(_ALONE)


def _answers(one: str, other: str) -> bool:
    """Whether it is part of the other, or a line names both: on one side or on two."""
    return (
        one in other.split("_")
        or other in one.split("_")
        or any(one in words and other in words for words in (frozenset().union(*groups) for groups in _scales()))
    )


@cache
def _phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """Small words and phrases with their names, by the first word, the longest first."""
    made: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name in {*_opposed(), *_alone(), *_CROSSED, *_FREE, *_TURNS, *_JOINED, "and", "or"}:
        phrase = tuple(name.split("_"))
        made[phrase[0]].append((phrase, name))
    return {first: sorted(phrases, key=lambda one: -len(one[0])) for first, phrases in made.items()}
