"""The page of `harness compare`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.text import Text

from harness.model.result import Comparison, Run, SuiteResult
from harness.summary import breaks
from harness.summary.breaks import Worst
from harness.summary.settling import what_would_settle
from harness.summary.totals import remarks, totals_line
from harness.terminal._layout import GAP, fit, padded, wrapped
from harness.terminal.matrix import STYLES
from harness.terminal.screen import Screen
from harness.visible import one_line, shorten

SIDE_BY_SIDE = 90
"""Cells from which on two answers stand beside each other."""
LINES = 6
"""Lines of one answer that are shown."""
PER_SUITE = 3
NAME, REASON = 32, 300


def show_comparison(run: Run, baseline: str, candidate: str, screen: Screen) -> None:
    screen.say(*comparison_lines(run, baseline, candidate, screen.width))


def comparison_lines(run: Run, baseline: str, candidate: str, width: int) -> list[Text]:
    """Verdicts with what broke, the worst cases, remarks, the sentence for the record and the totals."""
    found = [(suite, one) for suite in run.suites for one in suite.comparisons if one.candidate == candidate]
    lines = [Text(part, style="bold") for part in wrapped(f"{one_line(baseline)} → {one_line(candidate)}", width)]
    for suite, one in found:
        lines += _verdict(suite, one, width)
    for suite, _ in found:
        for shown in breaks.worst(suite, candidate, PER_SUITE):
            lines += [Text(), *_worst(suite.name, shown, width)]
    notes = [Text(part, style="italic") for said in remarks(run) for part in _indented(f"note: {said}", width)]
    record = [Text(part, style="bold") for part in wrapped(breaks.decision(run, baseline, candidate), width)]
    totals = [Text(part, style="dim") for part in wrapped(totals_line(run), width)]
    return [*lines, *([Text(), *notes] if notes else []), Text(), *record, *totals]


def _verdict(suite: SuiteResult, one: Comparison, width: int) -> Iterator[Text]:
    yield Text()
    yield Text(fit(one_line(suite.name), width), style="bold")
    yield from (Text(part, style=STYLES[one.verdict]) for part in _indented(breaks.verdict(one), width))
    if one.verdict == "inconclusive":
        yield from map(Text, _indented(what_would_settle(one), width))
    for reason in one.reasons:
        yield from map(Text, _indented(shorten(reason, REASON), width))
    broke = ", ".join(f"{name} {cases}" for name, cases in breaks.classes(suite, one.candidate))
    yield from map(Text, _indented(f"what broke, in cases: {broke or 'nothing'}", width))
    sides = breaks.side(suite, suite.baseline), breaks.side(suite, one.candidate)
    yield from map(Text, _indented(breaks.beside(*sides), width))


def _worst(suite: str, shown: Worst, width: int) -> Iterator[Text]:
    title = f"{fit(one_line(suite), NAME)} · {fit(one_line(shown.case), NAME)}: {shown.why}"
    yield from (Text(part, style="bold") for part in wrapped(title, width))
    if width >= SIDE_BY_SIDE:
        column = (width - 2 - GAP) // 2
        sides = zip_longest(_first(shown.baseline, column), _first(shown.candidate, column), fillvalue="")
        for left, right in sides:
            line = Text.assemble("  ", padded(left, column), " " * GAP, right)
            line.rstrip()
            yield _painted(line)
        return
    for sign, text in (("-", shown.baseline), ("+", shown.candidate)):
        yield from (_painted(Text(f"  {sign} {part}")) for part in _first(text, width - 4))


def _first(text: str, width: int) -> list[str]:
    """The first lines of an answer, beginning shortly before the first word that differs."""
    starts = [at for at in (text.find("[-"), text.find("{+")) if at >= 0]
    room = width * (LINES - 2)
    start = min(starts, default=0)
    if start > room:
        text = "… " + text[text.find(" ", start - room // 2) + 1 :]
    lines = wrapped(text, width)
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], fit(lines[LINES - 1] + " …" * width, width)]


def _painted(line: Text) -> Text:
    line.highlight_regex(r"\[-.*?(-\]|$)", "red")
    line.highlight_regex(r"\{\+.*?(\+\}|$)", "green")
    return line


def _indented(text: str, width: int) -> list[str]:
    return [f"  {part}" for part in wrapped(text, width - 2)]
