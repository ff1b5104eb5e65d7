"""How a difference is put: the words that differ and a few around them."""

from __future__ import annotations

LONGEST = 80


def short(text: str, limit: int = LONGEST) -> str:
    """One line, cut at a word with an ellipsis."""
    line = " ".join(text[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"
