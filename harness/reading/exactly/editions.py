"""A product and another one whose name only goes on: "iPhone 15 Pro" and "iPhone 15 Pro Max", "Galaxy S24" and "Galaxy
S24 Ultra", `lodash` and `lodash/fp`.

A longer name is oftener the same written in full ("Microsoft Corporation"), so that only words count that tell editions
and sizes apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.reading.edits import trimmed
from harness.reading.relations import synonymous
from harness.reading.words import FUNCTION_WORDS, ByChunk, stem

EDITIONS = frozenset(
    """pro max plus ultra lite light mini air premium turbo server enterprise cluster home cloud standard deluxe nano go
    express community professional ultimate beta preview core elite prime business personal family student advanced
    starter free gold silver platinum select classic neo sport hybrid lts se fe xl xs xr gt gti fold flip note edge duo
    studio basic team teams education developer extended slim portable junior""".split()  # noqa: SIM905
)
"""Words that tell one product of a name from another. Written small they count only behind one another ("pro max")."""
_TOKEN = re.compile(r"[^\W_]+(?:[-.'][^\W_]+)*|[^\s\w]")
_TOKENS = ByChunk(_TOKEN)
_CHUNK_EDGES = "\"'“”‘’`*.,;:!?()[]"
_PATH = re.compile(r"@?[a-z][a-z\d._-]*(?:/[a-z][a-z\d._-]*)+")
"""Packages are written small; "Joel/Lennon" are two names."""
_MOST = 3
"""Words by which a name may go on."""


def other_edition(ours: str, theirs: str) -> tuple[str, str] | None:
    """The names, the one of which goes on, in two sentences that are the same otherwise; None where there are none."""
    return _further(ours, theirs) or _within(ours, theirs)


def _further(ours: str, theirs: str) -> tuple[str, str] | None:
    first, second = (_TOKENS.find(text.rstrip(" .!?")) for text in (ours, theirs))
    left, right, before = trimmed(first, second)
    # "Pro Max" against "Pro" leaves words on one side alone.
    if (
        bool(left) == bool(right)
        or not before
        or len(left or right) > _MOST
        or not _is_edition(left or right, before[-1])
    ):
        return None
    name = _name(before)
    longer = f"{name} {' '.join(left or right)}"
    return (longer, name) if left else (name, longer)


def _is_edition(words: Sequence[str], before: str) -> bool:
    follows = [before, *words]
    for last, word in zip(follows, words, strict=False):
        is_behind_edition = last.lower() in EDITIONS
        if word.isdigit():
            is_further = is_behind_edition and _is_written_as_name(last)
        else:
            is_further = word.lower() in EDITIONS and (
                is_behind_edition or (_is_written_as_name(word) and _is_written_as_name(last))
            )
        if not is_further:
            return False
    return True


def _is_written_as_name(word: str) -> bool:
    return word[0].isdigit() or word != word.lower()


def _name(before: Sequence[str]) -> str:
    start = len(before) - 1
    while start and _is_written_as_name(before[start - 1]) and before[start - 1].lower() not in FUNCTION_WORDS:
        start -= 1
    return " ".join(before[start:] if start else before[-1:])


def _within(ours: str, theirs: str) -> tuple[str, str] | None:
    """A package and a part of it, written as a path: `lodash`, `lodash/fp`."""
    if "/" not in ours + theirs:
        return None
    left, right, _ = trimmed(*([chunk.strip(_CHUNK_EDGES) for chunk in text.split()] for text in (ours, theirs)))
    if len(left) != 1 or len(right) != 1:
        return None
    shorter, longer = sorted((left[0], right[0]), key=len)
    parts = longer.split("/")
    if not _PATH.fullmatch(longer) or shorter not in (parts[0], "/".join(parts[:-1])):
        return None
    rest = [part for part in parts if part not in shorter.split("/")]
    if not rest or shorter in FUNCTION_WORDS or any(_says_no_more(part, shorter) for part in rest):
        return None
    return left[0], right[0]


def _says_no_more(part: str, word: str) -> bool:
    """Whether it is but another word for it ("doctor/physician"), or a small one ("and/or")."""
    return part in FUNCTION_WORDS or synonymous(stem(part), stem(word))
