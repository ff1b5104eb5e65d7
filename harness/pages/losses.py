"""What is left when a vendor is lost, as one bar a vendor: workflows served, unproven and down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.summary import DomainLoss, FateState

WIDTH = 200
"""Pixels of a bar."""
_WORDS: dict[FateState, str] = {
    "served": "served",
    "unproven": "unproven",
    "down": "down",
    "down-already": "down already",
}


@dataclass(frozen=True, slots=True)
class Part:
    """So many workflows of one state; `x` and `width` in pixels."""

    state: FateState
    words: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class VendorLoss:
    vendor: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """`3 served, 6 unproven`."""
        return ", ".join(part.words for part in self.parts)


def vendors(outages: Sequence[DomainLoss]) -> list[VendorLoss]:
    """Of the vendors among the domains, in their order: the one that takes most down first."""
    return [
        VendorLoss(outage.domain.removeprefix("vendor:"), _parts(outage))
        for outage in outages
        if outage.domain.startswith("vendor:") and outage.fates
    ]


def _parts(outage: DomainLoss) -> tuple[Part, ...]:
    counts = Counter(fate.state for fate in outage.fates)
    parts, x = [], 0.0
    for state, words in _WORDS.items():
        if counts[state]:
            width = WIDTH * counts[state] / len(outage.fates)
            parts.append(Part(state, f"{counts[state]} {words}", round(x, 1), round(width, 1)))
            x += width
    return tuple(parts)
