"""harness lint: what breaks on the way to another vendor, seen without a call."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, EnvFile, NoColor, refuse_beside
from harness.cli.porting._keys import keys
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.linting.check import Linted
    from harness.terminal.screen import Screen

EXAMPLE = """Example:

    harness lint --against anthropic/claude-opus-5-5
"""


class Format(StrEnum):
    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


class FailOn(StrEnum):
    error = "error"
    warning = "warning"
    note = "note"


def register(app: typer.Typer) -> None:
    app.command("lint", short_help="What breaks elsewhere, seen without a call.", epilog=EXAMPLE)(command(lint))


def lint(
    suites: Annotated[
        list[Path] | None, typer.Argument(help="Suites or folders of suites [default: the project's suites/].")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only these rules: codes, their beginnings (HP2) or names; commas between."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODE", help="All rules but these.")] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(metavar="VENDOR/MODEL", help="Also for a target that is not configured yet (repeatable)."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write findings there (not with text).")
    ] = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Ask each target's server for its models, with its key; no model is called."),
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Take away what is mechanical and changes no request that anybody gets.")
    ] = False,
    fail_on: Annotated[FailOn, typer.Option(help="The least severity that makes the exit code 1.")] = FailOn.error,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and leave.")] = False,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    no_color: NoColor = False,
) -> int:
    """Read off the requests what would break, or prove nothing, at another vendor. No model is called.

    A comment `# harness: ignore[HP012] reason` at the end of a line, or on the line before, suppresses a finding.

    Exit codes: 0 no finding of severity error; 1 there is one (--fail-on lowers the bar); 2 something is
    wrong with the files or the command; 5 a file cannot be written.
    """
    import gc

    # Many small objects and soon over: looking for garbage every 700 of them takes a sixth of the time.
    gc.set_threshold(50_000)
    from harness.files import require_writable
    from harness.linting.project import lint as lint_project
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    if rules:
        idle: dict[str, object] = {
            "SUITES": suites,
            "--select": select,
            "--ignore": ignore,
            "--against": against,
            "--format": format_ is not Format.text,
            "--output": output,
            "--live": live,
            "--fix": fix,
            "--fail-on": fail_on is not FailOn.error,
        }
        refuse_beside("--rules", idle)
        return _list_rules(screen)
    if output is not None and format_ is Format.text:
        raise UsageError("--output goes with --format json, github or sarif")
    require_writable([output])
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    settings: Any = {"select": chosen, "ignore": left_out, "against": against or (), "live": keys(env_file, live=live)}
    linted = lint_project(suites or [], config, **settings)
    if fix and _fix(linted, suites or [], config, screen):
        linted = lint_project(suites or [], config, **settings)
    for notice in linted.notices:
        screen.note(notice)
    if live:
        from harness.cli._env_file import offer_env_file

        offer_env_file(config, env_file, (finding.message for finding in linted.open), screen)
    _show(linted, format_, output, screen)
    order = list(FailOn)
    return int(any(order.index(FailOn(finding.severity)) <= order.index(fail_on) for finding in linted.open))


def _codes(given: list[str] | None, option: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for word in given or () for code in word.split(",") if code.strip())
    if given and not codes:
        raise UsageError(f"{option} names no rule", slug="unknown-rule", hint="`harness lint --rules` lists them")
    return codes


def _show(linted: Linted, form: Format, output: Path | None, screen: Screen) -> None:
    if form is Format.text:
        from harness.cli.porting._findings import lines

        screen.say(*lines(linted))
        return
    from harness.files import write_atomically
    from harness.linting.machine import MACHINE

    text = MACHINE[form.value](linted)
    if output is not None:
        write_atomically(output, [text, "\n"])
        screen.note(f"wrote {output}")
    elif text:
        # Not through the screen: it would defuse the workflow commands that GitHub is to obey. The text is made safe
        # where it is put together.
        typer.echo(text)


def _fix(linted: Linted, suites: list[Path], config: Path | None, screen: Screen) -> int:
    """Mend what can be mended and say what was done; returns how much."""
    from harness.linting.fixing import fix
    from harness.suitefile.config import load_config
    from harness.suitefile.suite import load_suites
    from harness.yamlfile.configuration_path import configuration_path

    loaded = load_config(configuration_path(config))
    root = Path(loaded.root)
    loaded_suites = load_suites(suites or [root / "suites"], loaded)
    placed = [(suite.location.path, suite) for suite in loaded_suites if suite.location]
    result = fix(
        linted.findings,
        {path: frozenset(suite.targets) for path, suite in placed},
        frozenset(path for path, suite in placed if any((root / "fixtures" / suite.name).glob("*"))),
    )
    for finding in result.fixed:
        screen.note(f"fixed {finding.location}: {finding.code} {finding.message}")
    for finding, why in result.left:
        screen.note(f"left {finding.location}: {finding.code}: {why}")
    if not (result.fixed or result.left):
        screen.note("--fix: none of the findings is mechanical")
    return len(result.fixed)


def _list_rules(screen: Screen) -> int:
    from harness.linting.check import rules
    from harness.terminal._layout import table

    rows = [(rule.code, rule.name, rule.module.SEVERITY, rule.title) for rule in rules()]
    screen.say(*table([("code", "rule", "severity", "what"), *rows]))
    return 0
