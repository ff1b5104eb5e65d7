"""One row an answer, for spreadsheets.

A text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

from harness.model.result import Answer, CaseResult, SuiteResult
from harness.model.summary import Summary
from harness.summary import phrases, whys
from harness.visible import visible

SUFFIX = ".csv"
COLUMNS = (
    "suite", "case", "target", "sample", "outcome", "equivalent", "similarity", "differences", "failed_checks", "text",
    "tool_calls", "stop_reason", "error_kind", "error_message", "latency_s", "ttft_s", "input_tokens", "output_tokens",
    "cost_usd", "served_model", "source", "origin",
)  # fmt: skip
# What begins a formula in one spreadsheet or another, white space and full-width forms included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n]|'")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_Cell = str | int | float | None


def render(summary: Summary) -> Iterator[str]:
    yield _line(COLUMNS)
    for suite in summary.run.suites:
        for case in suite.cases:
            for answer in case.answers:
                yield _line(_cells(suite, case, answer))


def guarded(text: str) -> str:
    """Visible text that no spreadsheet computes."""
    text = visible(text)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _cells(suite: SuiteResult, case: CaseResult, answer: Answer) -> tuple[_Cell, ...]:
    response, trouble, equivalence = answer.response, answer.trouble, answer.equivalence
    usage = response.usage if response else None
    return (
        suite.name,
        case.id,
        answer.target,
        answer.sample,
        answer.outcome,
        None if equivalence is None else str(equivalence.equivalent).lower(),
        None if equivalence is None else equivalence.score,
        "; ".join(whys.difference(reason) for reason in equivalence.reasons) if equivalence else None,
        "; ".join(whys.failed_check(check) for check in answer.checks if check.outcome == "fail"),
        response.text if response else trouble.partial if trouble else "",
        "; ".join(phrases.tool_call(call) for call in response.tool_calls) if response else "",
        response.stop_reason if response else None,
        trouble.kind if trouble else None,
        trouble.message if trouble else None,
        response.latency_s if response else None,
        response.ttft_s if response else None,
        usage.input_tokens if usage else None,
        usage.output_tokens if usage else None,
        answer.cost_usd,
        response.served_model if response else None,
        answer.source,
        answer.origin,
    )


def _line(cells: tuple[_Cell, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow([_written(cell) for cell in cells])
    return line.getvalue()


def _written(cell: _Cell) -> _Cell:
    if isinstance(cell, str):
        return guarded(cell)
    return cell if cell is None or math.isfinite(cell) else None
