"""Values of a long run kept in a temporary file instead of memory, behind the mapping or sequence that they were.

The values of a short run stay in memory, since to go over them on disk again and again takes twice the time. The file
is a temporary database of SQLite's: nobody else can open it, it has no name from the moment it is made, and it is gone
with its last reader. It is no record of anything: what must not be lost is in the journal.
"""

from __future__ import annotations

import dataclasses
import io
import json
import os
import pickle
import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from harness.errors import StoreError

VARIABLE = "TMP" if os.name == "nt" else "TMPDIR"
"""What names another folder for temporary files."""
SHORT = 16_000
"""A run of at most so many answers stays in memory whole: ten thousand, and the baseline's second ones."""
ASKED_OF = 2
"""Targets that a case is asked of, at least, where something is compared: what a suite's cases stand for in answers."""
LIMIT = 1_000
"""Values that stay in memory of a longer run, or of one of unknown length, before all of them go to disk."""
CACHE_KB = 256
"""Of each file, what stays in memory."""
RECENT = 512
LONGEST_RECENT = 16_384
"""Values that were read last are at hand, if they are no longer than so many bytes."""
PAGE = 256
"""Values that are read at once where all are read."""

_ENTRIES = "CREATE TABLE entry (id INTEGER PRIMARY KEY, key TEXT UNIQUE, value BLOB NOT NULL)"
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
K = TypeVar("K")
V = TypeVar("V")


def limit_for(expected: int | None) -> int:
    """Values that stay in memory where the run is expected to have so many answers; None: nobody knows."""
    return SHORT if expected is not None and expected <= SHORT else LIMIT


def folder() -> str:
    """Where SQLite puts files without a name; it asks the variables and folders in this order."""
    if os.name == "nt":
        return tempfile.gettempdir()
    places = (os.environ.get("SQLITE_TMPDIR"), os.environ.get(VARIABLE), "/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108
    return next((place for place in places if place and os.path.isdir(place) and os.access(place, os.W_OK)), ".")  # noqa: PTH112 - as SQLite takes it


class _TemporaryFileErrors:
    """A class, and one for all: a generator's context takes as long as many a statement in it."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise StoreError(
                f"the run's temporary file in {folder()} cannot be written or read: {error}",
                slug="spool-unwritable",
                hint=f"free some space there, or name another folder: {VARIABLE}=/somewhere/else harness …; answers"
                " that were had are in the journal, and the next run says of which calls under way it is in doubt",
            ) from error


_ERRORS = _TemporaryFileErrors()


def temporary_file_errors() -> _TemporaryFileErrors:
    """SQLite's errors as what they mean: mostly that the disk is full. Raises StoreError."""
    return _ERRORS


def temporary_database(owner: object, tables: str) -> sqlite3.Connection:
    """A private database that lies in a file without a name, closed with its owner. Raises StoreError."""
    with temporary_file_errors():
        # An empty name is SQLite's for a temporary file: made for the owner alone and unlinked at once.
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(owner, connection.close)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(tables)
        connection.execute("BEGIN")  # never committed: nobody else is to see it
    return connection


class SpooledMapping(MutableMapping[K, V], Generic[K, V]):
    """Keys are of one dataclass of texts and numbers, values anything immutable that can be pickled. In the order in
    which keys were first set, as in a dict. One thread may write while others read. `expected` are the run's answers,
    if their number is known; `most` values stay in memory where they are to be read before it is.

    Raises StoreError where the temporary file cannot be written or read.
    """

    def __init__(self, kind: type[K], expected: int | None = None, *, most: int | None = None) -> None:
        self._limit = limit_for(expected) if most is None else most
        self._kind = kind
        self._parts = attrgetter(*kind.__slots__)  # type: ignore[attr-defined]
        self._near: dict[K, V] | None = {}
        self._lock = threading.Lock()
        self._recent: dict[str, V] = {}
        self._file: sqlite3.Connection | None = None
        self._count = 0

    def __getitem__(self, key: K) -> V:
        near = self._near
        if near is not None:
            return near[key]
        text = self._text(key)
        with self._lock:
            if text in self._recent:
                return self._recent[text]
            row = self._rows("SELECT value FROM entry WHERE key = ?", text)
            if not row:
                raise KeyError(key)
            return self._remembered(text, row[0][0])

    def get(self, key: K, default: Any = None) -> Any:
        """As of any mapping; what is not there raises nothing on the way while the values are in memory."""
        near = self._near
        return near.get(key, default) if near is not None else super().get(key, default)

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            if self._near is not None:
                self._near[key] = value
                if len(self._near) > self._limit:
                    self._move()
            else:
                self._write(key, value)

    def __delitem__(self, key: K) -> None:
        with self._lock:
            if self._near is not None:
                del self._near[key]
                return
            text = self._text(key)
            self._recent.pop(text, None)
            if not self._rows("DELETE FROM entry WHERE key = ? RETURNING id", text):
                raise KeyError(key)
            self._count -= 1

    def __contains__(self, key: object) -> bool:
        near = self._near
        if near is not None:
            return key in near
        if not isinstance(key, self._kind):
            return False
        with self._lock:
            return bool(self._rows("SELECT 1 FROM entry WHERE key = ?", self._text(key)))

    def __len__(self) -> int:
        near = self._near
        return self._count if near is None else len(near)

    def __iter__(self) -> Iterator[K]:
        near = self._near
        if near is not None:
            yield from near
            return
        for _, text in self._pages("key"):
            yield self._kind(*json.loads(text))

    def setdefault(self, key: K, default: V) -> V:
        """In one step where the key is new."""
        with self._lock:
            if self._near is None and self._insert(text := self._text(key), default):
                self._recent.pop(text, None)
                return default
        return super().setdefault(key, default)

    def items(self) -> Iterator[tuple[K, V]]:  # type: ignore[override]
        """Key and value together, each read once."""
        near = self._near
        if near is not None:
            yield from near.items()
            return
        for _, text, value in self._pages("key, value"):
            yield self._kind(*json.loads(text)), _unpickled(value)

    def _text(self, key: K) -> str:
        return _ENCODE(self._parts(key))

    def _move(self) -> None:
        """From memory into a file."""
        near, self._file = self._near or {}, temporary_database(self, _ENTRIES)
        self._count = 0  # some may have been written before, into a file that was full
        for key, value in near.items():
            self._write(key, value)
        self._near = None

    def _write(self, key: K, value: V) -> None:
        text = self._text(key)
        self._recent.pop(text, None)
        if not self._insert(text, value):
            self._rows("UPDATE entry SET value = ? WHERE key = ?", _pickled(value, _UNSHARED), text)

    def _insert(self, text: str, value: V) -> bool:
        """Whether the key is new."""
        stored = _pickled(value, _UNSHARED)
        assert self._file is not None  # noqa: S101 - made by `_move`
        with temporary_file_errors():
            done = self._file.execute("INSERT OR IGNORE INTO entry (key, value) VALUES (?, ?)", (text, stored))
        is_new = done.rowcount > 0
        self._count += is_new
        return is_new

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        assert self._file is not None  # noqa: S101 - made by `_move`
        with temporary_file_errors():
            return self._file.execute(statement, values).fetchall()

    def _remembered(self, text: str, stored: bytes) -> V:
        value: V = _unpickled(stored)
        if len(stored) <= LONGEST_RECENT:
            if len(self._recent) >= RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[text] = value
        return value

    def _pages(self, columns: str) -> Iterator[Any]:
        last = 0
        while True:
            with self._lock:
                page = self._rows(f"SELECT id, {columns} FROM entry WHERE id > ? ORDER BY id LIMIT {PAGE}", last)  # noqa: S608
            if not page:
                return
            yield from page
            last = page[-1][0]


class SpooledSequence(Sequence[V], Generic[V]):
    """Values that can be pickled, in order; equal to any sequence of the same. `shared` are objects (of frozen
    dataclasses with slots) that many values hold: they stay in memory, once. `expected` are the run's answers, if their
    number is known; `most` values stay in memory where they are to be read before it is.

    Raises StoreError where the temporary file cannot be written or read.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, shared: Iterable[object] = (), expected: int | None = None, *, most: int | None = None) -> None:
        self._limit = limit_for(expected) if most is None else most
        self.shared: list[object] = []
        self._numbers: dict[int, int] = {}
        self._reducers = _Reducers(self._numbers)
        self.share(shared)
        self._near: list[V] | None = []
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._count = 0

    def append(self, value: V) -> None:
        with self._lock:
            if self._near is not None:
                self._near.append(value)
                if len(self._near) > self._limit:
                    near, self._file = self._near, temporary_database(self, _ENTRIES)
                    self._count = 0  # some may have been written before, into a file that was full
                    for moved in near:
                        self._write(moved)
                    self._near = None
            else:
                self._write(value)

    def share(self, values: Iterable[object]) -> None:
        """Further objects that stay in memory, once, for the values that are yet to come."""
        for value in values:
            if self._numbers.setdefault(id(value), len(self.shared)) == len(self.shared):
                self.shared.append(value)

    def extend(self, values: Iterable[V]) -> None:
        for value in values:
            self.append(value)

    def settled(self) -> Sequence[V]:
        """All values, where no more will come: a tuple if they are few."""
        return self if self._near is None else tuple(self._near)

    @property
    def near(self) -> Sequence[V] | None:
        """The values, if they are in memory."""
        return self._near

    def __len__(self) -> int:
        near = self._near
        return self._count if near is None else len(near)

    @overload
    def __getitem__(self, number: int) -> V: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[V, ...]: ...
    def __getitem__(self, number: int | slice) -> V | tuple[V, ...]:
        if isinstance(number, slice):
            return tuple(self[position] for position in range(*number.indices(len(self))))
        near = self._near
        if near is not None:
            return near[number]
        position = number + len(self) if number < 0 else number
        if not 0 <= position < len(self):
            raise IndexError(number)
        with self._lock:
            (value,) = self._read(position, 1)
            return value

    def __iter__(self) -> Iterator[V]:
        near = self._near
        if near is not None:
            yield from near
            return
        for first in range(0, len(self), PAGE):
            with self._lock:
                page = self._read(first, PAGE)
            yield from page

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, all of it in memory."""
        return tuple, (list(self),)

    def _write(self, value: V) -> None:
        assert self._file is not None  # noqa: S101 - made by `append`
        stored = _pickled(value, self._reducers)
        with temporary_file_errors():
            self._file.execute("INSERT INTO entry (id, value) VALUES (?, ?)", (self._count, stored))
        self._count += 1

    def _read(self, first: int, most: int) -> list[V]:
        assert self._file is not None  # noqa: S101 - made by `append`
        with temporary_file_errors():
            rows = self._file.execute(
                "SELECT value FROM entry WHERE id >= ? ORDER BY id LIMIT ?", (first, most)
            ).fetchall()
        return [_unpickled(stored, self.shared) for (stored,) in rows]


def shared_by(values: Sequence[V]) -> Sequence[object]:
    """The objects that stay in memory, once, for values on disk."""
    return values.shared if isinstance(values, SpooledSequence) else ()


def kept(values: Iterable[V], shared: Iterable[object] = (), expected: int | None = None) -> Sequence[V]:
    """All values, taken one by one: a tuple if they are few, else on disk. Raises StoreError."""
    spooled: SpooledSequence[V] = SpooledSequence(shared, expected)
    spooled.extend(values)
    return spooled.settled()


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
        numbers, values = self._numbers, _values_of(kind)

        def reduced(value: Any) -> tuple[Any, ...]:
            number = numbers.get(id(value))
            return (_rebuilt, (kind, *values(value))) if number is None else (_shared, (number,))

        self[kind] = reduced
        return reduced


_STATE = vars(dataclasses)["_dataclass_getstate"]
"""What `dataclasses` gives those that are frozen and have slots, and are pickled in no way of their own."""
_reading = threading.local()
_UNSHARED = _Reducers({})


def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [part.name for part in dataclasses.fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _setters(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(kind, part.name).__set__ for part in dataclasses.fields(kind))


def _rebuilt(kind: type, *values: Any) -> Any:
    made: Any = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made


def _shared(number: int) -> Any:
    return _reading.shared[number]


def _pickled(value: object, reducers: _Reducers) -> bytes:
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = reducers
    pickler.dump(value)
    return file.getvalue()


def _unpickled(stored: bytes, shared: Sequence[object] = ()) -> Any:
    _reading.shared = shared
    return pickle.loads(stored)  # noqa: S301 - our own
