"""A part of a sentence that the other answer's sentence, the same otherwise, does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from harness.reading.answers import asks_for_one_fact, is_worked_out
from harness.reading.edits import NearCopy, near_copies, trimmed
from harness.reading.exactly.lists import missing_in_line, missing_members
from harness.reading.facts import wants_one_fact
from harness.reading.pairing import facing
from harness.reading.sentences import sentences
from harness.reading.words import FUNCTION_WORDS, content, stem, vocabulary, words

_JOINTS = frozenset(
    """and or but which that because unless if except with without so although though plus including when while only
    until provided since whereas und oder aber weil wenn mit ohne et ou mais avec sans y o pero con sin""".split()  # noqa: SIM905
)
_CONDITIONS = frozenset(
    {"if", "unless", "except", "without", "provided", "until", "wenn", "falls", "außer", "si", "sauf"}
)
_LEAST, _LEAST_JOINED = 4, 2
"""Content words that make a part worth missing: fewer where a joint ("and", "if", a comma) sets it off, or where it
holds a number ("at 30 degrees")."""
_LEAST_SENTENCE = 6
"""Words from which on an answer to a question is more than the bare answer, which a sentence may repeat."""
_LEAST_SENTENCE_NEW = 2
"""New words of content that make a sentence more than a courtesy."""
_FRAME = 2
"""Words at the beginning of a sentence that say of what it speaks: "it covers"."""
_LONGEST_IN_FRAME = 5
_ASKS_FOR_STEPS = re.compile(
    r"\b(?:how (?:do|can|should|to)|what (?:should|must|do|can) \w+ do|steps|instructions)\b", re.IGNORECASE
)
"""Answers to other questions often end with something nobody asked for."""
_ADDING = frozenset("and or plus und oder et ou y o".split())  # noqa: SIM905
"""Words after which a second thing follows: "parts and labour"."""
_AGREEING = {"is": "are", "was": "were", "has": "have", "does": "do"}
_STARTING = frozenset("go come try stop wait sit sure".split())  # noqa: SIM905
"""Before "and" they say no second thing: "go and see"."""
_REST = 2
"""Words that may stand in the part's place: the "and" of a shorter list."""
_LIMITS = frozenset("first second next hour hours day days week weeks month months year years".split())  # noqa: SIM905
"""Words of how long or how often: "for the first year"."""
_LIST = re.compile(r"\w, (?:\w+ ){1,6}?(?:and|or|und|oder|et|ou|y|o) \w")
"""An enumeration, of which a single member is worth missing."""
_LIGHT = frozenset(
    """sure thank welcom help pleas kind regard best cheer certain absolut great note simpl inde
    actual foremost""".split()  # noqa: SIM905
)


def dropped(baseline: str, candidate: str, context: str | None, *, added: bool = False) -> Iterator[str]:
    """Each part of the baseline's sentences that near copies in the candidate lack, or (`added`) the other way round;
    none where the question asks for one fact, around which everything may be left out.
    """
    longer, shorter = (candidate, baseline) if added else (baseline, candidate)
    if not (context and (wants_one_fact(context) or is_worked_out(baseline, candidate, context))):
        for ours, theirs in facing(longer, shorter):
            yield from missing_in_line(ours, theirs)
    if context and (asks_for_one_fact(context) or is_worked_out(baseline, candidate, context)):
        return
    if not context or _ASKS_FOR_STEPS.search(context):
        yield from _sentences(longer, shorter)
    yield from missing_members(longer, shorter)
    for pair in near_copies(baseline, candidate):
        # A bare answer ("30 days") that the other gives in a full sentence has lost nothing.
        if context and min(len(pair.ours), len(pair.theirs)) < _LEAST_SENTENCE:
            continue
        part = _part(pair.turned(), baseline) if added else _part(pair, candidate)
        if part and not missing_in_line(*(pair.as_written[::-1] if added else pair.as_written)):
            yield part


def _sentences(longer: str, shorter: str) -> Iterator[str]:
    """Sentences that say something new where all others are the very same."""
    if not vocabulary(shorter) <= vocabulary(longer):
        return
    ours, theirs = ({words(sentence): sentence for sentence in sentences(text)} for text in (longer, shorter))
    if not theirs or len(ours) <= len(theirs) or not ours.keys() > theirs.keys():
        return
    known = frozenset(content(shorter))
    for said, sentence in ours.items():
        new = {word for word in content(sentence) if word not in known and word not in _LIGHT}
        if said not in theirs and new and (len(new) >= _LEAST_SENTENCE_NEW or _goes_on(said, theirs)):
            yield sentence


def _goes_on(said: Sequence[str], others: Iterable[Sequence[str]]) -> bool:
    """Whether a short sentence says of something more of what another says of it: "It covers Rust." beside "It covers
    Python.", "She dances." beside "She sings.".
    """
    frame = said[:-1][:_FRAME]
    return (
        bool(frame)
        and len(said) <= _LONGEST_IN_FRAME
        and any(other[: len(frame)] == frame and abs(len(other) - len(said)) <= 1 for other in others)
    )


def _part(pair: NearCopy, candidate: str) -> str:
    left, right, before = _apart(pair.ours, pair.theirs)
    if len(right) > _REST and pair.baseline.count(",") > pair.candidate.count(","):
        # A list cut short has its "and" in another place.
        left, right, before = _apart(
            *(tuple(word for word in side if word not in _ADDING) for side in (pair.ours, pair.theirs))
        )
    if not left or len(right) > _REST or any(_weighs(word) and word not in left for word in right):
        return ""
    kept = {*map(stem, pair.theirs), *content(candidate)}
    lost = [word for word in left if _weighs(word) and stem(word) not in kept]
    # A condition is worth missing whatever its length: without it the rest is another claim.
    if lost and not _CONDITIONS.isdisjoint(left[:1]):
        return " ".join(left)
    shorter = pair.baseline.count(",") > pair.candidate.count(",")
    numbered = any(word[0].isdigit() or word in _LIMITS for word in lost)
    joined = shorter or numbered or not _JOINTS.isdisjoint([*before[-1:], *left])
    listed = (shorter and _LIST.search(pair.baseline)) or (not right and _adds(left))
    return "" if len(lost) < (1 if listed else _LEAST_JOINED if joined else _LEAST) else " ".join(left)


def _apart(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What `trimmed` leaves where another number or tense is the same word: one signs, two sign."""
    left, right, before = trimmed(_in_one_number(ours), _in_one_number(theirs))
    start = len(before)
    return ours[start : start + len(left)], theirs[start : start + len(right)], ours[:start]


@lru_cache(maxsize=256)
def _in_one_number(words: tuple[str, ...]) -> Sequence[str]:
    """Asked of both sentences of a pair, once for what was dropped and once for what was added."""
    return [_AGREEING.get(word) or stem(word) for word in words]


def _adds(part: Sequence[str]) -> bool:
    """Whether a part is a member of its own, said before or behind another one: "accounting or" finance."""
    return not _ADDING.isdisjoint(part[:1]) or (not _ADDING.isdisjoint(part[-1:]) and _STARTING.isdisjoint(part))


def _weighs(word: str) -> bool:
    return word not in FUNCTION_WORDS and stem(word) not in _LIGHT and (len(word) > 1 or word.isdigit())
