"""A text as tags and the words between them, in one pass, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from harness.errors import CheckError

Kind = Literal["text", "open", "close", "empty", "comment", "cdata", "declaration", "instruction"]
_TAG = re.compile(
    r"<(?P<close>/)?(?P<name>[A-Za-z_:][\w:.-]*+)"
    r"(?P<attributes>(?:\s++(?:[^\s\"'<>=/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>=]++))?)|\s*+/(?!>))*+)"
    r"\s*+(?P<empty>/)?>"
)
"""A `<` inside a quoted attribute ends the search, so that no text can make it long."""
_BOUNDED: tuple[tuple[str, str, Kind], ...] = (
    ("<!--", "-->", "comment"),
    ("<![CDATA[", "]]>", "cdata"),
    ("<?", "?>", "instruction"),
    ("<!", ">", "declaration"),
)


DEEPEST = 10_000
"""Open elements that are followed: no document has as many, and a million of them takes half a minute."""


def require_depth(opened: int) -> None:
    """Raises CheckError for more open elements than are followed."""
    if opened > DEEPEST:
        raise CheckError(f"more than {DEEPEST:,} elements are open inside each other")


@dataclass(frozen=True, slots=True)
class Token:
    """`name` of a tag as it is written; `text` of anything else, delimiters left out; where a tag begins and ends."""

    kind: Kind
    name: str = ""
    text: str = ""
    start: int = 0
    end: int = 0


def tokens(source: str) -> Iterator[Token]:
    """A `<` that begins nothing known is text."""
    at = start = 0
    unclosed: set[str] = set()
    while (at := source.find("<", at)) >= 0:
        token, end = _token(source, at, unclosed)
        if token is None:
            at += 1
            continue
        if source[start:at]:
            yield Token("text", text=source[start:at])
        yield token
        at = start = end
    if source[start:]:
        yield Token("text", text=source[start:])


def _token(source: str, at: int, unclosed: set[str]) -> tuple[Token | None, int]:
    """What begins here, and its end. `unclosed` remembers delimiters known not to come any more."""
    for opening, closing, kind in _BOUNDED:
        if source.startswith(opening, at):
            end = -1 if closing in unclosed else source.find(closing, at + len(opening))
            if end < 0:
                # Else a text of thousands of "<!--" would be searched to its end for each of them.
                unclosed.add(closing)
                return None, at
            return Token(kind, text=source[at + len(opening) : end]), end + len(closing)
    hit = _TAG.match(source, at)
    if hit is None:
        return None, at
    kind = "close" if hit["close"] else "empty" if hit["empty"] else "open"
    return Token(kind, hit["name"], start=at, end=hit.end()), hit.end()
