"""The commands put together. One command is one file, in the room of its topic."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from harness.cli import _misuse
from harness.cli._help import readable

COMMANDS = (
    "project.init",
    "measuring.run",
    "measuring.compare",
    "measuring.diff",
    "measuring.readiness",
    "porting.lint",
    "porting.calendar",
    "porting.migrate",
    "porting.adapt",
    "records.drift",
    "records.history",
    "records.recordings",
    "records.report",
    "outages.drill",
    "outages.serve",
    "outages.capture",
    "outages.policy",
    "outages.scenario",
    "records.view",
    "records.verify",
    "project.validate",
    "project.targets",
    "project.import_",
    "project.export",
    "measuring.calibrate",
    "project.schema",
    "project.explain",
)
"""Room and module, in the order in which `--help` lists them. A module's name is its command's."""
NAMES = ("harness", "portproof")
"""What the command is called by; the other is what the package index knows it by."""
INTERRUPTED = 130
"""128 + SIGINT, as a shell has it."""
HELP = """Prove, before an outage, that your prompts port to another vendor's language model.

Suites of prompts (suites/*.yaml) are run against every target in harness.yaml; each answer is
compared with the baseline's, and statistics turn the comparisons into a verdict.
"""


def run() -> None:
    """Understand the command line and do what it says."""
    called = Path(sys.argv[0]).stem
    # The shell's completion goes by the name; `python -m harness` is none that a shell could complete.
    modules = {name.rpartition(".")[2].rstrip("_"): name for name in COMMANDS}
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        code = program(modules.get(first))(prog_name=called if called in NAMES else NAMES[0], standalone_mode=False)
    except _misuse.Misuse as error:
        code = _tell(error)
    except typer.Abort:
        code = INTERRUPTED
    sys.exit(code or 0)


def _tell(error: Any) -> int:
    if _misuse.is_help(error):
        error.show()
    else:
        from harness.terminal.problems import show

        show(_misuse.told(error))
    return int(error.exit_code)


@cache
def program(only: str | None = None) -> Any:
    """What understands the command line: all commands, with what `--help` says of them, or the one that is called: to
    make the options of all of them takes a tenth of a second.
    """
    app = typer.Typer(
        name="harness",
        help=HELP,
        no_args_is_help=True,
        # `_edge.py` shows what goes wrong; typer's own boxes would print local variables, which may hold keys.
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(version_option)
    for name in (only,) if only else COMMANDS:
        import_module(f"harness.cli.{name}").register(app)
    return readable(get_command(app))


def _version(show: bool) -> None:
    if show:
        from harness.cli._versions import versions

        typer.echo("\n".join(versions()))
        raise typer.Exit


def version_option(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the versions that matter and leave."
    ),
) -> None:
    """The options of the program itself."""
