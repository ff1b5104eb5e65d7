"""harness recordings: what is shared with other machines, and bringing it there and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, EnvFile, NoColor, Suites

if TYPE_CHECKING:
    from harness.api import Project

EXAMPLE = """Examples:

    harness recordings

    harness recordings pull suites/refund-helpdesk.yaml

    harness recordings push
"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True, epilog=EXAMPLE)(recordings)
    group.command("push", short_help="Share what is recorded here.")(command(push))
    group.command("pull", short_help="Take what is shared into fixtures/.")(command(pull))
    app.add_typer(group, name="recordings", short_help="Recordings shared with other machines.")


def recordings(
    context: typer.Context, config: ConfigFile = None, env_file: EnvFile = None, no_color: NoColor = False
) -> None:
    """How many recordings of each suite lie here, and how many are shared (`recordings` in harness.yaml).

    A run needs none of these commands: it looks for what it lacks, and gives out what it is answered.
    """
    if context.invoked_subcommand is not None:
        return

    def listed() -> int:
        from harness.sending import transfer
        from harness.terminal._layout import table
        from harness.terminal.screen import Screen

        project = _project(None, config, env_file)
        place, counts = transfer.counts(project.config, [suite.name for suite in project.suites])
        screen = Screen(color=not no_color)
        rows = [(count.suite, count.cassette, f"{count.here:,}", f"{count.there:,}") for count in counts]
        screen.say(*table([("suite", "cassette", "here", "shared"), *rows], right=(2, 3)))
        screen.note(f"shared in {place}")
        return 0

    command(listed)()


def push(
    suites: Suites = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where another recording is shared; mends damaged ones.")
    ] = False,
    config: ConfigFile = None,
    env_file: EnvFile = None,
) -> None:
    """Share what is recorded here: after recording without a connection, or to begin with.

    What is shared already stays, unless it is to be replaced.
    """
    from harness.sending import transfer
    from harness.summary import phrases
    from harness.terminal.screen import Screen

    project = _project(suites, config, env_file)
    place, written = transfer.push(project.config, [suite.name for suite in project.suites], replace=replace)
    Screen().note(f"{phrases.count_of(written, 'recording')} written to {place}.")


def pull(suites: Suites = None, config: ConfigFile = None, env_file: EnvFile = None) -> None:
    """Take what is shared into the cassettes under fixtures/: to work offline, to commit them, for a bundle.

    Of several recordings for one place that one is taken which fits today's prompt, else the latest.
    """
    from harness import api
    from harness.sending import transfer
    from harness.summary import phrases
    from harness.terminal.screen import Screen

    project = _project(suites, config, env_file)
    asked = {work.key for work in api.prepare(suites or (), config=config, record="none").works}
    place, taken = transfer.pull(project.config, [suite.name for suite in project.suites], asked)
    Screen().note(f"{phrases.count_of(taken, 'recording')} taken from {place}.")


def _project(suites: list[Path] | None, config: Path | None, env_file: Path | None) -> Project:
    from harness import api
    from harness.cli import _env_file

    _env_file.load_env_file(env_file)
    return api.load(suites or (), config=config)
