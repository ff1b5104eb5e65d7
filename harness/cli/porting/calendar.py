"""harness calendar: when the models in use are withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor

if TYPE_CHECKING:
    from harness.linting.calendar import Entry
    from harness.terminal.screen import Screen

EXAMPLE = """Example:

    harness calendar --fail-within 60d
"""


def register(app: typer.Typer) -> None:
    app.command("calendar", short_help="When the models in use are withdrawn.", epilog=EXAMPLE)(command(calendar))


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day of the form 2026-11-29") from None


def calendar(
    fail_within: Annotated[
        str | None,
        typer.Option("--fail-within", metavar="SPAN", help="Exit with 1 if a model is withdrawn so soon: 60d, 8w."),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it as .ics (iCalendar) or .json (repeatable)."),
    ] = None,
    today: Annotated[
        Any, typer.Option(metavar="DAY", parser=parse_day, help="Count from this day [default: today, in UTC].")
    ] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Show when each model of the project is withdrawn: targets, judges, hosted embedders and fallbacks.

    The days are the vendors' own, as collected in this version of harness; a model without one is no promise.
    Nothing is sent.

    Exit codes: 1 a model is withdrawn within --fail-within; 2 something is wrong with the files or the command.
    """
    from datetime import UTC, datetime

    from harness.facts import OLD_DAYS, book
    from harness.files import write_atomically
    from harness.linting.dates import writer_for
    from harness.linting.project import calendar as entries_of
    from harness.periods import period
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    within = period(fail_within, "--fail-within").days if fail_within else None
    writers = [(path, writer_for(path)) for path in output or []]
    day = today or datetime.now(UTC).date()
    entries = entries_of(config, today=day)
    _show(entries, screen)
    facts = book()
    age = facts.age(day)
    old = f", {age} days ago: newer announcements are missing" if age > OLD_DAYS else ""
    screen.say(f"As collected on {facts.collected}{old} from {'; '.join(facts.sources)}.")
    for path, write in writers:
        write_atomically(path, [write(entries, facts, day)])
        screen.note(f"wrote {path}")
    due = [entry for entry in entries if within is not None and entry.days is not None and entry.days <= within]
    if due:
        screen.note(f"withdrawn within {fail_within}: {', '.join(entry.target for entry in due)}")
    # Without --fail-within there is nothing to fail at.
    return 1 if due else 0


def _show(entries: tuple[Entry, ...], screen: Screen) -> None:
    from harness.terminal._layout import table

    head = ("withdrawn", "days", "target", "model", "as", "successor", "source")
    screen.say(*table([head, *map(_row, entries)], right=(1,)))
    unknown = [entry for entry in entries if entry.hosted and not entry.known]
    if unknown:
        names = ", ".join(f"{entry.target} ({entry.model})" for entry in unknown)
        screen.say(f"No source knows {names}: look at the spelling, or ask the vendor.")


def _row(entry: Entry) -> tuple[str, ...]:
    unnamed = "no day named" if entry.known or entry.hosted else "yours to say"
    when = unnamed if entry.retires is None else entry.retires.isoformat()
    if entry.hosted and not entry.known:
        # Hosted, and in no vendor's list: more likely a slip than a model without an end.
        when = "not known"
    days = "" if entry.days is None else "gone" if entry.days <= 0 else str(entry.days)
    return (when, days, entry.target, entry.model, ", ".join(entry.roles), entry.successor, entry.source)
