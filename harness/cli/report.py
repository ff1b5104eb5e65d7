"""harness report: any report of any past run, at any time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor, Verbose

EXAMPLE = """Examples:

    harness report last -o report.html -o report.md

    harness report results.json -o report.xml
"""


def register(app: typer.Typer) -> None:
    app.command("report", short_help="Report a past run again.", epilog=EXAMPLE)(command(report))


def report(
    run: Annotated[
        str, typer.Argument(help="A run's id or its beginning, a pin, last, or a results file (.json).")
    ] = "last",
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write a report; its suffix says which (repeatable)."),
    ] = None,
    config: ConfigFile = None,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Write reports of a run from history, or from a results file; without -o, show it.

    A report made later is the same as one made by the run itself.
    """
    from harness import api
    from harness.reports import choose, write
    from harness.terminal.matrix import show_run
    from harness.terminal.screen import Screen

    chosen = choose(output or [])
    found = api.past_run(run, config=config)
    if chosen:
        write(found, chosen)
    else:
        show_run(found, Screen(color=not no_color, verbose=verbose))
    return 0
