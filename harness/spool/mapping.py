"""A mapping whose values lie on disk where they are many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

from harness.spool.files import temporary_file_errors
from harness.spool.pages import Pages
from harness.spool.pickles import values_of
from harness.spool.sizes import limit_for

FILTER_BYTES = 131_072
"""Up to a hundred thousand keys, a look at so many bytes tells of nearly every absent one that it is absent."""

_INDEX = """
CREATE TABLE place (hash INTEGER NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (hash, page)) WITHOUT ROWID;
"""
Parts = tuple[Any, ...]
"""A key's texts and numbers."""
K = TypeVar("K")
V = TypeVar("V")


class SpooledMapping(MutableMapping[K, V], Generic[K, V]):
    """Keys are texts, tuples, or of one dataclass of texts and numbers, values anything immutable that can be pickled.
    In the order in which keys were first set, as in a dict. One thread may write while others read. `expected` are the
    run's answers, if their number is known; `most` values stay in memory where they are to be read before it is.

    Values on disk are read quickly if those asked for one after the other were also set near each other.

    Raises StoreError where the temporary file cannot be written or read.
    """

    def __init__(self, kind: type[K], expected: int | None = None, *, most: int | None = None) -> None:
        self.limit = limit_for(expected) if most is None else most
        self._kind = kind
        self._parts, self._key = _ways(kind)
        self._near: dict[K, V] | None = {}
        self._far: _KeyedPages[V] | None = None
        self._lock = threading.Lock()

    def __getitem__(self, key: K) -> V:
        near = self._near
        if near is not None:
            return near[key]
        with self._lock:
            page = self._on_disk.page_of(parts := self._parts(key))
            if page is None:
                raise KeyError(key)
            return page[parts]

    def get(self, key: K, default: Any = None) -> Any:
        """As of any mapping; what is not there raises nothing on the way."""
        near = self._near
        if near is not None:
            return near.get(key, default)
        with self._lock:
            page = self._on_disk.page_of(parts := self._parts(key))
            return default if page is None else page[parts]

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            if self._near is not None:
                self._near[key] = value
                if len(self._near) > self.limit:
                    self._move(self._near)
            elif self._on_disk.page_of(parts := self._parts(key)) is None:
                self._on_disk.add(parts, value)
            else:
                self._on_disk.change(parts, [(parts, value)])

    def __delitem__(self, key: K) -> None:
        with self._lock:
            if self._near is not None:
                del self._near[key]
            elif self._on_disk.page_of(parts := self._parts(key)) is None:
                raise KeyError(key)
            else:
                self._on_disk.change(parts, [])

    def __contains__(self, key: object) -> bool:
        near = self._near
        if near is not None:
            return key in near
        if not isinstance(key, self._kind):
            return False
        with self._lock:
            return self._on_disk.page_of(self._parts(key)) is not None

    def __len__(self) -> int:
        near = self._near
        return self._on_disk.count if near is None else len(near)

    def __iter__(self) -> Iterator[K]:
        near = self._near
        return iter(near) if near is not None else (key for key, _ in self.items())

    def setdefault(self, key: K, default: V) -> V:
        """In one step where the key is new."""
        with self._lock:
            if self._near is None and self._on_disk.page_of(parts := self._parts(key)) is None:
                self._on_disk.add(parts, default)
                return default
        return super().setdefault(key, default)

    def items(self) -> Iterator[tuple[K, V]]:  # type: ignore[override]
        """Key and value together, each read once."""
        near = self._near
        if near is not None:
            yield from near.items()
            return
        number = 0
        while number <= self._on_disk.pages.stored:
            with self._lock:
                entries = self._on_disk.pages.values(number)
            for parts, value in entries:
                yield self._key(parts), value
            number += 1

    def keep_at_most(self, limit: int) -> None:
        """Keep so many values in memory, if fewer than until now, before all go to disk."""
        with self._lock:
            self.limit = min(self.limit, limit)
            if self._near is not None and len(self._near) > self.limit:
                self._move(self._near)

    @property
    def _on_disk(self) -> _KeyedPages[V]:
        assert self._far is not None  # noqa: S101 - made by `_move`
        return self._far

    def _move(self, near: dict[K, V]) -> None:
        """From memory into a file; all stays in memory if that is full."""
        far: _KeyedPages[V] = _KeyedPages()
        for key, value in near.items():
            far.add(self._parts(key), value)
        self._far, self._near = far, None


def _ways(kind: type[Any]) -> tuple[Callable[[Any], Parts], Callable[[Parts], Any]]:
    """From a key to its parts, and back."""
    if kind is tuple:
        return (lambda key: key), (lambda parts: parts)
    if kind is str:
        return (lambda key: (key,)), itemgetter(0)
    return values_of(kind), lambda parts: kind(*parts)


class _KeyedPages(Generic[V]):
    """Pages of pairs, and on which of them a key is."""

    def __init__(self) -> None:
        self.count = 0
        self.pages: Pages[dict[Parts, V]] = Pages(dict, tables=_INDEX)
        self._latest: dict[Parts, V] = {}
        """What the page that is being filled holds."""
        self._last: dict[Parts, V] = {}
        """The page of the key that was found last: the next is mostly there, too."""
        self._filter = bytearray(FILTER_BYTES)

    def page_of(self, parts: Parts) -> dict[Parts, V] | None:
        """The page that holds the key, None if none does."""
        if parts in self._last:
            return self._last
        if parts in self._latest:
            return self._latest
        hashed = hash(parts)
        if not self._may_hold(hashed):
            return None
        found = self.pages.at_hand(parts) or self._read(hashed, parts)
        if found is not None:
            self._last = found
        return found

    def add(self, parts: Parts, value: V) -> None:
        """What is not there yet."""
        self._latest[parts] = value
        hashed, bits = hash(parts), FILTER_BYTES * 8
        for bit in (hashed % bits, (hashed >> 32) % bits):
            self._filter[bit >> 3] |= 1 << (bit & 7)
        self.pages.add((parts, value))
        self.count += 1
        if self.pages.is_full:
            self._store()

    def change(self, parts: Parts, entries: list[tuple[Parts, V]]) -> None:
        """Other entries in the place of the key's, on a page that is written anew."""
        if parts in self._latest:
            self._store()
        number = next(number for number in self._numbers(hash(parts)) if parts in self.pages.read(number))
        self._last = {}
        before = self.pages.values(number)
        self.pages.rewrite(number, [new for old in before for new in (entries if old[0] == parts else [old])])
        self.count += len(entries) - 1

    def _store(self) -> None:
        number = self.pages.stored
        self.pages.store()
        with temporary_file_errors():
            rows = [(hash(parts), number) for parts in self._latest]
            self.pages.file.executemany("INSERT OR IGNORE INTO place VALUES (?, ?)", rows)
        self._latest = {}

    def _may_hold(self, hashed: int) -> bool:
        """Whether a key with this hash may have been added."""
        bits = FILTER_BYTES * 8
        one, other = hashed % bits, (hashed >> 32) % bits
        return bool(self._filter[one >> 3] >> (one & 7) & self._filter[other >> 3] >> (other & 7) & 1)

    def _numbers(self, hashed: int) -> list[int]:
        """The numbers of pages on disk that may hold a key with this hash."""
        with temporary_file_errors():
            rows = self.pages.file.execute("SELECT page FROM place WHERE hash = ?", (hashed,)).fetchall()
        return [number for (number,) in rows]

    def _read(self, hashed: int, parts: Parts) -> dict[Parts, V] | None:
        pages = map(self.pages.read, self._numbers(hashed))
        return next((page for page in pages if parts in page), None)
