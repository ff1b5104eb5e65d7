"""Negations of languages without spaces between words (Japanese, Chinese, Thai) and of Korean with its long verbs."""

from __future__ import annotations

import re
from itertools import pairwise

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
_DENIALS = (
    ("ませんでした", "ました"), ("ません", "ます"), ("ではない", "だ"), ("じゃない", "だ"),
    ("なかった", "た"), ("ない", "る"),
    ("并没有", ""), ("没有", "有"), ("不是", "是"), ("不能", "能"), ("无法", "能"),
    ("不", ""), ("没", ""), ("未", ""), ("勿", ""),
    ("하지 않습", "합"), ("지 않습", "습"), ("하지 못합", "합"), ("지 않", ""),
    ("지 못", ""), ("없", "있"), ("않", ""), ("ไม่", ""),
)  # fmt: skip
"""A negated form and the same without its negation, longer forms first."""
_NOT_DENYING = re.compile("不仅|不但|不過|不过|不断|不錯|不错|少なくない|しかない|かもしれない")


def is_unspaced(text: str) -> bool:
    return _UNSPACED.search(text) is not None


def unspaced(text: str) -> tuple[list[str], int]:
    """Pairs of neighbouring letters of a text without its negations, and the number of these."""
    plain, denials = _NOT_DENYING.sub("", text.lower()), 0
    for negated, positive in _DENIALS:
        count = plain.count(negated)
        if count:
            denials += count
            plain = plain.replace(negated, positive)
    letters = [character for character in plain if character.isalnum()]
    return [first + second for first, second in pairwise(letters)], denials
