"""One run against another: where rates moved, and which answers changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.model.comparison import Comparison, PassRate
from harness.model.result import Answer, CaseResult, Run, SuiteResult
from harness.model.summary import Cell
from harness.pages.interval import Axis, Interval, axis, interval
from harness.stats.noninferiority import noninferiority
from harness.summary import phrases, tally
from harness.summary.difference import Stretch, marked
from harness.visible import cut

MARGIN, CONFIDENCE = 0.10, 0.95
"""Where a suite was compared with nothing, so that its own are not known."""
CASES = 200
"""Changed cases shown with their answers."""
ANSWER = 4_000
WORDS = {"ports": "no worse", "does-not-port": "worse", "inconclusive": "too close to call"}
"""What a verdict means of the same target, later."""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A case whose outcome is another for a target."""

    suite: str
    case: str
    target: str
    before: str
    after: str
    said_before: str
    said_after: list[Stretch]

    @property
    def worse(self) -> bool:
        return self.before == "pass"


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """One target on one suite in both runs. `cell` and `interval` tell whether the later is worse."""

    target: str
    cell: Cell
    words: str
    interval: Interval | None
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class ComparedSuite:
    name: str
    axis: Axis
    lines: list[ComparedTarget]
    prompt_changed: bool


@dataclass(frozen=True, slots=True)
class ComparedRuns:
    suites: list[ComparedSuite]
    changes: list[OutcomeChange]
    left: int
    only_before: list[str]
    only_after: list[str]


def compared(before: Run, after: Run) -> ComparedRuns:
    """What both runs asked; suites that only one of them has are named."""
    earlier, later = ({suite.name: suite for suite in run.suites} for run in (before, after))
    both = [name for name in later if name in earlier]
    in_use = set(tally.of(before).targets)
    targets = [target for target in tally.of(after).targets if target in in_use]
    changes = [change for name in both for change in _changes(earlier[name], later[name], targets)]
    changes.sort(key=lambda change: not change.worse)
    return ComparedRuns(
        [_suite(earlier[name], later[name], targets) for name in both],
        changes[:CASES],
        max(len(changes) - CASES, 0),
        [name for name in earlier if name not in later],
        [name for name in later if name not in earlier],
    )


def _suite(before: SuiteResult, after: SuiteResult, targets: list[str]) -> ComparedSuite:
    compared_targets = [(target, _comparison(before, after, target)) for target in targets]
    measured = [(target, comparison) for target, comparison in compared_targets if comparison is not None]
    on = axis([comparison for _, comparison in measured])
    moved = list(_changes(before, after, targets))
    lines = [
        ComparedTarget(
            target,
            Cell(
                suite=after.name, target=target, state=comparison.verdict, good=comparison.matches,
                cases=comparison.cases, missing=comparison.missing,
                needed=phrases.needed(comparison),
            ),
            WORDS[comparison.verdict],
            interval(comparison, on),
            sum(not change.worse for change in moved if change.target == target),
            sum(change.worse for change in moved if change.target == target),
        )
        for target, comparison in measured
    ]  # fmt: skip
    return ComparedSuite(after.name, on, lines, before.digest != after.digest)


def _comparison(before: SuiteResult, after: SuiteResult, target: str) -> Comparison | None:
    """The later rates held against the earlier ones, case by case, as a candidate is against a baseline."""
    cases = {case.id: case for case in before.cases}
    pairs = [(_rate(cases[case.id], target), _rate(case, target)) for case in after.cases if case.id in cases]
    # Only pairs measured on both sides count, the rest are named as missing.
    rates = [(old, new) for old, new in pairs if old is not None and new is not None]
    if not rates:
        return None
    margin = next((comparison.margin for comparison in after.comparisons), MARGIN)
    confidence = next((comparison.confidence for comparison in after.comparisons), CONFIDENCE)
    old, new = [pair[0] for pair in rates], [pair[1] for pair in rates]
    outcome = noninferiority(old, new, margin, confidence)
    return Comparison(
        candidate=target,
        verdict=outcome.verdict,
        cases=outcome.cases,
        missing=len(pairs) - len(rates),
        matches=sum(new),
        difference=outcome.difference,
        lower=outcome.lower,
        upper=outcome.upper,
        margin=margin,
        confidence=confidence,
        pass_rate=PassRate(sum(old) / len(old), sum(new) / len(new)),
        # Asked in two runs, not twice in one: there is no noise floor to state.
        noise_floor=None,
        cases_needed=outcome.cases_needed,
        groups=outcome.cases,
        gained=sum(after > before for before, after in rates),
        lost=sum(after < before for before, after in rates),
    )


def _rate(case: CaseResult, target: str) -> float | None:
    measured = [answer for answer in case.answers_to(target) if answer.outcome in ("pass", "fail")]
    return sum(_good(answer) for answer in measured) / len(measured) if measured else None


def _good(answer: Answer) -> bool:
    """As good as the baseline's answer of the same run; for the baseline itself, that its checks pass."""
    return answer.outcome == "pass" and (answer.equivalence is None or answer.equivalence.equivalent)


def _changes(before: SuiteResult, after: SuiteResult, targets: list[str]) -> Iterator[OutcomeChange]:
    cases = {case.id: case for case in before.cases}
    for case in after.cases:
        for target in targets:
            if case.id in cases:
                yield from _change(after.name, cases[case.id], case, target)


def _change(suite: str, before: CaseResult, after: CaseResult, target: str) -> Iterator[OutcomeChange]:
    old, new = _worst(before.answers_to(target)), _worst(after.answers_to(target))
    if old is None or new is None or _told(old) == _told(new):
        return
    then, now = cut(_text(old), ANSWER)[0], cut(_text(new), ANSWER)[0]
    yield OutcomeChange(suite, after.id, target, _told(old), _told(new), then, marked(then, now))


def _worst(samples: tuple[Answer, ...]) -> Answer | None:
    ranks = {"error": 0, "fail": 1, "differs": 2, "skip": 3, "pass": 4}
    return min(samples, key=lambda answer: ranks[_told(answer)], default=None)


def _told(answer: Answer) -> str:
    return answer.outcome if answer.outcome != "pass" or _good(answer) else "differs"


def _text(answer: Answer) -> str:
    if answer.response is not None:
        return answer.response.text
    return f"{answer.trouble.kind}: {answer.trouble.message}" if answer.trouble else ""
