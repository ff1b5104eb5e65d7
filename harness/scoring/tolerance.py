"""`min_pass_rate`: what fails in some samples is tolerated once enough samples of the case pass.

The facts stay: a check or answer that failed keeps its outcome and is marked as tolerated beside it. Shares are of
the samples that were measured, for trouble is not failure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from harness.model.result import Answer, Check
from harness.model.suite import Case
from harness.scoring.score import outcome_of

_ROUNDING = 1e-9


def tolerated(answers: Sequence[Answer], case: Case) -> tuple[Answer, ...]:
    """The answers to a case, with what its own and its checks' `min_pass_rate` allow to fail marked."""
    nothing_allowed = case.min_pass_rate is None and all(
        check.min_pass_rate is None and not check.tolerated for answer in answers for check in answer.checks
    )
    by_target: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_target[answer.target].append(answer)
    if nothing_allowed:
        return tuple(chain.from_iterable(by_target.values()))
    return tuple(answer for samples in by_target.values() for answer in _tolerated(samples, case))


def _tolerated(samples: Sequence[Answer], case: Case) -> Iterator[Answer]:
    allowed = _allowed_checks(samples)
    marked = [_marked(answer, allowed, case.threshold) for answer in samples]
    measured = [answer.acceptable for answer in marked if answer.outcome in ("pass", "fail")]
    enough = case.min_pass_rate is not None and _reached(sum(measured), len(measured), case.min_pass_rate)
    for answer in marked:
        yield replace(answer, tolerated=True) if enough and answer.outcome == "fail" else answer


def _allowed_checks(samples: Sequence[Answer]) -> set[Hashable]:
    """The checks that enough samples pass."""
    passed: Counter[Hashable] = Counter()
    measured: Counter[Hashable] = Counter()
    rates: dict[Hashable, float] = {}
    for answer in samples:
        for place, check in _placed(answer.checks):
            if check.min_pass_rate is not None and check.outcome in ("pass", "fail"):
                rates[place] = check.min_pass_rate
                measured[place] += 1
                passed[place] += check.outcome == "pass"
    return {place for place, rate in rates.items() if _reached(passed[place], measured[place], rate)}


def _placed(checks: Sequence[Check]) -> Iterator[tuple[Hashable, Check]]:
    """Each check with what tells it from the others of its case, in every sample alike."""
    seen: Counter[str | None] = Counter()
    for check in checks:
        yield (check.step, seen[check.step], check.assertion), check
        seen[check.step] += 1


def _marked(answer: Answer, allowed: set[Hashable], threshold: float | None) -> Answer:
    checks = tuple(
        replace(check, tolerated=True) if check.outcome == "fail" and place in allowed else check
        for place, check in _placed(answer.checks)
    )
    if not any(check.tolerated for check in checks):
        return answer
    counted = [replace(check, outcome="pass", score=1.0) if check.tolerated else check for check in checks]
    outcome = outcome_of(counted, threshold)
    # What else there is may be a check that could not be computed.
    return replace(
        answer, checks=checks, outcome="error" if outcome == "error" else answer.outcome, tolerated=outcome == "pass"
    )


def _reached(passed: int, measured: int, rate: float) -> bool:
    return measured > 0 and passed / measured >= rate - _ROUNDING
