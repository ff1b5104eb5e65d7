"""Values on disk in the order in which they were added, some together: that is read and written at once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Container
from typing import Any, Generic, TypeVar

from harness.spool.files import temporary_database, temporary_file_errors
from harness.spool.pickles import Pickles, SharedObjects, unpickled

PAGE = 32
PAGE_BYTES = 16_384
"""A page is full with so many values, where no other number is told, or once they take so many bytes."""
RECENT_BYTES = 262_144
"""Pages that were read last are at hand, as many as take so many bytes on disk; the last one, whatever it takes."""

_TABLES = "CREATE TABLE page (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, value BLOB NOT NULL);"
C = TypeVar("C", bound=Container[Any])


class Pages(Generic[C]):
    """`shape` makes of a page's values what it is read as. Who has one guards it between threads.

    Raises StoreError where the temporary file cannot be written or read.
    """

    def __init__(
        self,
        shape: Callable[[list[Any]], C],
        shared: SharedObjects | None = None,
        *,
        tables: str = "",
        most: int | None = None,
    ) -> None:
        self._most = most or PAGE
        self._shape, self._shared = shape, shared
        self.file = temporary_database(self, _TABLES + tables)
        self._starts = array("q")
        """Of each page on disk, the position of its first value."""
        self._count = 0
        self.latest: list[Any] = []
        """Values of the page that is being filled."""
        self._pickles = Pickles(shared)
        self._recent: dict[int, tuple[C, int]] = {}
        self._recent_bytes = 0

    @property
    def stored(self) -> int:
        """Pages on disk."""
        return len(self._starts)

    def __len__(self) -> int:
        """Values that were added."""
        return self._count

    def add(self, value: object) -> None:
        self._pickles.add(value)
        self.latest.append(value)
        self._count += 1

    @property
    def is_full(self) -> bool:
        """Whether the page that is being filled is to be stored."""
        return len(self.latest) >= self._most or self._pickles.size >= PAGE_BYTES

    def store(self) -> None:
        """Write the page that is being filled, and begin another."""
        with temporary_file_errors():
            row = (self.stored, len(self.latest), self._pickles.stored())
            self.file.execute("INSERT INTO page VALUES (?, ?, ?)", row)
        self._starts.append(self._count - len(self.latest))
        self.latest, self._pickles = [], Pickles(self._shared)

    def place(self, position: int) -> tuple[int, int]:
        """The page of the value at a position, and the value's position in it; `stored` is the page being filled."""
        latest = self._count - len(self.latest)
        if position >= latest:
            return self.stored, position - latest
        number = bisect_right(self._starts, position) - 1
        return number, position - self._starts[number]

    def at_hand(self, held: object) -> C | None:
        """A page that was read lately and holds this."""
        return next((page for page, _ in self._recent.values() if held in page), None)

    def read(self, number: int) -> C:
        """A page, which is at hand from now on."""
        if number in self._recent:
            return self._recent[number][0]
        values, size = self._read(number)
        page = self._shape(values)
        while self._recent and self._recent_bytes + size > RECENT_BYTES:
            self._forget(next(iter(self._recent)))
        self._recent[number] = page, size
        self._recent_bytes += size
        return page

    def values(self, number: int) -> list[Any]:
        """The values of a page as it stands, for once."""
        return list(self.latest) if number == self.stored else self._read(number)[0]

    def rewrite(self, number: int, values: list[Any]) -> None:
        """Other values on a page; places of those behind are no longer told."""
        pickles = Pickles(self._shared)
        for value in values:
            pickles.add(value)
        with temporary_file_errors():
            row = (len(values), pickles.stored(), number)
            self.file.execute("UPDATE page SET count = ?, value = ? WHERE id = ?", row)
        if number in self._recent:
            self._forget(number)

    def _forget(self, number: int) -> None:
        self._recent_bytes -= self._recent.pop(number)[1]

    def _read(self, number: int) -> tuple[list[Any], int]:
        with temporary_file_errors():
            count, stored = self.file.execute("SELECT count, value FROM page WHERE id = ?", (number,)).fetchone()
        return unpickled(stored, count, self._shared), len(stored)
