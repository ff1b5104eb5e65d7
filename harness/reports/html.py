"""One self-contained page: the sentence, the matrix, readiness, then every case with its answers side by side.

It holds no script and loads nothing; whatever models, vendors or suites say stands in it as text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.model.result import Answer, CaseResult, Comparison, Run, SuiteResult
from harness.reports._difference import Piece, pieces
from harness.reports._interval import Interval, interval
from harness.summary import phrases
from harness.summary.cells import Cell, answers_to, columns, common_baseline, rows
from harness.summary.sentence import sentences
from harness.summary.totals import remarks, totals_line
from harness.summary.whys import Group, Why, grouped, of_case, of_suite
from harness.visible import cut, visible

if TYPE_CHECKING:
    from jinja2 import Template

SUFFIX = ".html"
ANSWER = 8_000
"""Characters shown of one answer."""
CASES = 500
"""Cases of a suite shown with their answers, those that did not come out well first."""
ACROSS = 5
"""Targets that fit side by side; more stand below each other."""
MARKS = {"baseline": "", "ports": "✓", "does-not-port": "✗", "inconclusive": "?", "absent": ""}


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer as it is shown; `left` characters of it are not."""

    answer: Answer
    why: Why | None
    pieces: list[Piece]
    left: int

    @property
    def state(self) -> str:
        if self.why is None:
            return "good"
        return "bad" if self.why.measured else "missing"


@dataclass(frozen=True, slots=True)
class _Row:
    """One case: a column for each target."""

    case: CaseResult
    columns: list[list[_Said]]

    @property
    def good(self) -> bool:
        return all(said.state == "good" for column in self.columns for said in column)


@dataclass(frozen=True, slots=True)
class _Verdict:
    comparison: Comparison
    cell: Cell
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class _Section:
    """All about one suite."""

    suite: SuiteResult
    cells: tuple[Cell, ...]
    verdicts: list[_Verdict]
    groups: list[Group]
    rows: list[_Row]
    repeated: bool
    left: int


def render(run: Run) -> Iterator[str]:
    style = (Path(__file__).parent / "_page.css").read_text(encoding="utf-8")
    yield from _template().generate(
        run=run,
        style=style,
        # The page's own style is allowed by its hash: nothing that gets into the page can add one.
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        sentences=sentences(run),
        remarks=remarks(run),
        totals=totals_line(run),
        columns=columns(run),
        shared=common_baseline(run),
        sections=[_section(suite, cells) for suite, cells in rows(run)],
        transposed=len(columns(run)) > max(ACROSS, len(run.suites)),
        marks=MARKS,
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    page = Environment(autoescape=True, undefined=StrictUndefined, finalize=_seen, trim_blocks=True, lstrip_blocks=True)
    page.filters |= {"percent": phrases.percent, "money": phrases.money, "call": phrases.tool_call}
    return page.from_string((Path(__file__).parent / "_page.html.j2").read_text(encoding="utf-8"))


def _seen(value: Any) -> Any:
    """Everything put into the page is visible; the template's own marks are plain already."""
    return visible(value) if type(value) is str else value


def _section(suite: SuiteResult, cells: tuple[Cell, ...]) -> _Section:
    by_target = {cell.target: cell for cell in cells}
    shown = [_row(suite, case, cells) for case in suite.cases]
    shown.sort(key=lambda row: row.good)
    return _Section(
        suite,
        cells,
        [_Verdict(one, by_target[one.candidate], interval(one)) for one in suite.comparisons],
        grouped(of_suite(suite), most=8),
        shown[:CASES],
        any(len(answers_to(case, suite.baseline)) > 1 for case in suite.cases),
        max(len(shown) - CASES, 0),
    )


def _row(suite: SuiteResult, case: CaseResult, cells: tuple[Cell, ...]) -> _Row:
    first = next((one.response.text for one in answers_to(case, suite.baseline) if one.response), "")
    return _Row(case, [_column(suite, case, cell.target, first) for cell in cells])


def _column(suite: SuiteResult, case: CaseResult, target: str, baseline: str) -> list[_Said]:
    why = of_case(suite, case, target)
    return [_said(answer, why, baseline if target != suite.baseline else "") for answer in answers_to(case, target)]


def _said(answer: Answer, why: Why | None, baseline: str) -> _Said:
    text = answer.response.text if answer.response else answer.trouble.partial if answer.trouble else ""
    shown, left = cut(text, ANSWER)
    # Cut a little later than the answer, or the end of a long baseline would look left out.
    return _Said(answer, why, pieces(cut(baseline, ANSWER)[0], shown) if not left else [Piece("same", shown)], left)
