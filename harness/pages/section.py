"""All that a page shows of one suite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from harness.model.result import Answer, CaseResult, Comparison, SuiteResult
from harness.pages import distribution, kinds
from harness.pages.difference import Piece, marked
from harness.pages.distribution import Chart
from harness.pages.interval import Axis, Interval, axis, interval
from harness.summary.cells import Cell, answers_to
from harness.summary.whys import Group, Why, grouped, of_case, of_suite
from harness.visible import cut

BAR = 120
"""Pixels of the bar that shows a share."""
WHY = 120
"""Characters of the reason shown beside a folded case."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is shown; `left` characters of it are not."""

    answer: Answer
    pieces: list[Piece]
    left: int


@dataclass(frozen=True, slots=True)
class Column:
    """The samples of one target for one case. `number` is the target's on the whole page."""

    number: int
    target: str
    said: list[Said]
    why: Why | None

    @property
    def state(self) -> str:
        if self.why is None:
            return "good"
        return "bad" if self.why.measured else "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One case: a column for each target. `tokens` are what the filter goes by."""

    case: CaseResult
    columns: list[Column]
    tokens: str
    unstable: tuple[int, ...]

    @property
    def good(self) -> bool:
        return all(column.state == "good" for column in self.columns)

    @property
    def missing(self) -> bool:
        return any(column.state == "missing" for column in self.columns)

    @property
    def why(self) -> Why | None:
        """The first reason, shown while the case is folded."""
        return next((column.why for column in self.columns if column.why), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`share` of the cases came out as well as the baseline's; `floor` is the noise floor; both in pixels of a bar."""

    comparison: Comparison
    cell: Cell
    interval: Interval | None
    share: float | None
    floor: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    suite: SuiteResult
    cells: tuple[Cell, ...]
    verdicts: list[Verdict]
    axis: Axis
    floor: float | None
    """How often the baseline agrees with itself; None where it was asked once."""
    groups: list[Group]
    charts: list[Chart]
    replayed: bool
    """Whether every time and cost is that of a recording."""
    rows: list[Row]
    left: int
    """Cases that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a suite a page shows: cases, and characters of an answer."""

    cases: int
    answer: int


def section(suite: SuiteResult, cells: tuple[Cell, ...], numbers: Mapping[str, int], limits: Limits) -> Section:
    """`numbers` are the filter's kinds. Cases that did not come out well are shown first."""
    targets = tuple(cell.target for cell in cells)
    ranked = sorted(suite.cases, key=lambda case: not any(True for _ in kinds.bad(case, targets)))
    repeated = any(len(answers_to(case, suite.baseline)) > 1 for case in suite.cases)
    on = axis(suite.comparisons)
    by_target = {cell.target: cell for cell in cells}
    verdicts = [_verdict(one, by_target[one.candidate], on, repeated=repeated) for one in suite.comparisons]
    return Section(
        suite=suite,
        cells=cells,
        verdicts=verdicts,
        axis=on,
        floor=next((one.comparison.noise_floor for one in verdicts if one.floor is not None), None),
        groups=grouped(of_suite(suite), most=8),
        charts=list(_charts(suite, targets)),
        replayed=all(answer.source == "recorded" for case in suite.cases for answer in case.answers),
        rows=[row(suite, case, targets, numbers, limits.answer) for case in ranked[: limits.cases]],
        left=max(len(ranked) - limits.cases, 0),
    )


def _verdict(one: Comparison, cell: Cell, on: Axis, *, repeated: bool) -> Verdict:
    share = round(BAR * min(one.matches / one.cases, 1.0), 1) if one.cases else None
    floor = round(BAR * one.noise_floor, 1) if repeated and one.noise_floor is not None else None
    return Verdict(one, cell, interval(one, on), share, floor)


def row(suite: SuiteResult, case: CaseResult, targets: tuple[str, ...], numbers: Mapping[str, int], limit: int) -> Row:
    """A case as it is shown; `numbers` are the filter's kinds, `limit` bounds each answer."""
    first = next((one.response.text for one in answers_to(case, suite.baseline) if one.response), "")
    found = list(kinds.bad(case, targets))
    columns = [
        Column(
            number,
            target,
            [_said(answer, first if target != suite.baseline else "", limit) for answer in answers_to(case, target)],
            of_case(suite, case, target),
        )
        for number, target in enumerate(targets)
    ]
    unstable = tuple(targets.index(target) for target in kinds.unstable(case, targets))
    return Row(case, [one for one in columns if one.said], kinds.tokens(found, targets, numbers), unstable)


def _said(answer: Answer, baseline: str, limit: int) -> Said:
    text = answer.response.text if answer.response else answer.trouble.partial if answer.trouble else ""
    shown, left = cut(text, limit)
    if left or not baseline:
        return Said(answer, [Piece("same", shown)], left)
    # The baseline is cut where the answer could be, or the end of a long one would look left out.
    return Said(answer, marked(cut(baseline, limit)[0], shown), left)


def _charts(suite: SuiteResult, targets: tuple[str, ...]) -> Iterator[Chart]:
    answers = {target: [one for case in suite.cases for one in answers_to(case, target)] for target in targets}
    had = {target: [one.response for one in those if one.response] for target, those in answers.items()}
    found = (
        distribution.chart(
            "Latency",
            {name: _known(one.latency_s for one in those) for name, those in had.items()},
            distribution.seconds,
        ),
        distribution.chart(
            "Time to the first token",
            {name: _known(one.ttft_s for one in those) for name, those in had.items()},
            distribution.seconds,
        ),
        distribution.chart(
            "Cost of 1,000 answers",
            {name: [1000 * cost for cost in _known(one.cost_usd for one in those)] for name, those in answers.items()},
            distribution.money,
        ),
    )
    return (chart for chart in found if chart is not None)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
