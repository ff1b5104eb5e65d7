"""Words and signs that make a number a limit: "at least 5", "up to 5", "5 or more", "< 5"."""

from __future__ import annotations

import re

from harness.reading.words import may_hold, words

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
_DENIED = {"beyond": "upper", "below": "lower"}
"""What a limit is once it is denied: who must not weigh over 20 kg weighs at most that."""
_NOT = r"(?:\b(?:not|never)\b|\bcannot\b|n't\b)"
_DENYING = re.compile(rf"{_NOT}(?: [a-z]+){{0,2}} \Z")
_BESIDE_A_NUMBER = (
    r"(?:over|above|under|below|exceed(?:ing)?"
    r"|(?:more|longer|later|older|higher|larger|greater|less|fewer|shorter|younger|smaller|lower|earlier) than)"
    r"(?= \W?(?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)\b))"
)
_DENIED_LIMIT = re.compile(rf"{_NOT}(?P<verbs>(?: [a-z]+){{0,2}}?) {_BESIDE_A_NUMBER}", re.IGNORECASE)
_LIMIT = re.compile(rf"(?<!\bno )\b{_BESIDE_A_NUMBER}", re.IGNORECASE)
_DENIALS = frozenset({"not", "never", "cannot"})
_LONGEST_DENIAL = 24
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
    if match is None or match.lastgroup is None:
        return ""
    if match.lastgroup in _DENIED and _DENYING.search(lowered, max(0, match.start() - _LONGEST_DENIAL), match.start()):
        return _SAID[_DENIED[match.lastgroup]]
    return _SAID[match.lastgroup]


def bound_after(lowered: str, end: int) -> str:
    """`≥`, `≤` or "" for what stands behind it."""
    match = _AFTER.match(lowered, end)
    return "" if match is None else "≤" if match["upper"] else "≥"


def without_denied_limits(text: str) -> str:
    """Without the denial where it is one of a limit: to deny a limit is to set one."""
    return _DENIED_LIMIT.sub(r"\g<verbs>", text) if may_hold(text, _DENIALS) else text


def with_limits_for_denials(ours: str, theirs: str) -> tuple[str, str]:
    """Both without their denied limits, so that "must not weigh over 20 kg" denies nothing that "up to 20 kg" says;
    as they stand where the other sentence has such a limit undenied.
    """
    first, second = without_denied_limits(ours), without_denied_limits(theirs)
    if (first, second) == (ours, theirs) or _LIMIT.search(first) or _LIMIT.search(second):
        return ours, theirs
    return first, second


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
    if not may_hold(ours, _WORDS) and not may_hold(theirs, _WORDS):
        return False
    first, second = _LIMITS.findall(ours), _LIMITS.findall(theirs)
    if bool(first) == bool(second) or len(first) + len(second) > 1:
        return False
    bare = [tuple(words(_LIMITS.sub("", text))) for text in (ours, theirs)]
    return bare[0] == bare[1] and _LIMITING.isdisjoint(bare[0])
