"""Cut text into words and words into pieces, as the teacher's tokenizer (BERT uncased) does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST_WORD = 100
"""Characters; a longer word is unknown, which also keeps hostile input cheap."""

_ASCII = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_ANY = re.compile(r"[^\s!-/:-@\[-`{-~]+|[!-/:-@\[-`{-~]")
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class _Cleaning(dict[int, str]):
    """What becomes of each character outside ASCII, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character.isascii() or category == "Zs":
            result = " " if category in ("Cc", "Zs") else character
        elif category == "Mn" or category[0] == "C" or character == "\ufffd":
            result = ""
        elif category[0] == "P" or any(low <= code <= high for low, high in _IDEOGRAPHS):
            result = f" {character} "
        else:
            result = character
        self[code] = result
        return result


_CLEANING = _Cleaning()


def words(text: str) -> list[str]:
    """Lower-case words without accents; each punctuation mark and each ideograph is a word of its own."""
    if text.isascii():
        return _ASCII.findall(text.lower())
    return _ANY.findall(unicodedata.normalize("NFD", text).translate(_CLEANING).lower())


def pieces(word: str, vocabulary: Container[str]) -> list[str]:
    """The longest known pieces from left to right; empty if some part of the word is unknown."""
    if word in vocabulary:
        return [word]
    if len(word) > LONGEST_WORD:
        return []
    cut: list[str] = []
    start = 0
    while start < len(word):
        piece = _longest(word, start, vocabulary)
        if piece is None:
            return []
        cut.append(piece)
        # A piece after the first carries `##`, which stands for no character of the word.
        start += len(piece) - (2 if start else 0)
    return cut


def _longest(word: str, start: int, vocabulary: Container[str]) -> str | None:
    for end in range(len(word), start, -1):
        piece = ("##" if start else "") + word[start:end]
        if piece in vocabulary:
            return piece
    return None
