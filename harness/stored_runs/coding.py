"""What a run and its summary are made of, as JSON and back: values of the model, and nothing else.

A list of JSON begins with what it is: the name of a dataclass, or a number (`_LIST` …). The cases of a suite stand
elsewhere; what several parts of a summary hold (a suite's result, a comparison) is written once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from harness.model import comparison, exchange, result, summary
from harness.model.result import CaseResult, Run, SuiteResult
from harness.model.summary import Sentence

_LIST, _TUPLE, _PAIRS, _SENTENCE, _CASES, _FIRST, _AGAIN = range(7)
_AS_THEY_ARE = frozenset((str, int, float, bool, type(None)))
_WRITTEN_ONCE = (Run, SuiteResult, comparison.Comparison)
_KINDS = {
    name: kind
    for module in (comparison, exchange, result, summary)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}


class Encoder:
    """`cases` are those of each suite that was met, in order."""

    def __init__(self) -> None:
        self.cases: list[Sequence[CaseResult]] = []
        self._numbers: dict[int, int] = {}
        self._writing: dict[type, Callable[[Any], Any]] = {
            list: lambda value: [_LIST, *map(self.encoded, value)],
            tuple: lambda value: [_TUPLE, *map(self.encoded, value)],
            dict: self._mapping,
            Sentence: lambda value: [_SENTENCE, value.marked],
            **dict.fromkeys(_KINDS.values(), self._fields),
            **dict.fromkeys(_WRITTEN_ONCE, self._once),
        }

    def encoded(self, value: Any) -> Any:
        """Raises TypeError for what is no value of the model."""
        kind = value.__class__
        if kind in _AS_THEY_ARE:
            return value
        if kind not in self._writing:
            raise TypeError(f"no value of the model: {kind.__name__}")
        return self._writing[kind](value)

    def _mapping(self, value: dict[Any, Any]) -> Any:
        if all(key.__class__ is str for key in value):
            return {key: self.encoded(held) for key, held in value.items()}
        return [_PAIRS, *([self.encoded(key), self.encoded(held)] for key, held in value.items())]

    def _once(self, value: Any) -> Any:
        if id(value) in self._numbers:
            return [_AGAIN, self._numbers[id(value)]]
        self._numbers[id(value)] = len(self._numbers)
        return [_FIRST, self._fields(value)]

    def _fields(self, value: Any) -> list[Any]:
        kind = value.__class__
        encoded: list[Any] = [kind.__name__, *_values_of(kind)(value)]
        for place, held in enumerate(encoded):
            if held.__class__ in _AS_THEY_ARE:
                continue  # most are: asked one by one they would take most of the time
            if kind is SuiteResult and place == _PLACE_OF_CASES:
                encoded[place] = [_CASES, len(self.cases)]
                self.cases.append(held)
            else:
                encoded[place] = self.encoded(held)
        return encoded


class Decoder:
    """`cases` stand for those of each suite, in the order in which the encoder met them."""

    def __init__(self, cases: Sequence[Sequence[CaseResult]] = ()) -> None:
        self._known: list[Any] = []
        self._reading: dict[int, Callable[[list[Any]], Any]] = {
            _LIST: lambda held: list(map(self.decoded, held)),
            _TUPLE: lambda held: tuple(map(self.decoded, held)),
            _PAIRS: lambda held: {self.decoded(key): self.decoded(value) for key, value in held},
            _SENTENCE: lambda held: Sentence(*held),
            _CASES: lambda held: cases[held[0]],
            _FIRST: self._first,
            _AGAIN: lambda held: self._known[held[0]],
        }

    def decoded(self, data: Any) -> Any:
        """Raises KeyError, ValueError, TypeError or IndexError for what no encoder wrote."""
        if data.__class__ is dict:
            return {key: self.decoded(held) for key, held in data.items()}
        if data.__class__ is not list:
            return data
        what, *held = data
        return self._made(what, held) if what.__class__ is str else self._reading[what](held)

    def _first(self, held: Sequence[Any]) -> Any:
        place = len(self._known)
        self._known.append(None)
        self._known[place] = self.decoded(held[0])
        return self._known[place]

    def _made(self, name: str, held: Sequence[Any]) -> Any:
        kind = _KINDS[name]
        made = object.__new__(kind)
        # As it was, also what a dataclass works out for itself when it is made.
        for put, value in zip(_setters_of(kind), held, strict=True):
            put(made, self.decoded(value))
        return made


@cache
def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What gives all fields of such a value, in order."""
    names = _fields_of(kind)
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _setters_of(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(kind, name).__set__ for name in _fields_of(kind))


_PLACE_OF_CASES = 1 + _fields_of(SuiteResult).index("cases")
"""Behind the name of the kind."""
