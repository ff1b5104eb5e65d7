"""Words and signs that make a number a limit: "at least 5", "up to 5", "5 or more", "< 5"."""

from __future__ import annotations

import re

from harness.reading.words import words

_BEYOND = (
    r"(?:old|long|high|great|larg|lat)er than|more than|over|above|exceed(?:s|ing)?|>|mehr als"
    r"|über|plus de|más de"
)
_BELOW = (
    r"(?:young|short|low|small|earli)er than|less than|fewer than|under|below|<|weniger als|unter|moins de|menos de"
)
_LOWER = (
    r"at least|no less than|no fewer than|not less than|not under|not below|minimum(?: of)?|≥|>=|mindestens|au moins"
    r"|al menos|por lo menos"
)
_UPPER = (
    r"at most|no more than|not more than|not over|not above|not exceed(?:ing)?|up to|maximum(?: of)?|≤|<="
    r"|höchstens|maximal|nicht mehr als|bis zu|au plus|pas plus de|jusqu'à|como máximo|no más de|hasta"
)
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<upper>{_UPPER})|(?P<below>{_BELOW})|(?<![<-])(?:(?P<lower>{_LOWER})|(?P<beyond>{_BEYOND})))"
    r" ?(?:an? |of )?\Z"
)
_SAID = {"upper": "≤", "below": "<", "lower": "≥", "beyond": ">"}
_AFTER = re.compile(
    r" ?(?:(?:[^\W\d_]+ )?(?:or|and) (?P<lower>more|longer|higher|above|over|older|later|greater|up)\b"
    r"|(?:[^\W\d_]+ )?(?:or|and) (?P<upper>less|fewer|below|under|shorter|lower|younger|earlier)\b"
    r"|(?P<plus>\+)(?![\w+]))"
)
_SIGNS = re.compile(r"[<>≤≥]|[0-9]\+")
_WORDS = frozenset(
    """least most minimum more over above exceeds exceed exceeding maximum less fewer under below up mindestens mehr
    über plus más menos höchstens maximal weniger unter bis moins jusqu'à máximo hasta longer higher older later
    greater larger shorter lower smaller younger earlier""".split()  # noqa: SIM905 - reads better than a list
)
_LONGEST = 16


def has_bounds(lowered: str, vocabulary: frozenset[str]) -> bool:
    """Whether to look for any, told from the words of the text."""
    return not _WORDS.isdisjoint(vocabulary) or (
        any(map(lowered.__contains__, "<>≤≥+")) and _SIGNS.search(lowered) is not None
    )


def bound_before(lowered: str, start: int) -> str:
    """`≥`, `>`, `≤`, `<` or "" for what stands before a number."""
    match = _BEFORE.search(lowered, max(0, start - _LONGEST), start)
    return "" if match is None or match.lastgroup is None else _SAID[match.lastgroup]


def bound_after(lowered: str, end: int) -> str:
    """`≥`, `≤` or "" for what stands behind it."""
    match = _AFTER.match(lowered, end)
    return "" if match is None else "≤" if match["upper"] else "≥"


_LIMITS = re.compile(
    r"\b(?:at least|at most|up to|no more than|not more than|no less than|no fewer than|mindestens|höchstens|bis zu"
    r"|au moins|au plus|jusqu'à|al menos|como máximo|hasta)"
    r" (?=\W?\d|an? |one\b|two\b|three\b|four\b|five\b|ten\b)",
    re.IGNORECASE,
)
_LIMITING = frozenset(
    """can may could might allow allowed permitted permits limit limited limits maximum minimum cap capped need needs
    must require requires required cannot only within until before darf dürfen kann können muss müssen peut pouvez doit
    puede pueden debe""".split()  # noqa: SIM905
)
"""With one of these the bare number is a limit, too: "you can take 10"."""


def is_limit_on_one_side(ours: str, theirs: str) -> bool:
    """Whether two sentences are the same but for what makes a number a limit in one of them: "lasts up to 30 days"."""
    first, second = _LIMITS.findall(ours), _LIMITS.findall(theirs)
    if bool(first) == bool(second) or len(first) + len(second) > 1:
        return False
    bare = [tuple(words(_LIMITS.sub("", text))) for text in (ours, theirs)]
    return bare[0] == bare[1] and _LIMITING.isdisjoint(bare[0])
