"""A sequence whose values lie on disk where they are many."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

from harness.spool.pages import Pages
from harness.spool.pickles import SharedObjects
from harness.spool.sizes import limit_for

V = TypeVar("V")


class SpooledSequence(Sequence[V], Generic[V]):
    """Values that can be pickled, in order; equal to any sequence of the same. `shared` are objects (of frozen
    dataclasses with slots) that many values hold: they stay in memory, once. `expected` are the run's answers, if their
    number is known; `most` values stay in memory where they are to be read before it is. On disk a `page` of them is
    read for one.

    Raises StoreError where the temporary file cannot be written or read.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        shared: Iterable[object] = (),
        expected: int | None = None,
        *,
        most: int | None = None,
        page: int | None = None,
    ) -> None:
        self._page = page
        self._limit = limit_for(expected) if most is None else most
        self._shared = SharedObjects()
        self.share(shared)
        self._near: list[V] | None = []
        self._far: Pages[list[V]] | None = None
        self._lock = threading.Lock()

    def append(self, value: V) -> None:
        with self._lock:
            if self._near is not None:
                self._near.append(value)
                if len(self._near) > self._limit:
                    self._move(self._near)
            else:
                self._write(self._on_disk, value)

    def share(self, values: Iterable[object]) -> None:
        """Further objects that stay in memory, once, for the values that are yet to come."""
        self._shared.add(values)

    @property
    def shared(self) -> Sequence[object]:
        return self._shared.objects

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
        return len(self._on_disk) if near is None else len(near)

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
            pages = self._on_disk
            page, place = pages.place(position)
            value: V = pages.latest[place] if page == pages.stored else pages.read(page)[place]
            return value

    def __iter__(self) -> Iterator[V]:
        near = self._near
        if near is not None:
            yield from near
            return
        pages, number = self._on_disk, 0
        while number <= pages.stored:
            with self._lock:
                values = pages.values(number)
            yield from values
            number += 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, all of it in memory."""
        return tuple, (list(self),)

    @property
    def _on_disk(self) -> Pages[list[V]]:
        assert self._far is not None  # noqa: S101 - made by `_move`
        return self._far

    def _move(self, near: list[V]) -> None:
        """From memory into a file; all stays in memory if that is full."""
        pages: Pages[list[V]] = Pages(list, self._shared, most=self._page)
        for value in near:
            self._write(pages, value)
        self._far, self._near = pages, None

    def _write(self, pages: Pages[list[V]], value: V) -> None:
        pages.add(value)
        if pages.is_full:
            pages.store()


def shared_by(values: Sequence[V]) -> Sequence[object]:
    """The objects that stay in memory, once, for values on disk."""
    return values.shared if isinstance(values, SpooledSequence) else ()


def kept(
    values: Iterable[V], shared: Iterable[object] = (), expected: int | None = None, *, most: int | None = None
) -> Sequence[V]:
    """All values, taken one by one: a tuple if they are few, else on disk. Raises StoreError."""
    spooled: SpooledSequence[V] = SpooledSequence(shared, expected, most=most)
    spooled.extend(values)
    return spooled.settled()
