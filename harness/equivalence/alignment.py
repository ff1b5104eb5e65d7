"""Sentences of two texts laid side by side, both ways, by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from harness.protocols import Embedder
from harness.reading.sentences import sentences

if TYPE_CHECKING:
    from harness.protocols import Vectors

MOST = 96
"""Statements a text is cut into at most; those of longer ones are taken several together."""


class Statement(NamedTuple):
    """A sentence and the cosine of its best counterpart in the other text."""

    text: str
    counterpart: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cosine of the wholes, and each text's statements."""

    whole: float
    baseline: tuple[Statement, ...]
    candidate: tuple[Statement, ...]


def align(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> list[Alignment]:
    """All pairs at once, every distinct text embedded once."""
    cut = [(first, statements(first), second, statements(second)) for first, second in pairs]
    rows: dict[str, int] = {}
    for first, ours, second, theirs in cut:
        for text in (first, *ours, second, *theirs):
            rows.setdefault(text, len(rows))
    if not rows:
        return []
    vectors = embedder.embed(list(rows))
    return [_align(vectors, rows, parts) for parts in cut]


def statements(text: str) -> tuple[str, ...]:
    """The sentences, or the whole if there is none."""
    found = sentences(text)
    if len(found) > MOST:
        step = -(-len(found) // MOST)
        found = tuple("\n".join(found[start : start + step]) for start in range(0, len(found), step))
    return found or (text,)


Cut = tuple[str, tuple[str, ...], str, tuple[str, ...]]
"""Two texts, each with its statements after it."""


def _align(vectors: Vectors, rows: dict[str, int], parts: Cut) -> Alignment:
    first, ours, second, theirs = parts
    whole = float(vectors[rows[first]] @ vectors[rows[second]])
    if len(ours) == len(theirs) == 1:
        return Alignment(whole, (Statement(ours[0], whole),), (Statement(theirs[0], whole),))
    cosines = (vectors[[rows[text] for text in ours]] @ vectors[[rows[text] for text in theirs]].T).tolist()
    return Alignment(
        whole, _statements(ours, map(max, cosines)), _statements(theirs, map(max, zip(*cosines, strict=True)))
    )


def _statements(texts: Sequence[str], best: Iterable[float]) -> tuple[Statement, ...]:
    return tuple(map(Statement, texts, best))
