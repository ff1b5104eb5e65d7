"""The page of `harness drill`."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from harness.model.drill import Drill, DrilledOutage
from harness.summary import drill as words
from harness.terminal._layout import wrapped
from harness.terminal.screen import Screen, safe

STYLES = {"ports": "green", "does not port": "red", "unanswered": "red", "inconclusive": "yellow"}


def show_drill(drill: Drill, screen: Screen) -> None:
    """Each outage as a table and a sentence; then dead entries and the standby."""
    for outage in drill.outages:
        screen.say(*_outage(outage, screen.width), "")
    for trial in drill.trials:
        state = Text("dead ", "red") if trial.trouble else Text("alive", "green")
        screen.say(Text.assemble(state, "  ", safe(f"{trial.target}  {trial.suite}/{trial.case}  {trial.trouble}")))
    if drill.standby is not None:
        screen.say(words.standby(drill.standby))
    for note in words.about(drill):
        screen.note(f"note: {note}")


def _outage(outage: DrilledOutage, width: int) -> list[Text | str]:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (
        (words.heading(outage), "left"),
        ("answered", "right"),
        ("by", "left"),
        ("verdict on what was served", "left"),
        ("sends", "right"),
        ("median (usual)", "right"),
    ):
        table.add_column(safe(heading), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for suite in outage.suites:
        verdict = words.verdict(suite)
        table.add_row(
            safe(suite.suite + ("*" if suite.critical else "")),
            words.answered(suite),
            safe(words.by_whom(suite)),
            Text(verdict, STYLES.get(verdict, "")),
            words.sends(suite),
            words.seconds(suite),
        )
    return [*_lines(table, width), "", *map(safe, wrapped(words.sentence(outage), width))]


def _lines(table: Table, width: int) -> list[Text]:
    from rich.console import Console

    console = Console(width=width, color_system="truecolor", force_terminal=True, legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    return list(Text.from_ansi(capture.get().rstrip("\n")).split("\n"))
