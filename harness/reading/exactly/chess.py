"""Moves of chess as the other text writes them: `1. e4` and `1.e4`, `e4xd5` and `exd5`."""

from __future__ import annotations

import re

from harness.reading.words import DIGITS, rarities

_NUMBERED = re.compile(r"(?<![\w.])(?P<number>\d{1,3}\.(?:\.\.)?) (?P<move>[KQRBN]?[a-h]?x?[a-h][1-8]\b|O-O)")
_GLUED = re.compile(r"(?<![\w.])\d{1,3}\.(?:\.\.)?(?:[KQRBN]?[a-h]?x?[a-h][1-8]\b|O-O)")
_CAPTURE = re.compile(r"\b(?P<file>[a-h])(?P<rank>[1-8])x(?P<to>[a-h](?P<to_rank>[1-8]))\b")


def moves_as_in(other: str, text: str) -> str:
    """The text with its moves glued to their numbers, pawns' captures without the rank, if the other has it so."""
    if DIGITS.isdisjoint(rarities(text)) or DIGITS.isdisjoint(rarities(other)):
        return text
    if ". " in text and _GLUED.search(other):
        text = _NUMBERED.sub(r"\g<number>\g<move>", text)
    if "x" in text and "x" in other:
        text = _CAPTURE.sub(lambda match: _shorter(match, other), text)
    return text


def _shorter(match: re.Match[str], other: str) -> str:
    """A pawn takes on the next rank of a neighbouring file; anything else is left as it is."""
    files = abs(ord(match["file"]) - ord(match["to"][0]))
    ranks = abs(int(match["rank"]) - int(match["to_rank"]))
    short = f"{match['file']}x{match['to']}"
    return short if files == ranks == 1 and re.search(rf"\b{short}\b", other) else match[0]
