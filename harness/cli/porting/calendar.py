"""harness calendar: when the models in use are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, EnvFile, NoColor, NotifyAs, NotifyUrl, NotifyWhen
from harness.cli.porting._keys import keys

if TYPE_CHECKING:
    from harness.linting.calendar import ModelInUse
    from harness.model.notice import Notice
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
    live: Annotated[
        bool,
        typer.Option("--live", help="Ask each target's server for its models, with its key; no model is called."),
    ] = False,
    notify_url: NotifyUrl = None,
    notify_when: NotifyWhen = None,
    notify_as: NotifyAs = None,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    no_color: NoColor = False,
) -> int:
    """Show when each model of the project is withdrawn: targets, judges, hosted embedders and fallbacks.

    The days are the vendors' own, as collected in this version of harness; a model without one is no promise.
    Without --live nothing is sent.

    Exit codes: 1 a model is withdrawn within --fail-within, or gone; 2 something is wrong with the files or the
    command; 4 with --fail-within: nothing is known of a hosted model, or a server could not be asked.
    """
    from datetime import UTC, datetime

    from harness.cli import _notify
    from harness.errors import UsageError
    from harness.facts import OLD_DAYS, book
    from harness.files import require_writable, write_atomically
    from harness.linting.dates import writer_for
    from harness.linting.project import calendar as entries_of
    from harness.periods import period
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    within = period(fail_within, "--fail-within").days if fail_within else None
    if notify_url and within is None:
        raise UsageError("--notify-url goes with --fail-within, which says when a day is near enough to tell")
    if notify_url:
        from harness.cli._env_file import load_env_file

        load_env_file(env_file)
    notifier = _notify.notifier(notify_url, notify_when, notify_as, remembers=False)
    writers = [(path, writer_for(path)) for path in output or []]
    require_writable(output or [])
    day = today or datetime.now(UTC).date()
    entries = entries_of(config, today=day, live=keys(env_file if live or not notify_url else None, live=live))
    facts = book()
    _show(entries, screen)
    age = facts.age(day)
    old = f", {age} days ago: newer announcements are missing" if age > OLD_DAYS else ""
    screen.say(f"As collected on {facts.collected}{old} from {'; '.join(facts.sources)}.")
    for path, write in writers:
        write_atomically(path, [write(entries, facts, day)])
        screen.note(f"wrote {path}")
    # Without --fail-within there is nothing to fail at.
    if within is None:
        return 0
    code, reason = _verdict(entries, within, is_old=facts.age(day) > OLD_DAYS)
    if reason:
        screen.note(reason)
    if notifier:
        notifier.tell(_notice(entries, within, code, reason), screen)
    return code


def _notice(entries: Sequence[ModelInUse], within: int, code: int, reason: str) -> Notice:
    from harness.model.notice import Notice
    from harness.visible import one_line

    title = f"harness calendar: {reason or f'no model is withdrawn within {within} days'}"
    dated = [entry for entry in entries if entry.days is not None and entry.days <= within]
    lines = [f"{entry.target}: {entry.model} is withdrawn on {entry.retires}" for entry in dated]
    rows = [{"target": e.target, "model": e.model, "retires": str(e.retires), "days": e.days} for e in dated]
    return Notice(
        kind="calendar",
        title=one_line(title),
        lines=tuple(map(one_line, lines)),
        exit_code=code,
        details={"within_days": within, "withdrawn": rows},
    )


def _verdict(entries: Sequence[ModelInUse], within: int, *, is_old: bool) -> tuple[int, str]:
    """The exit code of `--fail-within`, with its reason: what nobody knows is no reason to pass."""
    from harness.exit_codes import FAILED, GOOD, INCOMPLETE

    due = [entry for entry in entries if entry.gone or (entry.days is not None and entry.days <= within)]
    if due:
        return FAILED, f"withdrawn within {within} days: {', '.join(entry.target for entry in due)}"
    open_ = [entry.target for entry in entries if entry.hosted and not entry.vouched(is_old=is_old)]
    if open_:
        old = " (the facts are old: a newer version of harness has newer ones, or --live asks the vendors)" * is_old
        return INCOMPLETE, f"not known to be safe for {within} days: {', '.join(open_)}{old}"
    return GOOD, ""


def _show(entries: Sequence[ModelInUse], screen: Screen) -> None:
    from harness.terminal._layout import table

    live = any(entry.asked or entry.trouble for entry in entries)
    head = ("withdrawn", "days", "target", "model", "as", "successor", "source", *(["its server"] if live else []))
    screen.say(*table([head, *(_row(entry, live=live) for entry in entries)], right=(1,)))
    unknown = [entry for entry in entries if entry.hosted and not entry.known]
    if unknown:
        names = ", ".join(f"{entry.target} ({entry.model or 'no model named'})" for entry in unknown)
        screen.say(f"No source knows {names}: look at the spelling, or ask the vendor (--live).")
    for entry in entries:
        if entry.trouble:
            screen.say(f"{entry.target}: its server could not be asked: {entry.trouble}")


def _row(entry: ModelInUse, *, live: bool) -> tuple[str, ...]:
    if entry.retires is not None:
        when = entry.retires.isoformat()
    elif entry.hosted and not entry.known:
        # Hosted, and in no vendor's list: more likely a slip than a model without an end.
        when = "not known"
    else:
        when = "no day named" if entry.hosted else "yours to say"
    gone = entry.gone or (entry.days is not None and entry.days <= 0)
    days = "gone" if gone else "" if entry.days is None else str(entry.days)
    row = (when, days, entry.target, entry.model, ", ".join(entry.roles), entry.successor, entry.source)
    return (*row, entry.said) if live else row
