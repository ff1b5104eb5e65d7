"""What a verdict rests on when the cases are a sample of traffic like them: independent units and a method.

A unit is a case, or a group of cases that belong together. What is known *before* looking at the rates chooses the
method, never the rates themselves. None depends on the order of the cases.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Protocol, overload

from harness.model.comparison import Claim
from harness.stats import betting, paired

MOST_EXACT = 2_000
"""Beyond so many cases the exact test takes too long, and bets alone decide."""
FORESEEN_EXACTLY = 100
"""Planning ahead beyond so many cases, the exact test's search is cut short: forecasts need no proof."""
EXACT_SHARE = 0.7
"""The exact test's share where it shares: 32 cases without any difference then prove a margin of 0.10 at 95 %."""

Differences = Mapping[float, float]
ExactTest = Callable[[paired.Tally, float, float], bool]
"""Candidate − baseline by unit, in [−1, 1], with how often each was seen."""
Method = Callable[[Differences, float, float], bool]
"""Whether differences refute "the true mean is at most m", at level alpha."""


class Evidence(Protocol):
    """What `harness.stats.noninferiority.judge` needs to know; hashable, so that a verdict is reached once."""

    def __hash__(self) -> int: ...

    @property
    def claim(self) -> Claim: ...

    @property
    def cases(self) -> int: ...

    @property
    def groups(self) -> int: ...

    @property
    def draws(self) -> int | None:
        """The candidate's answers that were compared; None where cases, not answers, are the units."""

    @property
    def difference(self) -> float | None:
        """The mean of candidate − baseline in [−1, 1], an unknown floor read as 1; None of nothing."""

    @property
    def spread(self) -> float:
        """Roughly the standard error of the difference, never 0: tells searches where to begin, and nothing else."""

    @property
    def size(self) -> int:
        """What grows when more is asked: groups, or answers to a case."""

    def at(self, size: int) -> Evidence:
        """The same proportions at another size, for planning ahead."""

    def refutes_at_most(self, mean: float, alpha: float) -> bool:
        """Whether "the true mean difference is at most `mean`" is refuted at level alpha."""

    def refutes_at_least(self, mean: float, alpha: float) -> bool:
        """Whether "the true mean difference is at least `mean`" is refuted at level alpha."""


@dataclass(frozen=True, slots=True)
class PairedCases:
    """The evidence for `like-these`: differences of groups, in [−1, 1], sorted, each with how often it was seen.

    `lowest` reads an unknown noise floor as 1, `highest` as 0: whatever it is, the truth lies between. `share` is the
    part of the error rate that this evidence may spend.
    """

    method: Method
    lowest: tuple[tuple[float, float], ...]
    highest: tuple[tuple[float, float], ...]
    cases: int
    groups: int
    share: float = 1.0

    @property
    def claim(self) -> Claim:
        return "like-these"

    @property
    def draws(self) -> None:
        return None

    @property
    def size(self) -> int:
        return self.groups

    @property
    def difference(self) -> float | None:
        return math.fsum(value * count for value, count in self.lowest) / self.groups if self.groups else None

    @property
    def spread(self) -> float:
        return standard_error(self.lowest, self.groups)

    def at(self, size: int) -> PairedCases:
        method = _FORESEEN.get(self.method, self.method) if size > FORESEEN_EXACTLY else self.method
        return replace(
            self, method=method, lowest=self._grown(self.lowest, size), highest=self._grown(self.highest, size)
        )

    def _grown(self, counts: tuple[tuple[float, float], ...], size: int) -> tuple[tuple[float, float], ...]:
        # Nothing seen yet: what no difference anywhere would prove is the best that can be promised.
        return tuple((value, count * size / self.groups) for value, count in counts) or ((0.0, size),)

    def refutes_at_most(self, mean: float, alpha: float) -> bool:
        return self.method(dict(self.lowest), mean, self.share * alpha)

    def refutes_at_least(self, mean: float, alpha: float) -> bool:
        return self.method({-value: count for value, count in self.highest}, -mean, self.share * alpha)


def paired_cases(
    method: Method,
    baseline: Sequence[float | None],
    candidate: Sequence[float],
    groups: Sequence[Hashable] | None = None,
    *,
    weights: Sequence[float] | None = None,
    share: float = 1.0,
) -> PairedCases:
    """Evidence from paired per-case rates in [0, 1]: the candidate's `c`, and the baseline's `b` or None where its
    noise floor is unknown. An unknown floor counts as 1 where *ports* is asked for and as 0 where *does not port* is:
    it can never speak for the latter.

    `groups` has a label for each case, any hashable value; cases with equal labels enter as one unit, their mean
    difference, and None is a group of its own. What is estimated is then the mean over groups, each weighing the same
    however many cases it has: what to expect of a case drawn from a group drawn by chance. Where groups differ in size
    and large ones fare differently, that is not the mean over the cases. The exact yes/no method does not fit means
    of several cases; `refutes_fixed` takes its place where any group has more than one (Neyman's cluster means;
    valid because groups are drawn independently, however alike the cases within one are).

    `weights`, above 0, count inside a group only: its difference is then the weighted mean over its cases, what to
    expect of a call drawn from a group drawn by chance. Between groups nothing is weighed: a group is one draw.

    With `refutes_anytime` one may look after any whole group, not in the middle of one.

    Raises:
        ValueError: the sequences differ in length, a rate is not in [0, 1], or a label is NaN or cannot be hashed.
    """
    if len(baseline) != len(candidate):
        raise ValueError(f"rates must be paired: {len(baseline)} for the baseline, {len(candidate)} for the candidate")
    for rate in chain(baseline, candidate):
        if rate is not None and not 0.0 <= rate <= 1.0:
            raise ValueError(f"a rate must lie in [0, 1], found {rate}")
    members = members_of(groups, len(baseline))
    weighing = [1.0] * len(baseline) if weights is None else weights
    if method is refutes_yes_no and any(len(cases) > 1 for cases in members):
        method = refutes_fixed

    def tally(floor: float) -> tuple[tuple[float, int], ...]:
        differences = [c - (floor if b is None else b) for b, c in zip(baseline, candidate, strict=True)]
        if isinstance(members, _Alone):
            return _tally(Counter((pair,) for pair in zip(differences, weighing, strict=True)))
        return _tally(Counter(tuple((differences[case], weighing[case]) for case in cases) for cases in members))

    # The truth about an unknown floor lies between these two readings, so each claim is asked of the one that hurts it.
    return PairedCases(method, tally(1.0), tally(0.0), len(baseline), len(members), share)


def standard_error(counts: Sequence[tuple[float, float]], units: float) -> float:
    """Of the mean of values with their counts. Where none differ, three units' worth of doubt remain: at 95 % no loss
    in n proves a share below 3/n (Hanley and Lippman-Hand, JAMA 249, 1983).
    """
    mean = math.fsum(value * count for value, count in counts) / max(units, 1)
    square = math.fsum(count * (value - mean) ** 2 for value, count in counts)
    return math.sqrt(square + 3.0) / max(units, 1)


def members_of(groups: Sequence[Hashable] | None, cases: int) -> Sequence[Sequence[int]]:
    """The numbers of the cases of each group."""
    if groups is not None and len(groups) != cases:
        raise ValueError(f"groups must have a label for each case: {len(groups)} labels, {cases} cases")
    if groups is None or all(label is None for label in groups):
        return _Alone(cases)
    members: dict[tuple[Hashable, ...], list[int]] = {}
    for case, label in enumerate(groups):
        if not _can_group(label):
            raise ValueError(f"a group's label must be hashable and equal to itself, found {label!r}")
        members.setdefault(("alone", case) if label is None else ("group", label), []).append(case)
    return list(members.values())


class _Alone(Sequence[Sequence[int]]):
    """So many groups of one case each, none of which is in memory: of a hundred thousand they would take 30 MB."""

    def __init__(self, cases: int) -> None:
        self._cases = range(cases)

    def __len__(self) -> int:
        return len(self._cases)

    @overload
    def __getitem__(self, number: int) -> Sequence[int]: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Sequence[int]]: ...
    def __getitem__(self, number: int | slice) -> Sequence[int] | Sequence[Sequence[int]]:
        if isinstance(number, slice):
            return [(case,) for case in self._cases[number]]
        return (self._cases[number],)


def _can_group(label: Hashable) -> bool:
    """NaN is unlike itself: it would silently be a group of its own, which only None may say."""
    try:
        hash(label)
    except TypeError:  # a tuple that holds a list is found out by trying only
        return False
    return bool(label == label)  # noqa: PLR0124


def _mean(weighted: Sequence[tuple[float, float]]) -> float:
    """Of values with their weights."""
    return math.fsum(value * weight for value, weight in weighted) / math.fsum(weight for _, weight in weighted)


def _tally(units: Mapping[Sequence[tuple[float, float]], int]) -> tuple[tuple[float, int], ...]:
    """The mean differences of units, each a difference and weight a case, and how many there are of each. Rounded
    beyond the noise of floating point, so that 1/3 + 2/3 is a whole and equal differences meet.
    """
    counts: Counter[float] = Counter()
    for weighted, number in units.items():  # of many thousands, few differ
        counts[round(_mean(weighted), 12) + 0.0] += number
    return tuple(sorted(counts.items()))


def refutes_yes_no(differences: Differences, mean: float, alpha: float) -> bool:
    """For one sample a case, the number of cases fixed: an exact test."""
    return _yes_no(paired.refutes, differences, mean, alpha)


def refutes_fixed(differences: Differences, mean: float, alpha: float) -> bool:
    """Nothing is known but that the number of units is fixed: the exact test and bets share the error rate."""
    return _fixed(paired.refutes, differences, mean, alpha)


def _yes_no(exact: ExactTest, differences: Differences, mean: float, alpha: float) -> bool:
    if sum(differences.values()) > MOST_EXACT:
        return _bet(differences, mean, alpha, betting.BESIDE_EXACT)
    return exact(paired.tally_of(differences), mean, alpha)


def _fixed(exact: ExactTest, differences: Differences, mean: float, alpha: float) -> bool:
    if sum(differences.values()) > MOST_EXACT:
        return _bet(differences, mean, alpha, betting.BESIDE_EXACT)
    # The bets go first: they cost microseconds.
    by_bets = _bet(differences, mean, (1 - EXACT_SHARE) * alpha, betting.BESIDE_EXACT)
    return by_bets or exact(paired.tally_of(differences), mean, EXACT_SHARE * alpha)


def refutes_anytime(differences: Differences, mean: float, alpha: float) -> bool:
    """Any rates, asked after every unit and taken whenever it is settled: bets."""
    return _bet(differences, mean, alpha, betting.ANYTIME)


def _bet(differences: Differences, mean: float, alpha: float, bets: betting.Bets) -> bool:
    return betting.refutes(
        {_to_unit(value): count for value, count in differences.items()}, _to_unit(mean), alpha, bets
    )


def _to_unit(difference: float) -> float:
    return min(1.0, max(0.0, (difference + 1.0) / 2.0))


_FORESEEN: Mapping[Method, Method] = {
    refutes_yes_no: partial(_yes_no, paired.seems_to_refute),
    refutes_fixed: partial(_fixed, paired.seems_to_refute),
}
