"""What a case can be filtered by: which target did not do well on it, and for what kinds of reasons.

A case carries `2b0,4 3m1`: target 2 came out badly by kinds 0 and 4, target 3 could not be measured by kind 1.
Kinds and targets are told by number, since their names come from files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.model.result import Answer, CaseResult

CHECK, MEANING = "check", "meaning"


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice of the filter; `cases` have it for at least one target."""

    number: int
    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong with the answers of one target to one case."""

    target: str
    kinds: tuple[str, ...]
    missing: bool


def bad(case: CaseResult, targets: tuple[str, ...]) -> Iterator[Bad]:
    """The targets that did not do well on a case. Trouble outranks failure, as everywhere."""
    for target in targets:
        samples = case.answers_to(target)
        missing = [kind for answer in samples if answer.outcome == "error" for kind in _troubles(answer)]
        reasons = missing or [kind for answer in samples for kind in _breaks(answer)]
        if reasons:
            yield Bad(target, tuple(dict.fromkeys(reasons)), bool(missing))


def unstable(case: CaseResult, targets: tuple[str, ...]) -> list[str]:
    """The targets whose samples do not agree: some are good, some are not."""
    return [
        target
        for target in targets
        if len({_good(answer) for answer in case.answers_to(target) if answer.outcome in ("pass", "fail")}) > 1
    ]


def kinds_of(counts: Counter[str]) -> tuple[FilterChoice, ...]:
    """Every kind that occurs, the most frequent first; `counts` are cases."""
    return tuple(FilterChoice(number, name, cases) for number, (name, cases) in enumerate(counts.most_common()))


def tokens(problems: list[Bad], targets: tuple[str, ...], numbers: Mapping[str, int]) -> str:
    return " ".join(
        f"{targets.index(problem.target)}{'m' if problem.missing else 'b'}"
        + ",".join(str(numbers[kind]) for kind in problem.kinds)
        for problem in problems
    )


def _good(answer: Answer) -> bool:
    return answer.acceptable and (answer.equivalence is None or answer.equivalence.equivalent)


def _troubles(answer: Answer) -> list[str]:
    return [answer.trouble.kind] if answer.trouble else ["check-error"]


def _breaks(answer: Answer) -> list[str]:
    equivalence = answer.equivalence
    differs = equivalence is not None and not equivalence.equivalent
    guards = [reason.guard for reason in equivalence.reasons] if equivalence is not None and differs else []
    return (guards or [MEANING] * differs) + [CHECK] * (answer.outcome == "fail" and not answer.tolerated)
