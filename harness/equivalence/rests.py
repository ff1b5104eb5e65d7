"""What is left of two answers without the statements that both make, word for word.

A whole says the same if each of its statements does. Means over statements hide the one that differs among those
that do not, so that "It is shut" would pass for "It is open" amid enough sentences that are the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from harness.equivalence.pairs import Pair
from harness.reading.answers import are_final, final_answer, question_kind
from harness.reading.facts import give_the_fact
from harness.reading.sentences import sentences
from harness.reading.words import words

MOST = 400
"""Statements between those that both make at either end up to which it is looked for which of those that moved did; of
more, the order is judged on the whole."""
_GOES_ON = re.compile(r"(?!\d{1,3}[.)]\s)[a-z\d]")
_MAY_BE_SHORT, _NUMBERED = re.compile(r"(?:^|\s)\w{1,4}\.\Z"), re.compile(r"(?:^|\s)(\d{1,3})\.\Z")
_TAIL = 6
"""Characters at the end of a sentence in which either stands."""
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?![\w*])")


class Rest(NamedTuple):
    """What the answers do not share, and how many statements each makes with what they share. `has_moved` where some
    of what they share stands elsewhere in the other answer: their order is to be judged, too, which the rest hides.
    """

    pair: Pair
    statements: tuple[int, int]
    has_moved: bool = False


def rest(pair: Pair) -> Rest | None:
    """What both sides keep; None where nothing is shared or one side keeps nothing, and where not every statement
    counts: beside a final answer or the one fact that was asked for.
    """
    ours, theirs = _statements(pair.baseline.text), _statements(pair.candidate.text)
    if min(len(ours), len(theirs)) == 1:
        return None
    mine, yours = list(map(_key, ours)), list(map(_key, theirs))
    unshared = _unshared(mine, yours)
    kept, others = _without_moved(*unshared, mine, yours)
    if not kept or not others or (len(kept) == len(ours) and len(others) == len(theirs)):
        return None
    left_over = frozenset(kept)
    shared = [statement for place, statement in enumerate(ours) if place not in left_over]
    if not _every_one_counts(pair, shared, (kept[0], others[0])):
        return None
    left = _joined(kept, ours, pair.baseline.text), _joined(others, theirs, pair.candidate.text)
    # Signs alone say nothing without what stands around them.
    if not words(left[0]) or not words(left[1]):
        return None
    made = Pair(replace(pair.baseline, text=left[0]), replace(pair.candidate, text=left[1]), pair.context)
    return Rest(made, (len(ours), len(theirs)), (kept, others) != unshared)


@lru_cache(maxsize=512)
def _statements(text: str) -> tuple[str, ...]:
    """Sentences; what may have been cut at an abbreviation ("Art. 5") or the numbers of a list stays together."""
    cut = sentences(text)
    if not any(_may_go_on(before, sentence) for before, sentence in pairwise(cut)):
        return cut
    ends = [int(match[1]) if (match := _NUMBERED.search(sentence, _tail(sentence))) else None for sentence in cut]
    numbers = set(ends)
    pieces = list(cut[:1])
    for number, before, sentence in zip(ends, cut, cut[1:], strict=False):
        is_listed = number is not None and not numbers.isdisjoint({number - 1, number + 1})
        if is_listed or (_GOES_ON.match(sentence) and _MAY_BE_SHORT.search(before, _tail(before))):
            pieces[-1] += " " + sentence
        else:
            pieces.append(sentence)
    return tuple(pieces)


def _tail(sentence: str) -> int:
    return max(0, len(sentence) - _TAIL)


def _may_go_on(before: str, sentence: str) -> bool:
    first = sentence[0]
    return first.islower() or first.isdigit() or before[-2:-1].isdigit()


def _key(statement: str) -> str:
    """A statement but for white space and bold type."""
    line = " ".join(statement.split())
    return _BOLD.sub("", line) if "**" in line else line


def _unshared(mine: Sequence[str], yours: Sequence[str]) -> tuple[list[int], list[int]]:
    """Places of the statements that stand outside of what both have in the same order."""
    shorter = min(len(mine), len(yours))
    start = end = 0
    while start < shorter and mine[start] == yours[start]:
        start += 1
    while end < shorter - start and mine[-1 - end] == yours[-1 - end]:
        end += 1
    kept, others = list(range(start, len(mine) - end)), list(range(start, len(yours) - end))
    between = {mine[place] for place in kept} & {yours[place] for place in others}
    shared = [mine[place] for place in kept if mine[place] in between]
    if shared == [yours[place] for place in others if yours[place] in between]:
        return _outside(between, kept, mine), _outside(between, others, yours)
    if max(len(kept), len(others)) <= MOST:
        matcher = SequenceMatcher(None, mine[start : len(mine) - end], yours[start : len(yours) - end], autojunk=False)
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                kept.remove(start + block.a + step)
                others.remove(start + block.b + step)
    return kept, others


def _outside(both: AbstractSet[str], places: Sequence[int], statements: Sequence[str]) -> list[int]:
    return [place for place in places if statements[place] not in both]


def _without_moved(
    kept: Sequence[int], others: Sequence[int], mine: Sequence[str], yours: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Places of what stands nowhere in the other answer."""
    ours, theirs = frozenset(mine), frozenset(yours)
    return _outside(theirs, kept, mine), _outside(ours, others, yours)


def _every_one_counts(pair: Pair, shared: Sequence[str], places: tuple[int, int]) -> bool:
    """Whether every statement counts: not if those that are shared give the one fact that was asked for, or the answers
    the final answer that was, nor on the way to a final answer that nobody asked for. `places` are those of the first
    statements that differ.
    """
    question = pair.context
    if question and give_the_fact(question, shared):
        return False
    sides = pair.baseline.text, pair.candidate.text
    if not are_final(*(final_answer(text, question) for text in sides)):
        return True
    behind = (" ".join(_statements(text)[place:]) for text, place in zip(sides, places, strict=True))
    return not (question and question_kind(question)) and not any(map(final_answer, behind))


def _joined(places: Sequence[int], statements: Sequence[str], text: str) -> str:
    return ("\n" if "\n" in text else " ").join(statements[place] for place in places)
