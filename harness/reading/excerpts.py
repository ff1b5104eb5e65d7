"""How a difference is quoted: on one line, cut at a word."""

from __future__ import annotations

LONGEST = 80


def short(text: str, limit: int = LONGEST) -> str:
    """One line, cut at a word with an ellipsis."""
    line = " ".join(text.lstrip()[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"
