"""How a target's samples of the same case agree on passing its checks."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import fmean

from harness.model.result import CaseResult, Consistency
from harness.stats.consistency import pass_all, pass_at

_Count = tuple[int, int]
"""Samples of a case that were measured, and how many of them passed."""


class Consistencies:
    """Those of a suite's targets; its cases are taken in one by one."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[_Count]] = defaultdict(Counter)

    def take(self, case: CaseResult) -> None:
        for target in dict.fromkeys(answer.target for answer in case.answers):
            self._counts[target][_count(case, target)] += 1

    def found(self) -> Iterator[Consistency]:
        """One for each target that has cases with several measured samples, in the order of the answers."""
        for target, cases in self._counts.items():
            counts = {count: number for count, number in cases.items() if count[0] > 1}
            if counts:
                ks = range(1, max(samples for samples, _ in counts) + 1)
                yield Consistency(
                    target=target,
                    cases=sum(counts.values()),
                    flip_rate=_mean(lambda samples, passed: 0 < passed < samples, counts),
                    pass_at_k=tuple(_mean(partial(pass_at, k), _of_size(counts, k)) for k in ks),
                    pass_all_k=tuple(_mean(partial(pass_all, k), _of_size(counts, k)) for k in ks),
                )


def flips(case: CaseResult, target: str) -> bool:
    """Whether some of the target's samples pass and others fail."""
    samples, passed = _count(case, target)
    return 0 < passed < samples


def _count(case: CaseResult, target: str) -> _Count:
    found = [
        answer.outcome == "pass" for answer in case.answers if answer.target == target and _measured(answer.outcome)
    ]
    return len(found), sum(found)


def _measured(outcome: str) -> bool:
    return outcome in ("pass", "fail")


def _of_size(counts: Mapping[_Count, int], k: int) -> Mapping[_Count, int]:
    """The cases that have k samples."""
    return {count: number for count, number in counts.items() if count[0] >= k}


def _mean(chance: Callable[[int, int], float], counts: Mapping[_Count, int]) -> float:
    """Over the cases, of which those with the same counts are alike."""
    return fmean(value for count, number in counts.items() for value in itertools.repeat(chance(*count), number))
