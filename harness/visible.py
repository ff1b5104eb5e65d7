"""Text from outside made safe to look at: what cannot be seen is spelled out, `<U+202E>`."""

from __future__ import annotations

import re

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, ESC among them
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # letters and hyphens nobody sees
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff"  # zero width, line separators
    "\ufe00-\ufe0d\ufff0-\ufffb\ufffe\uffff"  # variation selectors but emoji's own, non-characters
    "\ud800-\udfff"  # halves of a surrogate pair
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # tags: a hidden alphabet
)
# Joiners belong to emoji and to several scripts; between or beside Latin letters they only hide.
_JOINER = "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
_HIDDEN, _HIDING = re.compile(f"[{_UNSEEN}]"), re.compile(_JOINER)
_FEW = 100
"""Up to so many different characters are replaced one by one, which is fast in megabytes of them."""


def visible(text: str) -> str:
    r"""`text` without a control, bidirectional, zero-width or unpaired surrogate character.

    Newlines and tabs stay; `\r\n` becomes a newline. The result can always be encoded as UTF-8.
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    found = set(_HIDDEN.findall(text))
    if len(found) > _FEW:
        text = _HIDDEN.sub(_spell, text)
    else:
        for one in found:
            text = text.replace(one, _spelled(one))
    # Only now, for what stood beside a joiner may have become plain letters.
    return _HIDING.sub(_spell, text) if "\u200c" in text or "\u200d" in text else text


def one_line(text: str) -> str:
    """As `visible`, with every run of white space become one space."""
    return " ".join(visible(text).split())


def cut(text: str, limit: int) -> tuple[str, int]:
    """The first `limit` characters at most, and how many were left out."""
    return (text, 0) if len(text) <= limit else (text[:limit], len(text) - limit)


def shorten(text: str, limit: int) -> str:
    """One visible line of at most `limit` characters; an ellipsis stands for what is left out, between words where
    that costs less than half of the line.
    """
    # White space shrinks and controls grow: a generous piece is enough to fill the limit.
    enough = limit * 8 + 64
    line = one_line(text[:enough])
    if len(text) <= enough and len(line) <= limit:
        return line
    kept = line[: max(limit - 1, 0)]
    if not line[len(kept) : len(kept) + 1].isspace():
        words = kept.rpartition(" ")[0]
        kept = words if len(words) > len(kept) // 2 else kept
    return kept.rstrip(" ,;:") + "…"


def _spell(found: re.Match[str]) -> str:
    return _spelled(found[0])


def _spelled(one: str) -> str:
    return f"<U+{ord(one):04X}>"
