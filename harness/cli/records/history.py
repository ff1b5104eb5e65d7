"""harness history: past runs, the pins that keep some of them, and what is too old."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor
from harness.model.past import BASELINE

if TYPE_CHECKING:
    from harness.model.past import PastRun
    from harness.past_runs import Pruned
    from harness.terminal.screen import Screen

EXAMPLE = """Examples:

    harness history --suite refund-helpdesk --since 30d

    harness history pin last --as baseline

    harness history --keep 90d
"""


class Verdict(StrEnum):
    ports = "ports"
    inconclusive = "inconclusive"
    does_not_port = "does-not-port"


def register(app: typer.Typer) -> None:
    group = typer.Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True, epilog=EXAMPLE)(history)
    group.command("pin", short_help="Keep a run under a name, whatever its age.")(command(pin))
    group.command("unpin", short_help="Let go of a pinned run.")(command(unpin))
    group.command("check", short_help="Is anything kept damaged?")(command(check))
    app.add_typer(group, name="history", short_help="Past runs: list, pin, prune.")


def history(
    context: typer.Context,
    suite: Annotated[str | None, typer.Option(help="Only runs of this suite.")] = None,
    target: Annotated[str | None, typer.Option("-t", "--target", help="Only runs with this target.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Only runs begun since: 30d, 12h or 2026-03-01.")
    ] = None,
    verdict: Annotated[
        Verdict | None, typer.Option(help="Only runs with such a verdict (of that suite and target, if given).")
    ] = None,
    nightly: Annotated[bool, typer.Option("--nightly", help="Only nightly runs.")] = False,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="At most so many, the newest.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    keep: Annotated[
        str | None,
        typer.Option(metavar="SPAN", help="Remove runs and their journals older than this (90d), pinned ones stay."),
    ] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> None:
    """List past runs, the newest first: those that called a vendor, and those kept with --history.

    Any of them can be reported again: harness report RUN -o report.html
    """
    if context.invoked_subcommand is not None:
        return

    def listed() -> int:
        from harness import past_runs, periods
        from harness.errors import UsageError
        from harness.history import Filter
        from harness.terminal.screen import Screen

        screen = Screen(color=not no_color)
        if keep is not None and (suite or target or since or verdict or nightly):
            raise UsageError("--keep removes old runs whatever is in them", hint="leave out the options that choose")
        if keep is not None:
            _show_pruned(past_runs.prune(keep, config=config), keep, screen)
            return 0
        begun = periods.stamp(periods.since(since, datetime.now(UTC))) if since else None
        chosen = Filter(
            suite=suite,
            target=target,
            since=begun,
            verdict=verdict.value if verdict else None,
            nightly=nightly or None,
            limit=limit,
        )
        with past_runs.history(config) as past:
            entries = past.runs(chosen)
            _show(entries, past.place, screen, as_json=as_json, is_empty=not entries and not past.runs(Filter(limit=1)))
        return 0

    command(listed)()


def pin(
    run: Annotated[str, typer.Argument(help="A run's id or its beginning, another pin, or last.")],
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="The name; one that is taken moves on.")] = BASELINE,
    config: ConfigFile = None,
) -> None:
    """Keep a run whatever its age, under a name that other commands take for a run.

    The run pinned as "baseline" is what later ones are held against.
    """
    from harness import past_runs
    from harness.terminal.screen import Screen

    with past_runs.history(config) as past:
        made = past.pin(name, run)
    Screen().note(f"{made.run} is pinned as {made.name}.")


def unpin(
    name: Annotated[str, typer.Argument(help="The pin's name.")] = BASELINE,
    config: ConfigFile = None,
) -> None:
    """Let go of a pinned run; it stays until it is pruned."""
    from harness import past_runs
    from harness.terminal.screen import Screen

    with past_runs.history(config) as past:
        gone = past.unpin(name)
    Screen().note(f"{gone.run} is no longer pinned as {gone.name}.")


def check(config: ConfigFile = None) -> int:
    """Look at every page and every run of the history: is it as it was written?

    Pages alone are looked at weekly, whenever the history is opened. Exit code 5 if something is damaged.
    """
    from harness import past_runs
    from harness.terminal.screen import Screen

    with past_runs.history(config) as past:
        troubles = past.check()
        place = past.place
    screen = Screen()
    for trouble in troubles[:20]:
        screen.note(trouble)
    if len(troubles) > 20:  # noqa: PLR2004 - a screenful
        screen.note(f"… and {len(troubles) - 20:,} more")
    screen.note(f"{place}: damaged; restore a copy" if troubles else f"{place}: nothing is damaged")
    return 5 if troubles else 0


def _show(entries: tuple[PastRun, ...], place: str, screen: Screen, *, as_json: bool, is_empty: bool) -> None:
    from harness.terminal.history import show_history

    if as_json:
        for entry in entries:  # ASCII, and never cut
            typer.echo(json.dumps(asdict(entry)))
    elif entries:
        show_history(entries, screen)
    elif is_empty:
        screen.note(
            f"No run is kept in {place} yet. A run that calls a vendor is; one that only replays recordings is with"
            " harness run --history."
        )
    else:
        screen.note(f"No such run is kept in {place}; without options, harness history lists all.")


def _show_pruned(gone: Pruned, span: str, screen: Screen) -> None:
    from harness.summary import phrases

    screen.say(*gone.runs)
    screen.note(
        f"{phrases.count_of(len(gone.runs), 'run')} older than {span} removed from history, "
        f"{phrases.count_of(len(gone.journals), 'journal')} from .harness/runs; pinned runs stay."
    )
