"""harness validate: can every file be read, and every prompt be filled in? Nothing is called or replayed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor
from harness.errors import InputError

if TYPE_CHECKING:
    from harness.model.config import Config
    from harness.model.suite import Suite

EXAMPLE = """Example:

    harness validate suites/refunds.yaml
"""


def register(app: typer.Typer) -> None:
    app.command("validate", short_help="Read every file; call nothing.", epilog=EXAMPLE)(command(validate))


def validate(
    suites: Annotated[
        list[Path] | None, typer.Argument(help="Suites or folders of suites [default: the project's suites/].")
    ] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Read harness.yaml, every suite with its tables, pictures and schemas, and the recordings there are, and fill in
    every prompt for every target. Nothing is called, no key is needed, and nothing need be recorded. What needs an
    optional package that is not installed is named.

    Exit codes: 0 all can be read; 2 something is wrong with the files, each problem with its place; 5 a recording is
    damaged.
    """
    from harness import api
    from harness.planning.needs import lacking
    from harness.suitefile.columns import misspelt
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    try:
        project = api.load(suites or (), config=config)
        planned = api.prepare(suites or (), config=config, record="none")
    except InputError as error:
        raise InputError(error.problems, unread=error.unread, undone="") from None
    recorded = sum(_recordings(project.config, suite) for suite in project.suites)
    cases = sum(len(suite.cases) for suite in project.suites)
    screen.say(
        f"valid: {_count(len(project.suites), 'suite')} with {_count(cases, 'case')} for "
        f"{_count(len(project.config.targets), 'target')}, {_count(len(planned.works), 'answer')} to ask for, "
        f"{_count(recorded, 'file')} of recordings"
    )
    for sentence in lacking(project.config, project.suites):
        screen.note(sentence)
    for sentence in (*project.passed_over, *(words for suite in project.suites for words in misspelt(suite))):
        screen.note(f"note: {sentence}")
    return 0


def _recordings(config: Config, suite: Suite) -> int:
    """How many files of recordings the suite has; each is read to its end.

    Raises:
        StoreError: one is damaged.
    """
    from harness.cassettes import store

    folder = store.path_of(Path(config.root), suite.name, suite.baseline).parent
    paths = sorted(folder.rglob("*.jsonl"))
    for path in paths:
        store.read(path)
    return len(paths)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
