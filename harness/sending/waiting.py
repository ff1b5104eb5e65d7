"""Calls that wait, without being kept: of a long plan each is put together again when its turn comes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Generic, overload

from harness.sending.call import AnyCall


class LongPlan(Sequence[AnyCall], Generic[AnyCall]):
    """Calls that are made when they are asked for; each has its place in the plan as `number`."""

    def empty(self) -> CallList[AnyCall]:
        """A list for calls of the plan, which takes no more than their numbers."""
        return CallList(self)


class CallList(Sequence[AnyCall], Generic[AnyCall]):
    """Some calls of a long plan, and others, in the order in which they were appended."""

    def __init__(self, plan: Sequence[AnyCall]) -> None:
        self._plan = plan
        self._numbers = array("q")
        self._others: list[AnyCall] = []

    def empty(self) -> CallList[AnyCall]:
        """As that of the plan."""
        return CallList(self._plan)

    def append(self, call: AnyCall) -> None:
        number = getattr(call, "number", None)
        if number is None:
            self._others.append(call)
            number = -len(self._others)
        self._numbers.append(number)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, position: int) -> AnyCall: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[AnyCall]: ...
    def __getitem__(self, position: int | slice) -> AnyCall | Sequence[AnyCall]:
        if isinstance(position, slice):
            return [self[number] for number in range(*position.indices(len(self)))]
        number = self._numbers[position]
        return self._plan[number] if number >= 0 else self._others[-number - 1]

    def __iter__(self) -> Iterator[AnyCall]:
        return (self[position] for position in range(len(self)))


def none_of(calls: Sequence[AnyCall]) -> list[AnyCall] | CallList[AnyCall]:
    """An empty list for some of these calls: those of a long plan are kept by their numbers."""
    return calls.empty() if isinstance(calls, LongPlan | CallList) else []
