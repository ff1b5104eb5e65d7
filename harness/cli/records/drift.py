"""harness drift: has a target changed since its run was pinned?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli import _options
from harness.cli._edge import command
from harness.model.drift import ALARMS_A_YEAR
from harness.model.past import BASELINE

if TYPE_CHECKING:
    from harness.model.drift import Drift

EXAMPLE = """Examples:

    harness history pin last

    harness drift --since 30d -t gpt

    harness drift --notify-file drift.txt -o drift.json -o drift.html
"""


def register(app: typer.Typer) -> None:
    app.command("drift", short_help="Has a target changed since a run was pinned?", epilog=EXAMPLE)(command(drift))


def drift(
    suites: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SUITES", help="Only these suites or folders of suites [default: all that were pinned]."
        ),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="There must be nightly runs since then: 30d, 12h or 2026-03-01.")
    ] = "30d",
    target: Annotated[
        list[str] | None, typer.Option("-t", "--target", metavar="NAME", help="Only this target (repeatable, or a,b).")
    ] = None,
    against: Annotated[
        str, typer.Option(metavar="RUN", help="The run it is held against: an id, a pin or last.")
    ] = BASELINE,
    alarms_a_year: Annotated[
        float,
        typer.Option("--alarms-a-year", min=0.0001, max=10, help="False alarms allowed, over all suites together."),
    ] = ALARMS_A_YEAR,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=".json: what was found; other suffixes: the last night's report with trend lines (repeatable).",
        ),
    ] = None,
    notify_file: _options.NotifyFile = None,
    notify_url: _options.NotifyUrl = None,
    notify_when: _options.NotifyWhen = None,
    notify_as: _options.NotifyAs = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    no_color: _options.NoColor = False,
) -> int:
    """Hold every target against its own pinned run, by all nightly runs since (harness run --nightly).

    Watched are: the same answers as pinned, the pass rate, refusals, length, time to the first token, latency,
    speed, errors, 429s; and which model and fingerprint answered. All nights since the pinned run count; --since only
    says how recent the last must be.

    Exit codes: 0 steady, or too few nights yet; 1 something drifts; 2 nothing is pinned, or something is wrong with
    the command; 4 answers are missing, or the suite is not the one that was pinned; 5 history cannot be read.
    """
    from harness import past_runs
    from harness.cli import _env_file, _notify
    from harness.drift import outcome
    from harness.drift.alert import notice, notify
    from harness.files import require_writable
    from harness.reports import choose
    from harness.terminal.drift import show_drift
    from harness.terminal.screen import Screen

    choose(output or [])  # before anything else is done
    require_writable([*(output or []), notify_file])
    _env_file.load_env_file(env_file)
    notifier = _notify.notifier(notify_url, notify_when, notify_as, remembers=True)
    screen = Screen(color=not no_color, quiet=quiet, verbose=verbose)
    measured = past_runs.drift(
        suites or (),
        config=config,
        since=since,
        targets=_options.split(target),
        against=against,
        alarms_a_year=alarms_a_year,
    )
    show_drift(measured, screen)
    if notify_file is not None:
        notify(measured, notify_file)
    _write(measured, output or [], config)
    code = outcome.exit_code(measured)
    if notifier:
        notifier.tell(notice(measured, code), screen)
    return code


def _write(measured: Drift, output: list[Path], config: Path | None) -> None:
    from dataclasses import replace

    from harness import past_runs
    from harness.drift.document import document
    from harness.drift.trends import trends
    from harness.files import write_atomically
    from harness.reports import choose, write
    from harness.summary import of

    for path, chosen in choose(output):
        if chosen.SUFFIX == ".json":
            write_atomically(path, [document(measured)])
        else:
            run = past_runs.load(measured.last_run or measured.pinned, config=config)
            write(of(replace(run, extra={**run.extra, "trends": trends(measured)})), [(path, chosen)])
