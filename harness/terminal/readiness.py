"""The matrix of suites and failure domains."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from harness.model.summary import DomainLoss, Fate, Summary
from harness.summary.readiness import SCORING
from harness.terminal._layout import GAP, fit, hanging, table, widest, wrapped
from harness.terminal.screen import Screen
from harness.visible import one_line

STYLES = {"served": "green", "unproven": "yellow", "down": "bold red", "down-already": "bold red"}
NAME = 32
"""Cells a suite's or domain's name may take."""
CRITICAL = "*: marked `critical: true`; only these decide the exit code"
WORKS, DOWN = Fate("served", "works"), Fate("down", "down")


def show_readiness(summary: Summary, screen: Screen) -> None:
    screen.say(*readiness_lines(summary, screen.width))


def readiness_lines(summary: Summary, width: int) -> list[Text]:
    """The matrix, what would make it green, and the one sentence."""
    readiness = summary.readiness
    lines = _table(summary) if readiness.outages else []
    if widest(line.plain for line in lines) > width:
        lines = list(_stacked(summary, width))
    if lines and any(suite.result.critical for suite in summary.suites):
        lines += [Text(part, style="dim") for part in wrapped(CRITICAL, width)]
    if readiness.remedies:
        lines += [Text(), Text("what would make it green", style="bold")]
    for remedy in readiness.remedies:
        parts = wrapped(remedy, width - 4)
        lines += [Text(("    " if number else "  ") + part) for number, part in enumerate(parts)]
    conclusion = [Text(part, style="bold") for part in wrapped(readiness.conclusion, width)]
    notes = [line for note in readiness.reservations for line in hanging("note: ", note, width, "italic")]
    return [*lines, *([Text()] if lines else []), *conclusion, *notes]


def _table(summary: Summary) -> list[Text]:
    """Domains are columns, single points of failure leftmost."""
    outages = summary.readiness.outages
    heads = [
        Text(fit(one_line(outage.domain), NAME), style="bold red" if outage.single_point else "bold")
        for outage in outages
    ]
    columns = [_fates(summary, outage) for outage in outages]
    rows = [
        [Text(name), *(_styled(column[number]) for column in columns)] for number, name in enumerate(_names(summary))
    ]
    return table([[Text(), *heads], *rows], gap=GAP + 1)


def _stacked(summary: Summary, width: int) -> Iterator[Text]:
    """A block for each domain whose loss is felt, and one line for the rest."""
    felt = [outage for outage in summary.readiness.outages if outage.single_point or not outage.scoring]
    for outage in felt:
        title = f"without {one_line(outage.domain)}" + (": single point of failure" if outage.single_point else "")
        yield from (Text(part, style="bold red" if outage.single_point else "bold") for part in wrapped(title, width))
        yield from _block(summary, outage, width)
    rest = ", ".join(one_line(outage.domain) for outage in summary.readiness.outages if outage not in felt)
    if rest:
        yield from (Text(part, style="green") for part in wrapped(f"every workflow survives without: {rest}", width))


def _block(summary: Summary, outage: DomainLoss, width: int) -> Iterator[Text]:
    cells = list(zip(_names(summary), _fates(summary, outage), strict=True))
    for (name, fate), line in zip(cells, table((f"  {name}", _styled(fate)) for name, fate in cells), strict=True):
        if line.cell_len <= width:
            yield line
        else:
            yield from (Text(f"  {part}") for part in wrapped(f"{name} {_words(fate)}", width - 2))


def _names(summary: Summary) -> list[str]:
    """A row each; the evaluator has one only where some domain takes it down."""
    names = [
        fit(one_line(suite.result.name), NAME) + (" *" if suite.result.critical else "") for suite in summary.suites
    ]
    return [*names, SCORING] if _scoring_at_risk(summary) else names


def _fates(summary: Summary, outage: DomainLoss) -> list[Fate]:
    scoring = [WORKS if outage.scoring else DOWN] if _scoring_at_risk(summary) else []
    return [*outage.fates, *scoring]


def _scoring_at_risk(summary: Summary) -> bool:
    return any(not outage.scoring for outage in summary.readiness.outages)


def _styled(fate: Fate) -> Text:
    return Text(_words(fate), style=STYLES[fate.state])


def _words(fate: Fate) -> str:
    return f"{fate.words}, {fate.drilled}" if fate.drilled else fate.words
