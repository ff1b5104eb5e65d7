"""A part of a sentence that the other answer's sentence, the same otherwise, does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.reading.answers import asks_for_one_fact, is_worked_out
from harness.reading.edits import NearCopy, near_copies, trimmed
from harness.reading.words import FUNCTION_WORDS, content, stem

_JOINTS = frozenset(
    """and or but which that because unless if except with without so although though plus including when while only
    until provided since whereas und oder aber weil wenn mit ohne et ou mais avec sans y o pero con sin""".split()  # noqa: SIM905
)
_CONDITIONS = frozenset(
    {"if", "unless", "except", "without", "provided", "until", "wenn", "falls", "außer", "si", "sauf"}
)
_LEAST, _LEAST_JOINED = 4, 2
"""Content words that make a part worth missing: fewer where a joint ("and", "if", a comma) sets it off."""
_LEAST_SENTENCE = 6
"""Words from which on an answer to a question is more than the bare answer, which a sentence may repeat."""
_ADDING = frozenset("and or plus und oder et ou y o".split())  # noqa: SIM905
"""Words after which a second thing follows: "parts and labour"."""
_REST = 2
"""Words that may stand in the part's place: the "and" of a shorter list."""
_LIST = re.compile(r"\w, (?:\w+ ){1,3}?(?:and|or|und|oder|et|ou|y|o) \w")
"""An enumeration, of which a single member is worth missing."""
_LIGHT = frozenset(
    """sure thank welcom hope help pleas kind regard best cheer certain absolut great note simpl inde
    actual""".split()  # noqa: SIM905
)


def dropped(baseline: str, candidate: str, context: str | None, *, added: bool = False) -> Iterator[str]:
    """Each part of the baseline's sentences that near copies in the candidate lack, or (`added`) the other way round;
    none where the question asks for one fact, around which everything may be left out.
    """
    if context and (asks_for_one_fact(context) or is_worked_out(baseline, candidate, context)):
        return
    for pair in near_copies(baseline, candidate):
        # A bare answer ("30 days") that the other gives in a full sentence has lost nothing.
        if context and min(len(pair.ours), len(pair.theirs)) < _LEAST_SENTENCE:
            continue
        part = _part(pair.turned(), baseline) if added else _part(pair, candidate)
        if part:
            yield part


def _part(pair: NearCopy, candidate: str) -> str:
    left, right, before = trimmed(pair.ours, pair.theirs)
    if len(right) > _REST or any(_weighs(word) and word not in left for word in right):
        return ""
    kept = {*map(stem, pair.theirs), *content(candidate)}
    lost = [word for word in left if _weighs(word) and stem(word) not in kept]
    # A condition is worth missing whatever its length: without it the rest is another claim.
    if lost and not _CONDITIONS.isdisjoint(left[:1]):
        return " ".join(left)
    shorter = pair.baseline.count(",") > pair.candidate.count(",")
    joined = shorter or not _JOINTS.isdisjoint([*before[-1:], *left])
    listed = (shorter and _LIST.search(pair.baseline)) or (not right and not _ADDING.isdisjoint(left[:1]))
    return "" if len(lost) < (1 if listed else _LEAST_JOINED if joined else _LEAST) else " ".join(left)


def _weighs(word: str) -> bool:
    return word not in FUNCTION_WORDS and stem(word) not in _LIGHT and (len(word) > 1 or word.isdigit())
