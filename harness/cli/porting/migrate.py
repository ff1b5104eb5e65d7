"""harness migrate: try the successor of a model that is withdrawn, and write the change down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli._edge import command
from harness.cli._options import Budget, ConfigFile, EnvFile, NoColor, Quiet, RecordMode
from harness.cli.porting.calendar import parse_day

if TYPE_CHECKING:
    from datetime import date

    from harness.migration.proposal import Proposal
    from harness.model.config import Target
    from harness.terminal.screen import Screen

EXAMPLE = """Example:

    harness migrate gpt gpt-6-sol --dry-run
"""


def register(app: typer.Typer) -> None:
    app.command("migrate", short_help="Try a model's successor, write the change.", epilog=EXAMPLE)(command(migrate))


def migrate(
    leaving: Annotated[str, typer.Argument(metavar="FROM", help="The target whose model is withdrawn.")],
    coming: Annotated[
        str | None,
        typer.Argument(
            metavar="[TO]",
            help="A configured target, PROVIDER/MODEL, or a model of the same provider [default: the successor named].",
        ),
    ] = None,
    suite: Annotated[
        list[Path] | None, typer.Option(help="Suites or folders of suites (repeatable) [default: the project's].")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether anything is due: exit code 1 if so.")
    ] = False,
    within: Annotated[str, typer.Option(metavar="SPAN", help="What counts as due, with --check.")] = "90d",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the change and what the run would take; send and write nothing.")
    ] = False,
    record: RecordMode = None,
    budget: Budget = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where it is written [default: .harness/migrate/FROM-TO]."),
    ] = None,
    today: Annotated[
        Any, typer.Option(metavar="DAY", parser=parse_day, help="Count from this day [default: today, in UTC].")
    ] = None,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Run every suite with the successor beside the target that it is to replace, and write a change that is ready
    for a branch: config.patch, results.json and pull-request.md. harness.yaml itself is left alone.

    Exit codes: as for harness run; with --check 1 if the model is withdrawn within --within.
    """
    from datetime import UTC, datetime

    from harness import api
    from harness.cli import _run
    from harness.facts import book
    from harness.migration.proposal import propose, target_named
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    counted = today or datetime.now(UTC).date()
    loaded = api.configuration(config)
    if check:
        return _check(target_named(loaded, leaving), within, counted, screen)
    proposal = propose(loaded, leaving, coming, book())
    _run.load_env_file(env_file)
    planned = api.prepare_migration(
        proposal.config, leaving, proposal.coming.name, suite or (), record=record and record.value, budget_usd=budget
    )
    if dry_run:
        screen.say(*(proposal.diff or proposal.by_hand or "harness.yaml has it already.").splitlines(), "")
        _run.show_forecast(api.foresee(planned), screen)
        return 0
    stopped = _run.executed(planned, suite or [], config, screen)
    folder = output or Path(proposal.config.root) / ".harness" / "migrate" / f"{leaving}-{proposal.coming.name}"
    return _finish(proposal, stopped, folder, counted, screen)


def _check(target: Target, within: str, today: date, screen: Screen) -> int:
    from harness.facts import book
    from harness.periods import period

    span, facts = period(within, "--within").days, book().about(target)
    if facts is None or facts.retires is None:
        screen.say(f"No source names a day for {target.model}: nothing is due that anybody has announced.")
        return 0
    days = (facts.retires - today).days
    due = days <= span
    screen.say(
        f"{facts.model} is withdrawn on {facts.retires} ({days} days): {'due' if due else 'not due'} within {within}."
        f" Successor: {facts.successor or 'none is named'}. Source: {facts.source}"
    )
    return int(due)


def _finish(proposal: Proposal, stopped: Any, folder: Path, today: date, screen: Screen) -> int:
    from harness.cli import _run
    from harness.facts import book
    from harness.files import write_atomically
    from harness.migration.body import body
    from harness.reports import choose

    keep = _run.Keeping(reports=choose([folder / "results.json"]), config=Path(proposal.config.path), history=False)
    code = _run.finish(stopped, screen, keep, "passing")
    write_atomically(folder / "pull-request.md", [body(proposal, stopped[0], book(), today)])
    if proposal.diff:
        write_atomically(folder / "config.patch", [proposal.diff])
    if proposal.by_hand:
        screen.note("harness.yaml has its targets on single lines; add this one yourself:", proposal.by_hand)
    screen.note(f"wrote {folder}")
    return code
