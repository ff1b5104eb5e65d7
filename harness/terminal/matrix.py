"""What a run prints last: the matrix, why not, and whether it ports.

Pure functions from a run and a width in cells to lines; only `show_run` prints them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from harness.model.result import Run
from harness.summary.cells import Cell, columns, common_baseline, ratio, rows
from harness.summary.sentence import sentences
from harness.summary.settling import unsettled
from harness.summary.stability import consistency_rows
from harness.summary.totals import remarks, totals_line
from harness.summary.whys import Group, Why, grouped, whys
from harness.terminal._layout import GAP, fit, padded, widest, wrapped
from harness.terminal.screen import Screen
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
PER_PAIR = 3
"""Rows for one suite and target before the rest is only counted."""
LEAST_WHY, GOOD_WHY = 24, 40
"""Cells below which a why gets lines of its own, and those it should have."""
ROWS = 20
"""Rows of a list before the rest is only counted."""


def summary(run: Run, width: int, *, most: int = ROWS) -> list[Text]:
    """Everything: matrix, why not, what could not be measured, remarks, the sentence and the totals."""
    blocks = [matrix(run, width), *why_not(run, width, most=most), inconclusive(run, width, most=most)]
    blocks += [remark_lines(run, width), conclusion(run, width)]
    return _joined([block for block in blocks if block])


def show_run(run: Run, screen: Screen) -> None:
    """Print the summary; if the user asked for more, every row of it and how samples agree."""
    if screen.verbose:
        screen.say(*samples(run, screen.width))
    screen.say(*summary(run, screen.width, most=sys.maxsize if screen.verbose else ROWS))


def matrix(run: Run, width: int) -> list[Text]:
    """Suites x targets if that fits the width, else a row for each suite and target."""
    wide = list(_wide(run))
    fits = max((line.cell_len for line in wide), default=0) <= width
    return [*(wide if fits else _narrow(run, width)), *_legend(run, width)]


def why_not(run: Run, width: int, *, most: int = ROWS) -> list[list[Text]]:
    """The cases that fail or differ, and those that could not be measured: a list each, if there are any."""
    found = whys(run)
    lists = (
        ("why not", [why for why in found if why.measured], "red"),
        ("could not be measured", [why for why in found if not why.measured], "magenta"),
    )
    return [
        _listing(title, _fitting(those, most), width, most=most, style=style) for title, those, style in lists if those
    ]


def _fitting(found: Sequence[Why], most: int) -> list[Group]:
    """Fewer rows for each suite and target where there are many of these, so that each has its say."""
    if most == sys.maxsize:
        return grouped(found, most=most)
    tries = (grouped(found, most=rows) for rows in range(PER_PAIR, 0, -1))
    return next((groups for groups in tries if len(groups) <= most), None) or grouped(found, most=1)


def inconclusive(run: Run, width: int, *, most: int = ROWS) -> list[Text]:
    """What would settle each inconclusive comparison, and the drop that would have been seen."""
    found = list(unsettled(run))
    lines = [Text("inconclusive", style="bold yellow")] * bool(found)
    for one in found[:most]:
        lines += _about(one.suite, one.candidate, "; ".join([*one.reasons, one.text]), width)
    if len(found) > most:
        lines += map(Text, _hanging("  ", f"… {len(found) - most} more; -v shows them", width))
    return lines


def samples(run: Run, width: int) -> list[Text]:
    """How the samples of a case agree on passing its checks, a line for each suite and target asked several times."""
    found = list(consistency_rows(run))
    lines = [Text("samples", style="bold")] * bool(found)
    for suite, target, words in found:
        lines += _about(suite, target, words, width)
    return [*lines, Text()] if lines else []


def remark_lines(run: Run, width: int) -> list[Text]:
    """What a reader should know besides, one a line."""
    return [Text(line, style="italic") for said in remarks(run) for line in _hanging("note: ", said, width)]


def conclusion(run: Run, width: int) -> list[Text]:
    """The sentence that answers "does it port?", then totals and cost."""
    said = [Text(line, style="bold") for sentence in sentences(run) for line in wrapped(sentence, width)]
    return [*said, *(Text(line, style="dim") for line in wrapped(totals_line(run), width))]


def _legend(run: Run, width: int) -> list[Text]:
    """What the figures mean, as far as they are in use."""
    cells = [cell for _, those in rows(run) for cell in those if cell.state not in ("baseline", "absent")]
    measured = next((cell for cell in cells if cell.cases), None)
    meanings = []
    if measured is not None:
        meanings.append(f"{ratio(measured.good, measured.cases)}: cases answered as well as by the baseline")
    needed = next((cell.needed for cell in cells if cell.needed is not None), None)
    if needed is not None:
        meanings.append(f"(+{needed}): further cases that should settle it")
    if any(cell.missing for cell in cells):
        meanings.append("missing: cases that could not be measured")
    return [Text(line, style="dim") for line in wrapped("; ".join(meanings), width) if line]


def _wide(run: Run) -> Iterator[Text]:
    targets, shared = columns(run), common_baseline(run)
    table = [(fit(one_line(suite.name), NAME), cells) for suite, cells in rows(run)]
    if not table:
        return
    first = widest([name for name, _ in table])
    parts = [
        _column(target, [cells[number] for _, cells in table], target == shared)
        for number, target in enumerate(targets)
    ]
    yield _row(Text(" " * first), [heading for heading, _ in parts])
    for number, (name, _) in enumerate(table):
        yield _row(padded(name, first), [lines[number] for _, lines in parts])


def _column(target: str, cells: Sequence[Cell], shared: bool) -> tuple[Text, list[Text]]:  # noqa: FBT001
    """A target's heading and its cells, all of one width; a baseline of all needs no verdict words."""
    name = fit(one_line(target), NAME)
    words = 0 if shared else widest([cell.words for cell in cells])
    lines = [
        Text.assemble(
            padded("" if shared else cell.words, words, STYLES[cell.state]), " " * GAP * (words > 0), cell.count
        )
        for cell in cells
    ]
    heading = Text.assemble((name, "bold"), ("  baseline", "dim") if shared else "")
    width = max(heading.cell_len, *(line.cell_len for line in lines))
    return _filled(heading, width), [_filled(line, width) for line in lines]


def _cell(verdict: str, words: int, cell: Cell) -> Text:
    return Text.assemble(padded(verdict, words, STYLES[cell.state]), " " * GAP * (words > 0), cell.count)


def _filled(text: Text, width: int) -> Text:
    return Text.assemble(text, " " * (width - text.cell_len))


def _row(first: Text, cells: Sequence[Text]) -> Text:
    line = Text.assemble(first, *(part for cell in cells for part in (" " * (GAP + 1), cell)))
    line.rstrip()
    return line


def _narrow(run: Run, width: int) -> Iterator[Text]:
    for suite, cells in rows(run):
        yield from (Text(line, style="bold") for line in wrapped(one_line(suite.name), width))
        shown = [cell for cell in cells if cell.state != "absent"]
        names = widest([fit(one_line(cell.target), NAME) for cell in shown])
        words = widest([cell.words for cell in shown])
        for cell in shown:
            yield from _narrow_cell(cell, names, words, width)


def _narrow_cell(cell: Cell, names: int, words: int, width: int) -> Iterator[Text]:
    name = fit(one_line(cell.target), NAME)
    verdict, style = cell.words, STYLES[cell.state]
    line = Text.assemble("  ", padded(name, names), " " * GAP, padded(verdict, words, style), " " * GAP, cell.count)
    if line.cell_len <= width:
        yield line
        return
    yield from (Text(f"  {part}") for part in wrapped(name, width - 2))
    yield from (Text(f"    {part}", style=style) for part in wrapped(f"{verdict} {cell.count}", width - 4))


def _listing(title: str, groups: Sequence[Group], width: int, *, most: int, style: str) -> list[Text]:
    lines = [Text(line, style=f"bold {style}") for line in wrapped(title, width)]
    shown = groups[:most]
    texts = [(one_line(group.suite), one_line(group.label), one_line(group.target), group.text) for group in shown]
    widths = [widest([row[number] for row in texts]) for number in range(3)]
    limits, left = _limits(widths, width)
    for row in texts:
        lines += _columns(row, limits, left) if left >= LEAST_WHY else _stacked(row, width)
    rest = groups[most:]
    if rest:
        cases = sum(group.size for group in rest)
        said = f"… {cases} more cases in {len(rest)} more rows; -v or -o report.html shows them"
        lines += [Text(line) for line in _hanging("  ", said, width)]
    return lines


def _limits(widths: Sequence[int], width: int) -> tuple[list[int], int]:
    """Cells for suite, case and target, and what is left for the why: generous if that leaves enough."""
    for caps in ((24, 36, 32), (24, 30, 20), (20, 24, 16)):
        limits = [min(wanted, cap) for wanted, cap in zip(widths, caps, strict=True)]
        left = width - sum(limits) - 2 - 3 * GAP
        if left >= GOOD_WHY:
            break
    return limits, left


def _columns(row: tuple[str, str, str, str], limits: Sequence[int], left: int) -> Iterator[Text]:
    *heads, why = row
    fitted = [fit(text, limit) for text, limit in zip(heads, limits, strict=True)]
    head = "  " + "".join(padded(text, limit + GAP).plain for text, limit in zip(fitted, limits, strict=True))
    for number, part in enumerate(wrapped(why, left)):
        yield Text((head if not number else " " * widest([head])) + part)


def _stacked(row: tuple[str, str, str, str], width: int) -> Iterator[Text]:
    suite, label, target, why = row
    yield from (Text(line) for line in _hanging("  ", f"{suite} · {label} · {target}", width))
    yield from (Text(line) for line in _hanging("    ", why, width))


def _about(suite: str, target: str, words: str, width: int) -> Iterator[Text]:
    """Of one suite and target, below their names where there is no room beside them."""
    head = f"  {fit(one_line(suite), NAME)} · {fit(one_line(target), NAME)}: "
    if width - cell_len(head) >= LEAST_WHY:
        yield from map(Text, _hanging(head, words, width))
        return
    yield from map(Text, _hanging("  ", head.strip(), width))
    yield from map(Text, _hanging("    ", words, width))


def _hanging(head: str, text: str, width: int) -> Iterator[str]:
    for number, part in enumerate(wrapped(text, width - cell_len(head))):
        yield (head if not number else " " * cell_len(head)) + part


def _joined(blocks: Sequence[Sequence[Text]]) -> list[Text]:
    """The blocks with an empty line between two of them."""
    lines: list[Text] = []
    for block in blocks:
        lines += [Text(), *block] if lines else block
    return lines
