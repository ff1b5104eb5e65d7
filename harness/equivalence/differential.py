"""Two functions on the same inputs: what runs inside the sandbox, beside the one and asking the other.

Its text is given to the sandbox as tests; only the standard library is at hand there.
"""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

DIFFERS, UNDECIDED, BETWEEN = "DIFFERS: ", "UNDECIDED", " ¦ "
"""What is told stands on one line: the call, what the reference returns, and what the other does."""
ROUNDS = 60
"""Random inputs that are tried for the types that fit."""
SECONDS = 2.0
"""For finding inputs."""
LEAST = 5
"""Inputs on which both must have said something."""
LARGEST_SHARE = 0.1
"""Share of random inputs on which they may differ: edges that the task may leave open."""
_WORDS = ("", "a", "ab", "abc", "level", "Hello World", "12", "a1b2", "the quick brown fox", "AbcD", "racecar", "x y z")
Function = Callable[..., Any]


def compare(
    reference: str, name: str, examples: Sequence[tuple[Any, ...]], annotated: Sequence[str], candidate: Function
) -> None:
    """Raise AssertionError that begins with DIFFERS (and says on what) or UNDECIDED; nothing where they agree."""
    space: dict[str, Any] = {"__name__": "reference"}
    exec(compile(reference, "reference", "exec"), space)  # noqa: S102 - inside the sandbox, as tests are
    ours: Function = space[name]
    told = [(given, *_both(ours, candidate, given)) for given in examples]
    for given, expected, got in told:
        if expected[0] and not _same(expected, got):
            raise AssertionError(DIFFERS + BETWEEN.join((_shown(name, given), _result(expected), _result(got))))
    drawn = [(given, *_both(ours, candidate, given)) for given in _drawn(ours, examples, annotated)]
    odd = [(given, expected, got) for given, expected, got in drawn if not _same(expected, got)]
    if len(told) + len(drawn) < LEAST:
        raise AssertionError(UNDECIDED)
    if len(odd) > LARGEST_SHARE * len(drawn):
        given, expected, got = odd[0]
        raise AssertionError(DIFFERS + BETWEEN.join((_shown(name, given), _result(expected), _result(got))))


def _drawn(function: Function, examples: Sequence[tuple[Any, ...]], annotated: Sequence[str]) -> list[tuple[Any, ...]]:
    """Inputs that the function takes: like the examples, or of the first types that it takes at all."""
    source = random.Random(0)  # noqa: S311 - the same inputs every time
    made: list[tuple[Any, ...]] = []
    until = time.monotonic() + SECONDS
    for kinds in _signatures(function, examples, annotated):
        for _ in range(ROUNDS):
            if time.monotonic() > until:
                break  # slow functions are asked less
            given = tuple(_value(source, kind) for kind in kinds)
            if _returned(function, given)[0]:
                made.append(given)
        if 2 * len(made) >= ROUNDS or (len(made) >= LEAST and time.monotonic() > until):
            return made
        made.clear()
    return made


def _signatures(
    function: Function, examples: Sequence[tuple[Any, ...]], annotated: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    if examples:
        yield tuple(_kind(value) for value in examples[0])
        return
    if annotated and all(kind in _VALUES for kind in annotated):
        yield tuple(annotated)
        return
    count = function.__code__.co_argcount - len(function.__defaults__ or ())
    usual = ("int", "list[int]", "str", "list[str]", "list[list[int]]", "list[tuple]", "float", "dict")
    yield from ((kind,) * count for kind in usual)
    if count > 1:
        yield from ((first, *(second,) * (count - 1)) for first in usual for second in usual if first != second)
    if count > 2:  # noqa: PLR2004 - a list, another and a number
        yield from ((kind,) * (count - 1) + ("int",) for kind in usual[1:])


def _kind(value: Any) -> str:
    if isinstance(value, bool | int | float | str):
        return type(value).__name__
    if isinstance(value, list | tuple) and value:
        inner = _kind(value[0])
        return f"{type(value).__name__}[{inner}]" if f"{type(value).__name__}[{inner}]" in _VALUES else "list[int]"
    return {"list": "list[int]", "tuple": "tuple[int]", "dict": "dict"}.get(type(value).__name__, "int")


def _value(source: random.Random, kind: str) -> Any:
    return _VALUES[kind](source)


def _several(make: Callable[[random.Random], Any]) -> Callable[[random.Random], list[Any]]:
    return lambda source: [make(source) for _ in range(source.randint(1, 6))]


def _whole(source: random.Random) -> int:
    return source.choice((source.randint(0, 9), source.randint(0, 12), source.randint(10, 22), -source.randint(1, 9)))


def _fraction(source: random.Random) -> float:
    return round(source.uniform(-5, 20), 1)


def _text(source: random.Random) -> str:
    return source.choice(_WORDS)


_VALUES: Mapping[str, Callable[[random.Random], Any]] = {
    "int": _whole,
    "float": _fraction,
    "bool": lambda source: source.random() < 0.5,  # noqa: PLR2004 - one of two
    "str": _text,
    "list[int]": _several(_whole),
    "list[float]": _several(_fraction),
    "list[str]": _several(_text),
    "list[list[int]]": _several(_several(_whole)),
    "list[tuple]": _several(lambda source: (_text(source), _whole(source))),
    "tuple[int]": lambda source: tuple(_several(_whole)(source)),
    "tuple[str]": lambda source: tuple(_several(_text)(source)),
    "dict": lambda source: {_text(source): _whole(source) for _ in range(source.randint(1, 4))},
}


def _both(ours: Function, theirs: Function, given: tuple[Any, ...]) -> tuple[tuple[bool, Any], tuple[bool, Any]]:
    return _returned(ours, given), _returned(theirs, given)


def _returned(function: Function, given: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether it came back at all, and with what: the result or the kind of exception."""
    try:
        return True, function(*copy.deepcopy(given))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the function does
        return False, type(error).__name__


def _same(expected: tuple[bool, Any], got: tuple[bool, Any]) -> bool:
    return expected[0] == got[0] and (not expected[0] or _equal(expected[1], got[1]))


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float | int) and not isinstance(right, bool):
        return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9) or (math.isnan(left) and math.isnan(right))
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(_equal(one, other) for one, other in zip(left, right, strict=True))
    return bool(left == right)


def _shown(name: str, given: tuple[Any, ...]) -> str:
    return f"{name}({', '.join(map(repr, given))})"[:300]


def _result(returned: tuple[bool, Any]) -> str:
    return (repr(returned[1]) if returned[0] else f"raises {returned[1]}")[:300].replace("\n", " ")
