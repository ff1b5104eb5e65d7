"""Answers wrapped in Markdown code fences."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"\A\s*(?:```|~~~)[ \t]*([\w+-]*)[^\n]*\n(.*?)\n?[ \t]*(?:```|~~~)\s*\Z", re.DOTALL)
_BLOCK = re.compile(r"(?:^|\n)[ \t]*```[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)


def unfenced(text: str) -> tuple[str, bool]:
    """The text inside a fence around the whole answer, and whether there was one."""
    match = _WHOLE.match(text)
    return (match[2], True) if match else (text.strip(), False)


def blocks(text: str) -> list[tuple[str, str]]:
    """Each fenced block's language and code, in order; the last may be unclosed."""
    return [(match[1].lower(), match[2]) for match in _BLOCK.finditer(text)] if "```" in text else []


def code_of(text: str) -> str:
    """The code of an answer: its fenced blocks of one language, else all of it."""
    fenced = blocks(text)
    if not fenced:
        return text.strip("\n")
    # A block in another language is output or an example more often than part of the program.
    language = fenced[0][0]
    return "\n".join(code for other, code in fenced if other == language)
