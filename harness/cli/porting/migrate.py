"""harness migrate: try the successor of a model that is withdrawn, and write the change down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli import _options
from harness.cli._edge import command
from harness.cli.porting.calendar import parse_day
from harness.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from harness.migration.body import Findings
    from harness.migration.drafts import Draft
    from harness.migration.proposal import Proposal
    from harness.model.config import Target
    from harness.terminal.screen import Screen

DUE_WITHIN = "90d"
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
            metavar="TO",
            help="A configured target, PROVIDER/MODEL, or a model of the same provider [default: the successor named].",
        ),
    ] = None,
    suite: Annotated[
        list[Path] | None, typer.Option(help="Suites or folders of suites (repeatable) [default: the project's].")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether anything is due: exit code 1 if so.")
    ] = False,
    within: Annotated[
        str | None, typer.Option(metavar="SPAN", help="What counts as due, with --check [default: 90d].")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the change and what the run would take; send and write nothing.")
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="Put the change into harness.yaml and the suites before the run, not in patches."),
    ] = False,
    bundle: Annotated[
        bool, typer.Option("--bundle", help="Also write evidence.zip, which `harness verify` scores again.")
    ] = False,
    record: _options.RecordMode = None,
    budget: _options.Budget = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            file_okay=False,  # told before the run is paid for
            help="Where it is written [default: .harness/migrate/FROM-TO].",
        ),
    ] = None,
    today: Annotated[
        Any, typer.Option(metavar="DAY", parser=parse_day, help="Count from this day [default: today, in UTC].")
    ] = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    no_color: _options.NoColor = False,
) -> int:
    """Run every suite with the successor beside the target that it is to replace, and write a change that is ready
    for a branch: config.patch, variants.patch, results.json, pull-request.md. The files themselves are left alone,
    unless --write puts the change into them first.

    Exit codes: as for harness run; with --check 1 if the model is withdrawn within --within, 4 if nothing is known.
    """
    from datetime import UTC, datetime

    from harness import api
    from harness.cli import _env_file, _run
    from harness.facts import book
    from harness.files import require_writable
    from harness.migration.body import Findings
    from harness.migration.drafts import drafts
    from harness.migration.proposal import propose, target_named
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    counted = today or datetime.now(UTC).date()
    loaded = api.configuration(config)
    idle: dict[str, object] = {"--bundle": bundle, "--write": write, "--output": output}
    if check:
        idle |= {"TO": coming, "--suite": suite, "--dry-run": dry_run, "--record": record, "--budget": budget}
        _options.refuse_beside("--check", idle)
        return _check(target_named(loaded, leaving), within or DUE_WITHIN, counted, screen)
    if within:
        raise UsageError("--within says what is due with --check", hint="leave it out, or add --check")
    if dry_run:
        _options.refuse_beside("--dry-run", idle)
    proposal = propose(loaded, leaving, coming, book())
    folder = output or Path(proposal.config.root) / ".harness" / "migrate" / f"{leaving}-{proposal.coming.name}"
    require_writable(folder / name for name in ("results.json", "evidence.zip", "pull-request.md"))
    _env_file.load_env_file(env_file)
    suites = api.suites_with(proposal.config, suite or ())
    drafted = drafts(proposal.config, suites, proposal.coming, book())
    if dry_run:
        screen.say(*(proposal.diff or proposal.by_hand or "harness.yaml has it already.").splitlines(), "")
        for draft in drafted:
            screen.say(*(draft.diff or _by_hand(draft)).splitlines(), "")
    elif write:
        _write(proposal, drafted, screen)
        proposal = replace(proposal, config=api.configuration(config))
        suites = api.suites_with(proposal.config, suite or ())
    planned = api.prepare_migration(
        proposal.config, leaving, proposal.coming.name, suites, record=record and record.value, budget_usd=budget
    )
    if dry_run:
        _run.show_forecast(api.foresee(planned), screen)
        return 0
    stopped = _run.executed(planned, suite or [], config, screen, env_file=env_file)
    findings = Findings(proposal=proposal, run=stopped[0], drafts=drafted, written=write)
    return _finish(findings, stopped, folder, counted, screen, bundle=bundle)


def _by_hand(draft: Draft) -> str:
    block = "\n".join(f"  {line}" for line in draft.lines)
    return f"{draft.path}: {draft.by_hand}; add this to `variants:` yourself:\n{block}"


def _write(proposal: Proposal, drafted: Sequence[Draft], screen: Screen) -> None:
    """Put the change into the files, all of it or nothing.

    Raises:
        UsageError: a part of it has to be done by hand.
    """
    from harness.files import write_atomically

    if proposal.by_hand:
        raise UsageError(
            "--write: harness.yaml has its targets on single lines",
            hint=f"add the target yourself:\n{proposal.by_hand}",
        )
    for draft in drafted:
        if draft.by_hand:
            raise UsageError(f"--write: {_by_hand(draft)}")
    changes = [(draft.path, draft.after) for draft in drafted]
    changes += [(Path(proposal.config.path), proposal.after)] if proposal.after else []
    for path, text in changes:
        write_atomically(path, [text])
        screen.note(f"changed {path}")


def _check(target: Target, within: str, today: date, screen: Screen) -> int:
    """Whether anything is due: what nobody knows, or knew too long ago, is no reason to be at ease."""
    from harness.exit_codes import FAILED, GOOD, INCOMPLETE
    from harness.facts import OLD_DAYS, book
    from harness.periods import period

    span, known = period(within, "--within").days, book()
    facts, age = known.about(target), known.age(today)
    if not known.covers(target):
        screen.say(f"{target.model} is reached at an address of your own: its end is yours to say.")
        return GOOD
    if facts is None:
        screen.say(f"No source knows {target.model!r} of {target.provider}: whether anything is due cannot be said.")
        return INCOMPLETE
    old = age > OLD_DAYS and not (facts.retires and (facts.retires - today).days <= span)
    told = f" What is known is {age} days old: a newer version of harness knows more." if old else ""
    if facts.retires is None:
        screen.say(f"No source names a day for {facts.model}: nothing is due that anybody has announced.{told}")
        return INCOMPLETE if old else GOOD
    days = (facts.retires - today).days
    due = days <= span
    screen.say(
        f"{facts.model} is withdrawn on {facts.retires} ({days} days): {'due' if due else 'not due'} within {within}."
        f" Successor: {facts.successor or 'none is named'}. Source: {facts.source}{told}"
    )
    return FAILED if due else INCOMPLETE if old else GOOD


def _finish(findings: Findings, stopped: Any, folder: Path, today: date, screen: Screen, *, bundle: bool) -> int:
    from harness.cli import _ending
    from harness.evidence.bundle import STALE_AFTER, make
    from harness.exit_codes import exit_code
    from harness.facts import book
    from harness.files import write_atomically
    from harness.migration.body import body
    from harness.reports import choose
    from harness.summary import of

    proposal = findings.proposal
    keep = _ending.Keeping(reports=choose([folder / "results.json"]), config=Path(proposal.config.path), history=False)
    code = _ending.finish(of(stopped[0]), stopped[1], screen, keep, exit_code(stopped[0]))
    patches = {
        "config.patch": "" if findings.written else proposal.diff,
        "variants.patch": "" if findings.written else "".join(draft.diff for draft in findings.drafts),
    }
    for name, text in patches.items():
        if text:
            write_atomically(folder / name, [text])
    if bundle:
        # The configuration with the new target, which the file need not have.
        digest = make(folder / "evidence.zip", findings.run, proposal.config, stale_after=STALE_AFTER)
        findings = replace(findings, bundle=digest)
    write_atomically(folder / "pull-request.md", [body(findings, book(), today)])
    if proposal.by_hand:
        screen.note("harness.yaml has its targets on single lines; add this one yourself:", proposal.by_hand)
    for draft in findings.drafts:
        if draft.by_hand:
            screen.note(_by_hand(draft))
    screen.note(f"wrote {folder}")
    return code
