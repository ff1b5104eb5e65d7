"""What a run prints last: the matrix, why not, and whether it ports.

One screen unless the user asked for more. Pure functions from a summary and a width in cells to lines; only `show_run`
prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from harness.model.summary import Summary, Why
from harness.summary import phrases
from harness.summary.whys import Group, grouped
from harness.terminal import costs, in_full
from harness.terminal._layout import GAP, fit, fit_sides, hanging, padded, widest, wrapped
from harness.terminal.matrix import NAME, matrix
from harness.terminal.screen import Screen
from harness.visible import one_line

SCREEN = 25
"""Lines that a small terminal shows at once."""
LEAST_ROWS = 5
"""Lines of a list, its title among them, that are shown however little room there is."""
NOTES = 3
"""Remarks shown before the rest is only counted."""
SHORT = 120
"""Characters up to which a remark is shown whole, however narrow the screen."""
LEAST_WHY, GOOD_WHY = 24, 40
"""Cells below which a why gets lines of its own, and those it should have."""


def show_run(summary: Summary, screen: Screen) -> None:
    """Print the summary; if the user asked for more, every row of it and how samples agree."""
    screen.say(*lines(summary, screen.width, verbose=screen.verbose))


def lines(summary: Summary, width: int, *, verbose: bool = False) -> list[Text]:
    """Matrix, why not, what could not be measured, what would settle it, remarks, costs, the sentences, the totals."""
    if summary.missing_keys and not verbose:
        return [Text(summary.missing_keys)]
    blocks = _everything(summary, width) if verbose else _one_screen(summary, width)
    joined: list[Text] = []
    for block in filter(None, blocks):
        joined += [Text(), *block] if joined else block
    return joined


@dataclass(frozen=True, slots=True)
class _Whys:
    """One of the two lists of cases that did not come out well."""

    title: str
    style: str
    rows: tuple[Why, ...]


def _whys(summary: Summary) -> tuple[_Whys, _Whys]:
    """Those that were measured, and those that could not be."""
    return (
        _Whys("why not", "bold red", tuple(why for why in summary.whys if why.measured)),
        _Whys("could not be measured", "bold magenta", tuple(why for why in summary.whys if not why.measured)),
    )


def _everything(summary: Summary, width: int) -> Iterator[list[Text]]:
    yield matrix(summary, width)
    for found in _whys(summary):
        yield in_full.whys(found.title, found.style, found.rows, width)
    yield _unsettled(summary, width)
    yield in_full.next_steps(summary, width)
    yield in_full.rests(summary, width)
    yield in_full.samples(summary, width)
    yield [line for remark in summary.remarks for line in hanging("note: ", remark, width, "italic")]
    yield costs.lines(summary.costs, width)
    yield _conclusion(summary, width)


def _one_screen(summary: Summary, width: int) -> Iterator[list[Text]]:
    """The lists share what matrix, remarks and conclusion leave of the screen."""
    table, notes, conclusion = matrix(summary, width), _notes(summary, width), _conclusion(summary, width)
    room = SCREEN - len(table) - len(notes) - len(conclusion) - 3
    measured, missing = _whys(summary)
    breaks = _worst(summary, measured, room // (2 if missing.rows else 1), width)
    gaps = _worst(summary, missing, room - len(breaks) - 1, width)
    unsettled = _unsettled(summary, width)
    if len(unsettled) > room - len(breaks) - len(gaps) - 1:
        number = len(summary.unsettled)
        verdicts = "1 verdict is" if number == 1 else f"{number} verdicts are"
        notes.append(
            Text(fit(f"{verdicts} inconclusive; -v says what would settle {'it' if number == 1 else 'each'}", width))
        )
        unsettled = []
    blocks = [table, breaks, gaps, unsettled, notes, conclusion]
    paid = costs.lines(summary.costs, width) if summary.costs.paid else []
    if sum(map(len, blocks)) + sum(map(bool, blocks)) + len(paid) <= SCREEN:  # what failed matters more
        blocks.insert(-1, paid)
    return iter(blocks)


def _unsettled(summary: Summary, width: int) -> list[Text]:
    rows = [(row.suite, row.candidate, row.text) for row in summary.unsettled]
    return _about("inconclusive", rows, width, "bold yellow")


def _notes(summary: Summary, width: int) -> list[Text]:
    """The first remarks: what bears on every figure, or is short, whole; of another a line, and the rest is -v's."""
    notes: list[Text] = []
    for remark in summary.remarks[:NOTES]:
        is_whole = remark in summary.cautions or len(remark) <= SHORT
        whole = hanging("note: ", remark, width, "italic")
        notes += whole if is_whole else [Text(fit(f"note: {remark}", width), style="italic")]
    left = len(summary.remarks) - NOTES
    return [*notes, Text(fit(f"note: {left} more; -v shows them", width), style="italic")] if left > 0 else notes


def _conclusion(summary: Summary, width: int) -> list[Text]:
    """The sentences that answer "does it port?", then totals and cost."""
    sentences = [Text(line, style="bold") for sentence in summary.sentences for line in wrapped(sentence, width)]
    return [*sentences, *(Text(line, style="dim") for line in wrapped(summary.totals, width))]


def _worst(summary: Summary, whys: _Whys, room: int, width: int) -> list[Text]:
    """A list of at most `room` lines, its title and a count of what was left out among them."""
    for most in (3, 2, 1):
        groups = grouped(whys.rows, most)
        block = _listing(whys, groups, width)
        if len(block) <= room:
            return block
    if not groups:
        return []
    # Of each suite and target the first why; of critical suites and of those that lose most cases before others.
    lost = {
        (suite.result.name, cell.target): (suite.result.critical, cell.cases - cell.good)
        for suite in summary.suites
        for cell in suite.cells
    }
    first = [group for group in groups if group.cases]
    ranked = sorted(range(len(first)), key=lambda number: lost[first[number].suite, first[number].target], reverse=True)
    chosen = [first[number] for number in sorted(ranked[: max(room, LEAST_ROWS) - 2])]
    left = len(whys.rows) - sum(group.size for group in chosen)
    more = f"… {phrases.count_of(left, 'more case')}; -v or -o report.html shows them" if left else ""
    return [*_listing(whys, chosen, width, one_line_each=True), *(hanging("  ", more, width) if more else ())]


def _listing(whys: _Whys, groups: Sequence[Group], width: int, *, one_line_each: bool = False) -> list[Text]:
    """Suite, case and target in columns beside the why, or above it where there is no room."""
    rows = [(one_line(group.suite), one_line(group.label), one_line(group.target)) for group in groups]
    block = [Text(line, style=whys.style) for line in wrapped(whys.title, width)] if rows else []
    limits, left = _limits([widest(row[number] for row in rows) for number in range(3)], width)
    for heads, why in zip(rows, (group.text for group in groups), strict=True):
        if left < LEAST_WHY:
            block += hanging("  ", " · ".join(heads), width)
            block += hanging("    ", why, width)
            continue
        cells = (padded(fit(text, limit), limit + GAP).plain for text, limit in zip(heads, limits, strict=True))
        block += hanging("  " + "".join(cells), fit_sides(why, left) if one_line_each else why, width)
    return block


def _limits(widths: Sequence[int], width: int) -> tuple[list[int], int]:
    """Cells for suite, case and target, and what is left for the why: generous if that leaves enough."""
    for caps in ((24, 36, 32), (24, 30, 20), (20, 24, 16)):
        limits = [min(wanted, cap) for wanted, cap in zip(widths, caps, strict=True)]
        left = width - sum(limits) - 2 - 3 * GAP
        if left >= GOOD_WHY:
            break
    return limits, left


def _about(title: str, rows: Iterable[tuple[str, str, str]], width: int, style: str) -> list[Text]:
    """Words on a suite and target each, below their names where there is no room beside them."""
    block: list[Text] = []
    for suite, target, words in rows:
        head = f"  {fit(one_line(suite), NAME)} · {fit(one_line(target), NAME)}: "
        if width - widest([head]) >= LEAST_WHY:
            block += hanging(head, words, width)
        else:
            block += [*hanging("  ", head.strip(), width), *hanging("    ", words, width)]
    return [Text(title, style=style), *block] if block else []
