"""The matrix of suites x targets, and what its figures mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from harness.model.summary import MARKS, WORDS, Cell, CellState, Summary
from harness.terminal._layout import GAP, fit, padded, table, widest, wrapped
from harness.visible import one_line

STYLES = {
    "baseline": "dim",
    "ports": "green",
    "does-not-port": "bold red",
    "inconclusive": "yellow",
    "absent": "dim",
}
NAME = 32
"""Cells a suite's or target's name may take."""


def matrix(summary: Summary, width: int) -> list[Text]:
    """Suites x targets if that fits the width, with marks if words do not fit, else a row for each suite and target."""
    for words in (WORDS, MARKS):
        lines = _wide(summary, words)
        if widest(line.plain for line in lines) <= width:
            return [*lines, *_legend(summary, width, words)]
    return [*_narrow(summary, width), *_legend(summary, width, WORDS)]


def _wide(summary: Summary, words: Mapping[CellState, str]) -> list[Text]:
    if not summary.suites:
        return []
    names = ["", *(_name(suite.result.name) for suite in summary.suites)]
    columns = [
        _column(target, [suite.cells[number] for suite in summary.suites], words, shared=target == summary.baseline)
        for number, target in enumerate(summary.targets)
    ]
    return table(zip(names, *columns, strict=True), gap=GAP + 1)


def _column(target: str, cells: Sequence[Cell], words: Mapping[CellState, str], *, shared: bool) -> list[Text]:
    """A target's heading and its cells; a baseline of all suites needs no verdict words."""
    heading = Text.assemble((_name(target), "bold"), ("  baseline", "dim") if shared else "")
    if shared:
        return [heading, *(Text(cell.count) for cell in cells)]
    # Verdict and count are columns of their own under one heading, which no table of rich's can have.
    room, gap = widest(words[cell.state] for cell in cells), " " * (GAP if words is WORDS else 1)
    return [
        heading,
        *(Text.assemble(padded(words[cell.state], room, STYLES[cell.state]), gap, cell.count) for cell in cells),
    ]


def _narrow(summary: Summary, width: int) -> Iterator[Text]:
    for suite in summary.suites:
        yield from (Text(line, style="bold") for line in wrapped(one_line(suite.result.name), width))
        cells = [cell for cell in suite.cells if cell.state != "absent"]
        rows = table(
            (Text(f"  {_name(cell.target)}"), Text(cell.words, style=STYLES[cell.state]), cell.count) for cell in cells
        )
        for cell, row in zip(cells, rows, strict=True):
            if row.cell_len <= width:
                yield row
                continue
            yield from (Text(f"  {part}") for part in wrapped(_name(cell.target), width - 2))
            verdict = wrapped(f"{cell.words} {cell.count}", width - 4)
            yield from (Text(f"    {part}", style=STYLES[cell.state]) for part in verdict)


def _name(name: str) -> str:
    return fit(one_line(name), NAME)


def _legend(summary: Summary, width: int, words: Mapping[CellState, str]) -> list[Text]:
    """What marks and figures mean, as far as they are in use."""
    cells = [cell for suite in summary.suites for cell in suite.cells if cell.state not in ("baseline", "absent")]
    meanings = []
    if words is MARKS:
        meanings.append(", ".join(f"{MARKS[state]} {WORDS[state]}" for state in dict.fromkeys(c.state for c in cells)))
    measured = next((cell for cell in cells if cell.cases), None)
    if measured is not None:
        meanings.append(f"{measured.share}: cases answered as well as by the baseline")
    needed = dict.fromkeys(cell.needed for cell in cells if cell.needed)
    toward = next((words for words in needed if not words.endswith("against")), "")
    against = next((words for words in needed if words.endswith("against")), "")
    if toward:
        more = "more answers to each case" if "samples" in toward else "further cases"
        more = "further groups of cases" if "group" in toward else more
        meanings.append(f"({toward}): {more} that should prove it")
    if against:
        meanings.append(f"({against}): that should disprove it")
    if held_up := next((cell.held_up for cell in cells if cell.held_up), ""):
        meanings.append(f"({held_up}): what forbids a verdict, whatever the figures say")
    if any(cell.missing for cell in cells):
        meanings.append("missing: cases that could not be measured")
    return [Text(line, style="dim") for line in wrapped("; ".join(meanings), width) if line]
