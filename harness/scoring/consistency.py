"""How a target's samples of the same case agree on passing its checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from harness.model.result import CaseResult, Consistency
from harness.stats.consistency import pass_all, pass_at

_Count = tuple[int, int]
"""Samples of a case that were measured, and how many of them passed."""


def consistencies(cases: Sequence[CaseResult]) -> Iterator[Consistency]:
    """One for each target that has cases with several measured samples, in the order of the answers."""
    for target in dict.fromkeys(answer.target for case in cases for answer in case.answers):
        counts = [count for case in cases if (count := _count(case, target))[0] > 1]
        if counts:
            ks = range(1, max(samples for samples, _ in counts) + 1)
            yield Consistency(
                target=target,
                cases=len(counts),
                flip_rate=fmean(0 < passed < samples for samples, passed in counts),
                pass_at_k=tuple(_mean(pass_at, k, counts) for k in ks),
                pass_all_k=tuple(_mean(pass_all, k, counts) for k in ks),
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


def _mean(chance: Callable[[int, int, int], float], k: int, counts: Sequence[_Count]) -> float:
    """Over the cases that have k samples."""
    return fmean(chance(k, samples, passed) for samples, passed in counts if samples >= k)
