"""Marks, arrows and signs that mean something, by what they mean; ornament is left aside."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = {
    "yes": "✅✔☑👍🟢🆗✓", "no": "❌✖☒👎🔴🚫⛔✗✘", "open": "☐⬜", "up": "↑⬆↗📈🔼▲△", "down": "↓⬇↘📉🔽▼▽",
    "right": "→➡", "left": "←⬅", "male": "♂", "female": "♀", "warning": "⚠",
    "star": "★⭐", "no star": "☆", "happy": "😀😃😄😊😍🎉🙂☺", "sad": "😞😢😭😠😡☹🙁", "yellow": "🟡",
    "≤": "≤", "≥": "≥", "≠": "≠", "±": "±",
}  # fmt: skip
_BY_CHARACTER = {character: name for name, characters in _MARKS.items() for character in characters}
_MARK = re.compile(f"[{''.join(_BY_CHARACTER)}]")
_BOX = re.compile(r"\[([ xX✓✗-])\](?!\()")
_COMPARED = re.compile(r"(?<![<>=!-])(<=|>=|!=|==|<|>)(?![<>=/!])(?= ?[-+.$€£\d]| [A-Za-z]\b)")
_COMPARED_NAMES = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_SIGNED = re.compile(r"(?<![\w+#-])([A-Za-z]{1,3})(\+\+|--|#|\+|[-−–](?=[\s.,;:!?)]|\Z))(?![\w+#])")
_SPELLED = re.compile(r"\b(A|B|AB|O|a|b|ab|o)[ -](positive|negative|plus|minus)\b")
_ROTATED = {"-": "−", "–": "−"}


_PLUS_OR_MINUS = re.compile(r"\+/[-−–]|\+-(?=[ \d])|\bplus(?:/| or )minus\b", re.IGNORECASE)


def with_give_or_take(text: str) -> str:
    """`±` for "+/-" and "plus or minus"."""
    return _PLUS_OR_MINUS.sub("±", text) if "+" in text or "lus" in text else text


@lru_cache(maxsize=1024)
def marks(text: str) -> tuple[str, ...]:
    """Meaning of each mark, in order."""
    placed = []
    if not text.isascii():
        placed += [(match.start(), _BY_CHARACTER[match[0]]) for match in _MARK.finditer(text)]
    if "[" in text:
        placed += [
            (match.start(), "open" if match[1] == " " else "no" if match[1] in "✗-" else "yes")
            for match in _BOX.finditer(text)
        ]
    if "<" in text or ">" in text or "=" in text:
        placed += [(match.start(), _COMPARED_NAMES.get(match[1], match[1])) for match in _COMPARED.finditer(text)]
    # Three searches, one order: marks are compared as they follow each other in the text.
    return tuple(name for _, name in sorted(placed)) if placed else ()


@lru_cache(maxsize=1024)
def signed_words(text: str) -> tuple[str, ...]:
    """Short words that a sign makes another word: C++, C#, A-, O+."""
    signed = (
        [f"{match[1].upper()}{_ROTATED.get(match[2], match[2])}" for match in _SIGNED.finditer(text)]
        if _is_signed(text)
        else []
    )
    if "itive" in text or "ative" in text or "inus" in text or "plus" in text:
        signed += [
            match[1].upper() + ("+" if match[2] in ("positive", "plus") else "−") for match in _SPELLED.finditer(text)
        ]
    return tuple(dict.fromkeys(signed))


_HAS = re.compile(r"[A-Za-z][+#\-−–](?!\w)")


def _is_signed(text: str) -> bool:
    return any(sign in text for sign in "+#-−–") and _HAS.search(text) is not None
