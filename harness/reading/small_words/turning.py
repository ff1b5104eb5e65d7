"""Which small words turn a sentence about, where one stands for the other or one side has it alone.

In sentences that share all their other words `scales.py` says what a difference in small words is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from harness.reading.languages import is_surely_not_english
from harness.reading.relations import synonymous
from harness.reading.small_words.clause import Clause, SmallWord, read
from harness.reading.small_words.scales import CROSSED, FREE, JOINED, alone, answers, opposed
from harness.reading.words import content

_TONE = frozenset({"only", "just", "almost", "nearly", "hardly", "barely", "solely", "too", "up_to", "at_least"})
"""What adds no more than a tone to a number, or belongs to those who compare numbers."""
_DEMANDING = frozenset(
    """must need require bring provide submit enter include sign open send ask add take use give press click call mix
    attach fill upload wear keep put install""".split()  # noqa: SIM905
)
"""Beside these "and" asks for both."""
_PERSONS = frozenset(
    "i me my mine we us our ours you your yours he him his she her hers they them their theirs".split()  # noqa: SIM905
)
_DAYS = 3
"""Digits of a number that counts days; years have more."""
_MOST_APART = 10
"""Words beyond those that carry nothing that only one of two sentences has, small ones like "instead" among them."""
_REPLACED = 3
"""Words of content that may stand for synonyms."""
_FEW = 6
"""Small words that two sentences may differ in; of more, one is hardly what decides."""


def turned_about(baseline: str, candidate: str) -> tuple[str, str] | None:
    """The small words by which two sentences say different things, where they share all others; None if none do.

    Args:
        baseline: a sentence.
        candidate: one in the same notation.
    """
    if not share_content(baseline, candidate):
        return None
    ours, theirs = read(baseline), read(candidate)
    found = _difference(ours, theirs)
    return None if found is None or is_surely_not_english(baseline) else found


def share_content(baseline: str, candidate: str) -> bool:
    """Whether two sentences differ in small words, synonyms and order alone."""
    apart = frozenset(content(baseline)) ^ frozenset(content(candidate))
    if len(apart) > _MOST_APART:
        return False
    ours, theirs = read(baseline).content, read(candidate).content
    return bool(ours) and len(ours) == len(theirs) and _are_the_same(ours, theirs)


def _difference(ours: Clause, theirs: Clause) -> tuple[str, str] | None:
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


def _left_over(ours: Sequence[SmallWord], theirs: Sequence[SmallWord]) -> list[SmallWord]:
    """Small words that the other sentence lacks; of several the one that governs another word there."""
    spare = Counter(small.word for small in ours)
    spare.subtract(small.word for small in theirs)
    if max(spare.values(), default=0) <= 0:
        return []
    known = {(small.word, small.governs) for small in theirs}
    left = []
    for small in sorted(ours, key=lambda one: (one.word, one.governs) in known):
        if spare[small.word] > 0:
            spare[small.word] -= 1
            left.append(small)
    return left


def _denials(left: Sequence[SmallWord]) -> int:
    return sum(small.word == "not" for small in left)


def _exchanged(
    lost: Sequence[SmallWord], new: Sequence[SmallWord], ours: Clause, theirs: Clause
) -> Iterator[tuple[str, str]]:
    for before in lost:
        for after in new:
            if before.governs != after.governs:
                continue
            pair = frozenset((before.word, after.word))
            if pair == {"and", "or"}:
                if not _is_joined_freely((before, after), ours, theirs):
                    yield _shown(before, after)
            elif after.word in opposed().get(before.word, ()) and not _is_wording(before, after, ours, theirs):
                yield _shown(before, after)


def _is_joined_freely(pair: tuple[SmallWord, SmallWord], ours: Clause, theirs: Clause) -> bool:
    """Whether "and" and "or" say much the same: "diverse or varied", "you can pay by card or cash"."""
    words = {small.word for small in (*ours.small, *theirs.small)}
    if not words.isdisjoint(JOINED):
        return False
    if not FREE.isdisjoint(words | set(ours.content)):
        return True
    return not any(small.is_definite for small in pair) and _DEMANDING.isdisjoint(ours.content)


def _is_wording(before: SmallWord, after: SmallWord, ours: Clause, theirs: Clause) -> bool:
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


def _added(lost: Sequence[SmallWord], new: Sequence[SmallWord]) -> Iterator[tuple[str, str]]:
    for mine, others, is_lost in ((lost, new, True), (new, lost, False)):
        for small in mine:
            if small.word in alone() and not any(answers(other.word, small.word) for other in others):
                if small.word in _TONE and small.governs[:1].isdigit():
                    continue
                shown = _plain(small)
                yield (shown, "–") if is_lost else ("–", shown)


def _moved(ours: Clause, theirs: Clause) -> tuple[str, str] | None:
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
        if mine.word in CROSSED:
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


def _shown(before: SmallWord, after: SmallWord) -> tuple[str, str]:
    return _plain(before), _plain(after)


def _plain(small: SmallWord) -> str:
    return small.word.replace("_", " ")
