"""The grammar of `-k`: which cases are meant.

A small recursive descent: `or` binds weakest, then `and`, then `not` and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from harness.errors import UsageError
from harness.model.suite import Suite
from harness.visible import shorten

_LISTED = 5
"""Suites named where a word matches no case."""
_COMPARED = 10_000
"""Cases up to which a word is held against every one's id, which takes a second."""
_OPERATORS = ("", "and", "or", "not")
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


def nothing_matches(expression: str, suites: Iterable[Suite]) -> UsageError:
    """The error for a `-k` that no case of these suites matches: with what was meant, or what there is."""
    found = tuple(suites)
    names = [suite.name for suite in found]
    if sum(len(suite.cases) for suite in found) <= _COMPARED:
        names = [*dict.fromkeys([*names, *(case.id for suite in found for case in suite.cases)])]
    for word in re.split(r"[\s()/]+", expression):
        is_there = word in _OPERATORS or any(word.casefold() in name.casefold() for name in names)
        if near := [] if is_there else get_close_matches(word, names, n=1, cutoff=0.7):
            hint = f'did you mean "{shorten(near[0], 100)}"?'
            break
    else:
        hint = f"words of -k are sought in SUITE/CASE: {suites_and_cases(found)}"
    return UsageError(f"no case matches {expression!r}", slug="nothing-selected", hint=hint)


def suites_and_cases(suites: Sequence[Suite]) -> str:
    """`refund/late-return … (34 cases), triage/a … (60 cases) and 7 suites more`: what cases there are, shortly."""
    some = [suite for suite in suites if suite.cases]
    listed = [
        f"{shorten(suite.name, 60)}/{shorten(next(iter(suite.cases)).id, 60)}"
        + (f" and {len(suite.cases) - 1} more" if len(suite.cases) > 1 else "")
        for suite in some[:_LISTED]
    ]
    left = len(some) - len(listed)
    more = f"; and {left} more suite{'s' * (left > 1)}" if left else ""
    return "; ".join(listed) + more


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
