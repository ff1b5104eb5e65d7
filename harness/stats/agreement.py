"""How well a judge agrees with people: counts of yes and no, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTable:
    """What people said and what the judge said, counted: `missed` are yeses it denied, `false` noes it affirmed."""

    yes: int
    missed: int
    false: int
    no: int

    @property
    def total(self) -> int:
        return self.yes + self.missed + self.false + self.no


def table(answers: Iterable[tuple[bool, bool]]) -> AgreementTable:
    """Of pairs (what people said, what the judge said)."""
    both = list(answers)
    return AgreementTable(
        yes=both.count((True, True)),
        missed=both.count((True, False)),
        false=both.count((False, True)),
        no=both.count((False, False)),
    )


def share(hits: int, total: int) -> Estimate | None:
    """A share with Wilson's score interval (1927); None of nothing."""
    if not total:
        return None
    seen, square = hits / total, Z_95**2
    middle = (seen + square / (2 * total)) / (1 + square / total)
    spread = Z_95 / (1 + square / total) * math.sqrt(seen * (1 - seen) / total + square / (4 * total**2))
    # Rounding must not leave the share itself outside of its interval at 0 and 1.
    return Estimate(seen, max(0.0, min(seen, middle - spread)), min(1.0, max(seen, middle + spread)))


def accuracy(counted: AgreementTable) -> Estimate | None:
    return share(counted.yes + counted.no, counted.total)


def kappa(counted: AgreementTable) -> Estimate | None:
    """Cohen's kappa (1960), agreement beyond what chance gives: 0 a coin with the judge's share of yes, 1 perfect.

    The interval is by Cohen's large-sample standard error. None where chance alone must agree: everybody always says
    the same.
    """
    total = counted.total
    if not total:
        return None
    agreed = (counted.yes + counted.no) / total
    people, judge = (counted.yes + counted.missed) / total, (counted.yes + counted.false) / total
    chance = people * judge + (1 - people) * (1 - judge)
    if chance == 1:
        return None
    value = (agreed - chance) / (1 - chance)
    spread = Z_95 * math.sqrt(agreed * (1 - agreed) / total) / (1 - chance)
    return Estimate(value, max(-1.0, value - spread), min(1.0, value + spread))
