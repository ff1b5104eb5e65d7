"""Text from outside made harmless for a terminal and for the machines that read its log.

Controls, direction marks and hidden characters are spelled out (`harness.visible`); a line that
GitHub, Azure DevOps or TeamCity would take for a command loses its meaning; a character the
terminal cannot show is written in ASCII.
"""

from __future__ import annotations

import re

from harness.visible import visible

LIMIT = 4000
"""Characters shown of one text."""

_ASCII = str.maketrans(
    {
        "→": "->",
        "…": "...",
        "–": "-",
        "—": "-",
        "×": "x",
        "·": "-",
        "’": "'",
        "“": '"',
        "”": '"',
        "█": "#",
        "░": ".",
        "│": "|",
        "✓": "+",
        "✗": "x",
    }
)
# GitHub trims the line before it looks for `::command`; colours may stand before it as well.
_COMMAND = re.compile(r"^((?:\x1b\[[0-9;]*m|[^\S\n])*):(?=:)", re.MULTILINE)
# `##[group]`, `##vso[…]`, `##teamcity[…]` are found anywhere in a line.
_MARKED = re.compile(r"#(?=#\w*\[)")


def sanitize(text: str, limit: int = LIMIT) -> str:
    """At most `limit` characters of visible text, and how many more there are."""
    shown = visible(text[:limit]).replace("\t", "    ")
    taken = min(limit, len(text))
    while len(shown) > limit and taken:  # what is spelled out takes room
        taken -= max((len(shown) - limit) // 8, 1)
        shown = visible(text[:taken]).replace("\t", "    ")
    left = len(text) - taken
    return shown if not left else f"{shown}… ({left:,} more characters)"


def defuse(text: str, *, at_line_start: bool = True) -> str:
    """`text` without a log command; `at_line_start` says where its first line begins."""
    text = _MARKED.sub("# ", text)
    head, newline, rest = ("", "", text) if at_line_start else text.partition("\n")
    return head + newline + _COMMAND.sub(r"\1: ", rest)


def encodable(text: str, encoding: str) -> str:
    """`text` with what `encoding` lacks in ASCII."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
    return text
