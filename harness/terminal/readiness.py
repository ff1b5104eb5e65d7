"""The matrix of suites and failure domains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from harness.model.result import Run
from harness.summary.readiness import SCORING, Cell, Loss, conclusion, losses, remedies
from harness.terminal._layout import GAP, fit, padded, widest, wrapped
from harness.terminal.screen import Screen
from harness.visible import one_line

STYLES = {"served": "green", "unproven": "yellow", "down": "bold red"}
NAME = 32
"""Cells a suite's or domain's name may take."""


def show_readiness(run: Run, screen: Screen, scoring_needs: Sequence[str] = ()) -> None:
    screen.say(*readiness_lines(run, screen.width, scoring_needs))


def readiness_lines(run: Run, width: int, scoring_needs: Sequence[str] = ()) -> list[Text]:
    """The matrix, what would make it green, and the one sentence."""
    found = losses(run, scoring_needs)
    lines = list(_table(run, found)) if found else []
    if max((line.cell_len for line in lines), default=0) > width:
        lines = list(_stacked(run, found, width))
    fixes = [part for fix in remedies(run, found) for part in _hanging(fix, width)]
    if fixes:
        lines += [Text(), Text("what would make it green", style="bold"), *map(Text, fixes)]
    return [
        *lines,
        *([Text()] if lines else []),
        *(Text(part, style="bold") for part in wrapped(conclusion(run), width)),
    ]


def _table(run: Run, found: Sequence[Loss]) -> Iterator[Text]:
    """Domains are columns, single points of failure leftmost."""
    names = [_name(run, number) for number in range(len(run.suites))]
    scoring = any(not loss.scoring for loss in found)
    first = widest([*names, SCORING] if scoring else names)
    widths = [widest([_heading(loss), *(cell.words for cell in loss.cells)]) for loss in found]
    heads = [
        padded(_heading(loss), width, "bold red" if loss.single_point else "bold")
        for loss, width in _with(found, widths)
    ]
    yield _row(Text(" " * first), heads)
    for number, name in enumerate(names):
        yield _row(padded(name, first), [_text(loss.cells[number], width) for loss, width in _with(found, widths)])
    if scoring:
        yield _row(padded(SCORING, first), [_text(_scoring(loss), width) for loss, width in _with(found, widths)])


def _with(found: Sequence[Loss], widths: Sequence[int]) -> Iterator[tuple[Loss, int]]:
    return zip(found, widths, strict=True)


def _stacked(run: Run, found: Sequence[Loss], width: int) -> Iterator[Text]:
    """A block for each domain whose loss is felt, and one line for all others."""
    felt = [loss for loss in found if loss.single_point or not loss.scoring]
    for loss in felt:
        title = f"without {one_line(loss.domain)}" + (": single point of failure" if loss.single_point else "")
        yield from (Text(part, style="bold red" if loss.single_point else "bold") for part in wrapped(title, width))
        yield from _block(run, loss, width)
    others = ", ".join(one_line(loss.domain) for loss in found if loss not in felt)
    if others:
        yield from (Text(part, style="green") for part in wrapped(f"every workflow survives without: {others}", width))


def _block(run: Run, loss: Loss, width: int) -> Iterator[Text]:
    cells = [(_name(run, number), cell) for number, cell in enumerate(loss.cells)]
    if not loss.scoring:
        cells.append((SCORING, _scoring(loss)))
    first = widest([name for name, _ in cells])
    for name, cell in cells:
        line = Text.assemble("  ", padded(name, first), " " * GAP, (cell.words, STYLES[cell.state]))
        if line.cell_len <= width:
            yield line
        else:
            yield from (Text(f"  {part}") for part in wrapped(f"{name} {cell.words}", width - 2))


def _heading(loss: Loss) -> str:
    return fit(one_line(loss.domain), NAME)


def _name(run: Run, number: int) -> str:
    suite = run.suites[number]
    return fit(one_line(suite.name), NAME) + (" *" if suite.critical else "")


def _scoring(loss: Loss) -> Cell:
    return Cell("served", "works") if loss.scoring else Cell("down", "down")


def _text(cell: Cell, width: int) -> Text:
    return padded(cell.words, width, STYLES[cell.state])


def _row(first: Text, cells: Sequence[Text]) -> Text:
    line = Text.assemble(first, *(part for cell in cells for part in (" " * (GAP + 1), cell)))
    line.rstrip()
    return line


def _hanging(text: str, width: int) -> list[str]:
    return [("  " if number == 0 else "    ") + part for number, part in enumerate(wrapped(text, width - 4))]
