"""The value that two answers to a question have in common, and each answer with a mark in its place."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from harness.reading.answers import asks_for_one_fact
from harness.reading.sentences import sentences
from harness.reading.verbs import base_form
from harness.reading.words import FUNCTION_WORDS, content, stem, words

MARK = "§"
LONGEST = 2_000
"""Characters of an answer that gives one fact."""
FEW = 4
"""Words of an answer that is no more than a value, though the question has them all ("Is it A or B?")."""
PLAIN = 6
"""Stems beside the question's of an answer that is little more than the value."""
_ASKS_FOR_MORE = re.compile(
    r"\b(?:explain|evidence|why|how (?:can|do|did|could) you|some|examples?|conditions)\b", re.IGNORECASE
)
"""Reasons, or what is told in sentences."""
_ASKS_FOR_SEVERAL = re.compile(
    r"\b(?:who|which|what)(?: of the\w*| two| three)? (?:are|were)\b"
    r"|\b(?:which|what) (?:two |three |four |five |six |\d+ )?"
    r"(?!(?:is|was|does|has|gas|lens|series|news)\b)\w*[^sui\W]s\b"
    r"|\bwho(?: all)? (?:has |have )?(?:star|play|act|sang|sing|appear)\w*\b",
    re.IGNORECASE,
)
"""Several things, of which an answer may name some."""
_ASKS_TO_NAME = re.compile(
    r"\A\W*(?:please )?(?:name|give|state|identify|specify|tell (?:me|us)|say) (?:(?:me|us) )?"
    r"(?:the|a|an|one|his|her|its)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’.,:-][^\W_]+)*|[$€£¥%]")
_LIKE_A_NAME = re.compile(r"\b[A-Z]|\d")
_SIGNS = str.maketrans({"*": "", "_": " ", "`": "", '"': "", "“": "", "”": "", "’": "'", MARK: " "})
_BETWEEN = frozenset("am pm of the de von van der del la le".split())  # noqa: SIM905
"""Small words within a value, or behind its number."""
_OF_TIME = frozenset(
    """am pm january february march april may june july august september october november december
    """.split()  # noqa: SIM905
)
_OF_MONEY = frozenset("$ € £ ¥ % euro euros dollar dollars pounds".split())  # noqa: SIM905


class Marked(NamedTuple):
    """An answer with MARK for each place of the value, and how the value is written there. `other` has the stems of all
    that the other answer and the question say; `is_other_bare` where that answer says nothing but the value.
    """

    text: str
    values: tuple[str, ...]
    other: frozenset[str]
    is_other_bare: bool
    question: str


def asks_for_a_value(question: str) -> bool:
    """Whether a question asks for one fact, or one is asked to name something."""
    if _ASKS_FOR_MORE.search(question):
        return False
    return asks_for_one_fact(question) or _ASKS_TO_NAME.match(question) is not None


def asks_for_several(question: str) -> bool:
    """Whether others beside the value are no other answer: "Who starred in it?"."""
    return _ASKS_FOR_SEVERAL.search(question) is not None


def value(ours: str, theirs: str, question: str) -> frozenset[str]:
    """Stems that both answers have and the question has not; empty where there are none, or both say much else."""
    if max(len(ours), len(theirs)) > LONGEST:
        return frozenset()
    first, second, asked = frozenset(content(ours)), frozenset(content(theirs)), frozenset(content(question))
    if min(len(first - asked), len(second - asked)) > PLAIN:
        return frozenset()
    both = first & second
    if both <= asked and min(len(first), len(second)) <= FEW:
        return both
    # "Who wrote it?" asks for no "written".
    forms = frozenset(map(base_form, words(question)))
    known = frozenset(stem(word) for word in (*words(ours), *words(theirs)) if base_form(word) in forms)
    found = both - asked - known
    found = found & _names(ours, theirs) or found
    return found & _told_first(ours, found) & _told_first(theirs, found) or found


def _told_first(answer: str, sought: frozenset[str]) -> frozenset[str]:
    """Stems of the first sentence that has any of those sought: what comes later is oftener told of the value."""
    told = (frozenset(content(sentence)) for sentence in sentences(answer))
    return next((stems for stems in told if not stems.isdisjoint(sought)), frozenset())


def _names(*answers: str) -> frozenset[str]:
    """Stems of words with a capital or a digit: what else both share says less."""
    written = (match[0] for answer in answers for match in _WORD.finditer(answer))
    return frozenset(part for word in written if _LIKE_A_NAME.search(word) for part in content(word))


def marked(answer: str, other: str, shared: AbstractSet[str], question: str) -> Marked:
    """The answer with MARK for each run of words of the value, with what belongs to it: "the Pro plan" is "the §"."""
    text = answer.translate(_SIGNS)
    asked = frozenset(content(question)) - shared
    runs: list[tuple[int, int]] = []
    found = list(_WORD.finditer(text))
    place = 0
    while place < len(found):
        if not _is_of(found[place][0], shared):
            place += 1
            continue
        end = place
        while end + 1 < len(found) and _follows(text, found, end) and _goes_on(found, end + 1, shared):
            end += 1
        first, last = place, end
        while first and _follows(text, found, first - 1) and _belongs(found[first - 1][0], asked):
            first -= 1
        if last + 1 < len(found) and _follows(text, found, last) and _belongs(found[last + 1][0], asked):
            last += 1
        runs.append((found[first].start(), found[last].end()))
        place = last + 1
    pieces, start = [], 0
    for first, last in runs:
        pieces += [text[start:first], MARK]
        start = last
    known = frozenset((*content(other), *shared))
    # "Who is older, Ann or Ben?" has all that may be said.
    if not shared <= frozenset(content(question)):
        known |= asked
    is_bare = frozenset(content(other)) <= frozenset((*content(question), *shared))
    return Marked("".join([*pieces, text[start:]]), tuple(text[a:b] for a, b in runs), known, is_bare, question)


def _is_of(word: str, shared: AbstractSet[str]) -> bool:
    """Whether all of a word is of the value: "web-3" is not where "web-4" is."""
    parts = content(word)
    return bool(parts) and shared >= frozenset(parts)


def _follows(text: str, found: list[re.Match[str]], place: int) -> bool:
    """Whether nothing but a space stands between a word and the next."""
    return text[found[place].end() : found[place + 1].start()] in ("", " ", "-", "°", " °")


def _goes_on(found: list[re.Match[str]], place: int, shared: AbstractSet[str]) -> bool:
    word = found[place][0]
    if _is_of(word, shared) or word.lower() in _OF_TIME or word.lower() in _OF_MONEY:
        return True
    return word.lower() in _BETWEEN and place + 1 < len(found) and _is_of(found[place + 1][0], shared)


def _belongs(word: str, asked: AbstractSet[str]) -> bool:
    lowered = word.lower()
    return lowered in _OF_MONEY or (lowered not in FUNCTION_WORDS and stem(lowered) in asked)
