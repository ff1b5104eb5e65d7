"""All that a page shows of one suite."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.model.comparison import Comparison
from harness.model.result import Answer, CaseResult, SuiteResult
from harness.model.summary import Cell, NextStep, SuiteSummary, Takeover, Why
from harness.pages import distribution, kinds
from harness.pages.distribution import Chart
from harness.pages.interval import Axis, Interval, axis, interval
from harness.summary.difference import Stretch, marked
from harness.summary.whys import Group, grouped
from harness.visible import cut

BAR = 120
"""Pixels of the bar that shows a share."""
WHY = 120
"""Characters of the reason shown beside a folded case."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as it is shown; `left` characters of it are not."""

    answer: Answer
    pieces: list[Stretch]
    left: int


@dataclass(frozen=True, slots=True)
class Column:
    """The samples of one target for one case. `number` is the target's on the whole page."""

    number: int
    target: str
    excerpts: list[ShownAnswer]
    why: Why | None

    @property
    def state(self) -> str:
        if self.why is None:
            return "good"
        return "bad" if self.why.measured else "missing"


@dataclass(frozen=True, slots=True)
class CaseRow:
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
class VerdictBar:
    """`share` of the cases came out as well as the baseline's; `floor` is the noise floor; both in pixels of a bar."""

    comparison: Comparison
    cell: Cell
    interval: Interval | None
    share: float | None
    floor: float | None
    evidence: tuple[str, ...]
    step: NextStep | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    suite: SuiteResult
    cells: tuple[Cell, ...]
    verdicts: list[VerdictBar]
    axis: Axis
    floor: float | None
    """How often the baseline agrees with itself; None where it was asked once."""
    groups: list[Group]
    charts: list[Chart]
    replayed: bool
    """Whether every time and cost is that of a recording."""
    rows: list[CaseRow]
    """Cases that stand in the page as they are shown."""
    total: int

    @property
    def packed(self) -> int:
        """Cases that stand in the page packed."""
        return self.total - len(self.rows)


class SuiteSurvey:
    """What a page has to know of all cases of a suite, gone through once: those of a long run lie on disk.

    `first` are the cases to stand in the page as they are shown, those that did not come out well in front.
    """

    def __init__(self, suite: SuiteResult, targets: tuple[str, ...], most: int) -> None:
        self.suite = suite
        self.kinds: Counter[str] = Counter()
        """Cases by what is wrong with them."""
        self.answers = 0
        self.repeated, self.replayed = False, True
        self._latencies, self._firsts, self._thousands = ({target: array("d") for target in targets} for _ in range(3))
        bad: list[CaseResult] = []
        good: list[CaseResult] = []
        for case in suite.cases:
            problems = list(kinds.bad(case, targets))
            self.kinds.update(dict.fromkeys(kind for problem in problems for kind in problem.kinds).keys())
            alike = bad if problems else good
            if len(alike) < most:
                alike.append(case)
            self.repeated = self.repeated or len(case.answers_to(suite.baseline)) > 1
            for answer in case.answers:
                response, name = answer.response, answer.target
                self.answers += 1
                self.replayed = self.replayed and answer.source == "recorded"
                if response is not None and response.latency_s is not None:
                    self._latencies[name].append(response.latency_s)
                if response is not None and response.ttft_s is not None:
                    self._firsts[name].append(response.ttft_s)
                if answer.cost_usd is not None:
                    self._thousands[name].append(1000 * answer.cost_usd)
        self.first = [*bad, *good][:most]

    def charts(self) -> Iterator[Chart]:
        charts = (
            distribution.chart("Latency", self._latencies, distribution.seconds),
            distribution.chart("Time to the first token", self._firsts, distribution.seconds),
            distribution.chart("Cost of 1,000 answers", self._thousands, distribution.money),
        )
        return (chart for chart in charts if chart is not None)


def section(
    suite: SuiteSummary, survey: SuiteSurvey, targets: tuple[str, ...], numbers: Mapping[str, int], limit: int
) -> Section:
    """`numbers` are the filter's kinds, `limit` bounds the characters shown of an answer."""
    result = suite.result
    shared = axis(result.comparisons)
    by_target = {cell.target: cell for cell in suite.cells}
    verdicts = [
        _verdict(takeover, by_target[candidate], shared, suite.next_steps.get(candidate), repeated=survey.repeated)
        for candidate, takeover in suite.takeovers.items()
    ]
    return Section(
        suite=result,
        cells=suite.cells,
        verdicts=verdicts,
        axis=shared,
        floor=next((verdict.comparison.noise_floor for verdict in verdicts if verdict.floor is not None), None),
        groups=grouped(suite.blamed, most=8),
        charts=list(survey.charts()),
        replayed=survey.replayed,
        rows=[row(suite, case, targets, numbers, limit) for case in survey.first],
        total=len(result.cases),
    )


def _verdict(takeover: Takeover, cell: Cell, shared: Axis, step: NextStep | None, *, repeated: bool) -> VerdictBar:
    comparison = takeover.comparison
    share = round(BAR * min(comparison.matches / comparison.cases, 1.0), 1) if comparison.cases else None
    floor = round(BAR * comparison.noise_floor, 1) if repeated and comparison.noise_floor is not None else None
    return VerdictBar(comparison, cell, interval(comparison, shared), share, floor, takeover.evidence, step)


def row(
    suite: SuiteSummary, case: CaseResult, targets: tuple[str, ...], numbers: Mapping[str, int], limit: int
) -> CaseRow:
    """A case as it is shown; `numbers` are the filter's kinds, `limit` bounds each answer."""
    baseline = suite.result.baseline
    columns = [
        Column(
            number,
            target,
            [_excerpt(answer, _beside(case, answer, baseline), limit) for answer in case.answers_to(target)],
            suite.whys.get((case.id, target)),
        )
        for number, target in enumerate(targets)
    ]
    unstable = tuple(targets.index(target) for target in kinds.unstable(case, targets))
    tokens = kinds.tokens(list(kinds.bad(case, targets)), targets, numbers)
    return CaseRow(case, [column for column in columns if column.excerpts], tokens, unstable)


def _beside(case: CaseResult, answer: Answer, baseline: str) -> str:
    """What the baseline said, in the sample that a candidate's answer was compared with."""
    ours = case.held_against(answer, baseline) if answer.target != baseline else None
    return ours.response.text if ours is not None and ours.response is not None else ""


def _excerpt(answer: Answer, baseline: str, limit: int) -> ShownAnswer:
    text = answer.response.text if answer.response else answer.trouble.partial if answer.trouble else ""
    text, left = cut(text, limit)
    if left or not baseline:
        return ShownAnswer(answer, [Stretch("same", text)], left)
    # The baseline is cut where the answer could be, or the end of a long one would look left out.
    return ShownAnswer(answer, marked(cut(baseline, limit)[0], text), left)
