"""Words and signs that make a number a limit: "at least 5", "up to 5", "5 or more", "< 5"."""

from __future__ import annotations

import re

_LOWER = (
    r"at least|no less than|no fewer than|not less than|minimum(?: of)?|more than|over|above|exceed(?:s|ing)?|≥|>=?"
    r"|mindestens|mehr als|über|au moins|plus de|al menos|más de|por lo menos"
)
_UPPER = (
    r"at most|no more than|not more than|not over|up to|maximum(?: of)?|less than|fewer than|under|below|≤|<=?"
    r"|höchstens|maximal|weniger als|unter|bis zu|au plus|moins de|jusqu'à|como máximo|menos de|hasta"
)
_BEFORE = re.compile(rf"(?:(?<!\w)(?P<upper>{_UPPER})|(?<![\w<-])(?P<lower>{_LOWER})) ?(?:an? |of )?\Z")
_AFTER = re.compile(
    r" ?(?:(?:[^\W\d_]+ )?(?:or|and) (?P<lower>more|longer|higher|above|over|older|later|greater|up)\b"
    r"|(?:[^\W\d_]+ )?(?:or|and) (?P<upper>less|fewer|below|under|shorter|lower|younger|earlier)\b"
    r"|(?P<plus>\+)(?![\w+]))"
)
_SIGNS = re.compile(r"[<>≤≥]|[0-9]\+")
_WORDS = frozenset(
    """least most minimum more over above exceeds exceed exceeding maximum less fewer under below up mindestens mehr
    über plus más menos höchstens maximal weniger unter bis moins jusqu'à máximo hasta longer higher older later
    greater shorter lower younger earlier""".split()  # noqa: SIM905 - reads better than a list
)
_LONGEST = 16


def has_bounds(lowered: str, vocabulary: frozenset[str]) -> bool:
    """Whether to look for any, told from the words of the text."""
    return not _WORDS.isdisjoint(vocabulary) or (
        any(map(lowered.__contains__, "<>≤≥+")) and _SIGNS.search(lowered) is not None
    )


def bound_before(lowered: str, start: int) -> str:
    """`≥`, `≤` or "" for what stands before a number."""
    match = _BEFORE.search(lowered, max(0, start - _LONGEST), start)
    return "" if match is None else "≤" if match["upper"] else "≥"


def bound_after(lowered: str, end: int) -> str:
    """The same for what stands behind it."""
    match = _AFTER.match(lowered, end)
    return "" if match is None else "≤" if match["upper"] else "≥"
