"""harness report: any report of any past run, at any time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor, Output, Verbose

EXAMPLE = """Examples:

    harness report last -o report.html -o report.md

    harness report results.json -o report.xml

    harness report last --bundle proof.zip
"""


def register(app: typer.Typer) -> None:
    app.command("report", short_help="Report a past run again.", epilog=EXAMPLE)(command(report))


def report(
    run: Annotated[
        str, typer.Argument(help="A run's id or its beginning, a pin, last, or a results file (.json).")
    ] = "last",
    output: Output = None,
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="FILE.zip", help="Write the evidence: results, recordings, suites, versions, digests."),
    ] = None,
    stale_after: Annotated[
        str, typer.Option(metavar="SPAN", help="How long after its oldest answer the evidence holds.")
    ] = "30d",
    config: ConfigFile = None,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Write reports of a run from history, or from a results file; without -o or --bundle, show it.

    A report made later is the same as one made by the run itself. The digest of a bundle goes to standard output:
    noted where nobody can change it, it proves which bundle was meant (harness verify --digest).
    """
    from harness import past_runs
    from harness.cli._ending import tell_made
    from harness.files import require_writable
    from harness.periods import period
    from harness.reports import choose, write
    from harness.summary import of
    from harness.terminal.run import show_run
    from harness.terminal.screen import Screen

    screen, chosen = Screen(color=not no_color, verbose=verbose), choose(output or [])
    require_writable([*(output or []), bundle])
    after, summary = period(stale_after, "--stale-after"), of(past_runs.load(run, config=config))
    tell_made(write(summary, chosen), screen.note)
    if bundle is not None:
        screen.say(f"sha256:{past_runs.bundle(summary.run, bundle, config=config, stale_after=after)}")
    elif not chosen:
        show_run(summary, screen)
    return 0
