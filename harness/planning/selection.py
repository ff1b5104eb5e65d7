"""The grammar of `-k`: which cases are meant.

A small recursive descent: `or` binds weakest, then `and`, then `not` and parentheses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.errors import UsageError

_Match = Callable[[str], bool]


def case_filter(expression: str) -> Callable[[str, str], bool]:
    """The meaning of `-k`: words found in `suite/case` (any case), joined by `and`, `or`, `not` and parentheses.

    Raises:
        UsageError: the expression is malformed.
    """
    words = expression.replace("(", " ( ").replace(")", " ) ").split()
    if not words:
        return lambda _suite, _case: True
    parsed, rest = _either(words)
    if rest:
        raise UsageError(f"-k: unexpected {rest[0]!r} in {expression!r}", hint='for example: -k "refund and not late"')
    return lambda suite, case: parsed(f"{suite}/{case}".casefold())


def _either(words: Sequence[str]) -> tuple[_Match, Sequence[str]]:
    first, rest = _both(words)
    parts = [first]
    while rest and rest[0] == "or":
        following, rest = _both(rest[1:])
        parts.append(following)
    return (lambda text: any(part(text) for part in parts)), rest


def _both(words: Sequence[str]) -> tuple[_Match, Sequence[str]]:
    first, rest = _single(words)
    parts = [first]
    while rest and rest[0] == "and":
        following, rest = _single(rest[1:])
        parts.append(following)
    return (lambda text: all(part(text) for part in parts)), rest


def _single(words: Sequence[str]) -> tuple[_Match, Sequence[str]]:
    if not words or words[0] in ("and", "or", ")"):
        raise UsageError("-k: a word is missing", hint='for example: -k "refund and not late"')
    word, rest = words[0], words[1:]
    if word == "not":
        inner, rest = _single(rest)
        return (lambda text: not inner(text)), rest
    if word == "(":
        inner, rest = _either(rest)
        if not rest or rest[0] != ")":
            raise UsageError("-k: a parenthesis is not closed")
        return inner, rest[1:]
    # Folded once here, not for each of a million cases.
    folded = word.casefold()
    return (lambda text: folded in text), rest
