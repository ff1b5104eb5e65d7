"""The numbers of values by a text of each, of which only the hash stays in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator


class Hashes:
    """Of each value 16 bytes, and nothing on disk: found in any order. One thread may add while no other reads."""

    def __init__(self) -> None:
        self._added = array("q")
        self._sorted: tuple[array[int], array[int]] = array("q"), array("q")
        """Hashes, and the number of each."""

    def append(self, text: str) -> None:
        """Of the value whose number is that of the values before it."""
        self._added.append(hash(text))

    def numbers(self, text: str) -> Iterator[int]:
        """Those of the values that may have the text, smaller ones first: others may have the same hash."""
        hashes, numbers = self._sorted
        if len(hashes) != len(self._added):
            numbers = array("q", sorted(range(len(self._added)), key=self._added.__getitem__))
            hashes = array("q", map(self._added.__getitem__, numbers))
            self._sorted = hashes, numbers
        hashed = hash(text)
        place = bisect_left(hashes, hashed)
        while place < len(hashes) and hashes[place] == hashed:
            yield numbers[place]
            place += 1
