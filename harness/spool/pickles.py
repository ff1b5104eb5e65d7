"""Values as bytes: several one behind the other, with what they have in common written once."""

from __future__ import annotations

import dataclasses
import io
import pickle
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter, call
from typing import Any


class Pickles:
    """Values that are pickled one after the other. `shared` are objects (of frozen dataclasses with slots) that are
    written as their number.
    """

    def __init__(self, shared: SharedObjects | None = None) -> None:
        self._file = io.BytesIO()
        self._pickler = pickle.Pickler(self._file, pickle.HIGHEST_PROTOCOL)
        self._pickler.dispatch_table = shared.reducers if shared else _UNSHARED

    def add(self, value: object) -> None:
        self._pickler.dump(value)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def stored(self) -> bytes:
        return self._file.getvalue()


class SharedObjects:
    """Objects that stay in memory, once, for the values that hold them."""

    def __init__(self) -> None:
        self.objects: list[object] = []
        self._numbers: dict[int, int] = {}
        self.reducers = _Reducers(self._numbers)

    def add(self, values: Iterable[object]) -> None:
        for value in values:
            if self._numbers.setdefault(id(value), len(self.objects)) == len(self.objects):
                self.objects.append(value)


def unpickled(stored: bytes, count: int, shared: SharedObjects | None = None) -> list[Any]:
    """The first `count` values of what `Pickles` gave."""
    _reading.shared = shared.objects if shared else ()
    unpickler = pickle.Unpickler(io.BytesIO(stored))  # noqa: S301 - our own
    return [unpickler.load() for _ in range(count)]


class _Reducers(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How what a value is made of is pickled: dataclasses by their values alone, since `dataclasses` looks their fields
    up each time, and objects that are shared by their number. `numbers` are those of shared objects, by their identity.
    """

    def __init__(self, numbers: Mapping[int, int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if getattr(kind, "__getstate__", None) is not _STATE:
            raise KeyError(kind)
        numbers, values = self._numbers, values_of(kind)

        def reduced(value: Any) -> tuple[Any, ...]:
            number = numbers.get(id(value))
            return (_rebuilt, (kind, *values(value))) if number is None else (_shared, (number,))

        self[kind] = reduced
        return reduced


_STATE = vars(dataclasses)["_dataclass_getstate"]
"""What `dataclasses` gives those that are frozen and have slots, and are pickled in no way of their own."""
_reading = threading.local()
_UNSHARED = _Reducers({})


def values_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of the fields of a dataclass's object."""
    names = [part.name for part in dataclasses.fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _setters(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(kind, part.name).__set__ for part in dataclasses.fields(kind))


def _rebuilt(kind: type, *values: Any) -> Any:
    made: Any = object.__new__(kind)
    any(map(call, _setters(kind), repeat(made), values))  # they give None: a loop without steps of the interpreter
    return made


def _shared(number: int) -> Any:
    shared: Sequence[object] = _reading.shared
    return shared[number]
