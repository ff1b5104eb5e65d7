"""Values of a long run kept in a temporary file instead of memory, behind the mapping or sequence that they were.

The values of a short run stay in memory, since to go over them on disk again and again takes twice the time. The file
is a temporary database of SQLite's: nobody else can open it, it has no name from the moment it is made, and it is gone
with its last reader. It is no record of anything: what must not be lost is in the journal.
"""

from __future__ import annotations

import io
import json
import pickle
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from harness.errors import StoreError

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


@contextmanager
def temporary_file_errors() -> Iterator[None]:
    """SQLite's errors as what they mean: mostly that the disk is full. Raises StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"the temporary file of the run cannot be written or read: {error}",
            slug="spool-unwritable",
            hint="free some space there, or name another folder in TMPDIR; answers that were had are in the journal",
        ) from error


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
    if their number is known.

    Raises StoreError where the temporary file cannot be written or read.
    """

    def __init__(self, kind: type[K], expected: int | None = None) -> None:
        self._limit = limit_for(expected)
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

    def items(self) -> Iterator[tuple[K, V]]:  # type: ignore[override]
        """Key and value together, each read once."""
        near = self._near
        if near is not None:
            yield from near.items()
            return
        for _, text, value in self._pages("key, value"):
            yield self._kind(*json.loads(text)), pickle.loads(value)  # noqa: S301 - our own, see above

    def _text(self, key: K) -> str:
        return _ENCODE(self._parts(key))

    def _move(self) -> None:
        """From memory into a file."""
        near, self._file = self._near or {}, temporary_database(self, _ENTRIES)
        for key, value in near.items():
            self._write(key, value)
        self._near = None

    def _write(self, key: K, value: V) -> None:
        text = self._text(key)
        self._recent.pop(text, None)
        stored = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if self._rows("INSERT OR IGNORE INTO entry (key, value) VALUES (?, ?) RETURNING id", text, stored):
            self._count += 1
        else:
            self._rows("UPDATE entry SET value = ? WHERE key = ?", stored, text)

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        assert self._file is not None  # noqa: S101 - made by `_move`
        with temporary_file_errors():
            return self._file.execute(statement, values).fetchall()

    def _remembered(self, text: str, stored: bytes) -> V:
        value: V = pickle.loads(stored)  # noqa: S301 - our own, see above
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
    """Values that can be pickled, in order; equal to any sequence of the same. `shared` are objects that many values
    hold: they stay in memory, once. `expected` are the run's answers, if their number is known.

    Raises StoreError where the temporary file cannot be written or read.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, shared: Iterable[object] = (), expected: int | None = None) -> None:
        self._limit = limit_for(expected)
        self.shared = list(shared)
        self._numbers = {id(value): number for number, value in enumerate(self.shared)}
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
                    for moved in near:
                        self._write(moved)
                    self._near = None
            else:
                self._write(value)

    def extend(self, values: Iterable[V]) -> None:
        for value in values:
            self.append(value)

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
        stored = _pickled(value, self._numbers)
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
    return spooled if spooled.near is None else tuple(spooled.near)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, numbers: Mapping[int, int]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._numbers = numbers

    def persistent_id(self, value: object) -> int | None:
        return self._numbers.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, number: int) -> object:
        return self._shared[number]


def _pickled(value: object, numbers: Mapping[int, int]) -> bytes:
    """`numbers` are those of shared objects, by their identity."""
    if not numbers:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file = io.BytesIO()
    _Pickler(file, numbers).dump(value)
    return file.getvalue()


def _unpickled(stored: bytes, shared: Sequence[object]) -> Any:
    return _Unpickler(io.BytesIO(stored), shared).load() if shared else pickle.loads(stored)  # noqa: S301 - our own
