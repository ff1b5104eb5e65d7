"""Which words of two answers differ, for the eye; what it means is the equivalence's business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

MOST_WORDS = 1500
"""Longer answers are shown unmarked: past this the time grows and the marks tell little."""
LEAST_ALIKE = 0.3
"""Answers that share less than this of their words are shown unmarked: everything would be marked."""
_WORDS = re.compile(r"\d+(?:[.,:/-]\d+)*|\w+|[^\w\s]|\s+")
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the candidate's text, or, where `kind` is `left`, of the baseline's only."""

    kind: Literal["same", "added", "left"]
    text: str


def pieces(baseline: str, candidate: str) -> list[Stretch]:
    """The candidate's text with the words that are not in the baseline's, and those left out of it."""
    if baseline == candidate:
        return [Stretch("same", candidate)]
    first, second = _WORDS.findall(baseline), _WORDS.findall(candidate)
    if not first or not second or max(len(first), len(second)) > MOST_WORDS:
        return [Stretch("same", candidate)]
    from rapidfuzz.distance import Indel

    stretches: list[Stretch] = []
    for same, left, added in _changes(Indel.opcodes(first, second)):
        stretches += [Stretch("same", "".join(second[slice(*same)]))] if same[0] < same[1] else []
        stretches += [Stretch("left", "".join(first[slice(*left)]))] if left[0] < left[1] else []
        stretches += [Stretch("added", "".join(second[slice(*added)]))] if added[0] < added[1] else []
    # Measured in characters, not words: many short words in common do not make answers alike.
    alike = sum(len(piece.text) for piece in stretches if piece.kind == "same")
    return stretches if alike >= LEAST_ALIKE * max(len(baseline), len(candidate)) else [Stretch("same", candidate)]


def marked(baseline: str, candidate: str) -> list[Stretch]:
    """As `pieces`, but white space alone is no difference worth a mark."""
    shown_pieces = [piece for piece in pieces(baseline, candidate) if piece.kind != "left" or not piece.text.isspace()]
    return [Stretch("same", piece.text) if piece.text.isspace() else piece for piece in shown_pieces]


def _changes(steps: Iterable[Any]) -> Iterator[tuple[_Range, _Range, _Range]]:
    """Words that are the same, then those left out and those added before the next that are the same."""
    same: _Range = (0, 0)
    left: _Range = (0, 0)
    added: _Range = (0, 0)
    for step in steps:
        if step.tag == "equal":
            yield same, left, added
            same = step.dest_start, step.dest_end
            left, added = (step.src_end, step.src_end), (step.dest_end, step.dest_end)
        else:
            left, added = (left[0], step.src_end), (added[0], step.dest_end)
    yield same, left, added
