"""What judges decided, by what they were to decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from harness.scoring.open_judgment import OpenJudgment
from harness.spool import sizes
from harness.spool.mapping import SpooledMapping

K = TypeVar("K")
F = TypeVar("F")


class Decided(Generic[K, F]):
    """Findings by place, many of which lie on disk; `kind` is that of the places, as of a `SpooledMapping`. One thread
    may keep while others look.
    """

    def __init__(self, kind: type[K]) -> None:
        self._findings: SpooledMapping[K, F] = SpooledMapping(kind, most=sizes.LIVE)
        self._troubles: dict[K, Exception] = {}

    def __len__(self) -> int:
        return len(self._findings) + len(self._troubles)

    def __contains__(self, place: K) -> bool:
        return place in self._findings or place in self._troubles

    def keep(self, place: K, judgment: OpenJudgment[F]) -> None:
        """What has come of a judgment that is at its end."""
        if judgment.trouble is None:
            self._findings[place] = judgment.finding()
        else:
            self._troubles[place] = judgment.trouble

    def finding(self, place: K) -> F:
        """Raises whatever kept it from coming to an end; KeyError where it has not come to one."""
        if place in self._troubles:
            raise self._troubles[place]
        return self._findings[place]

    def findings(self) -> Iterator[tuple[K, F]]:
        """Those that came to an end."""
        yield from self._findings.items()
