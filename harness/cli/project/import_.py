"""harness import: compare answers that you already have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import NoColor

EXAMPLE = """Example:

    harness import outputs answers.jsonl.gz --suite support --into ported && cd ported && harness run
"""


class Origin(StrEnum):
    imported = "imported"
    authored = "authored"


def register(app: typer.Typer) -> None:
    app.command("import", short_help="Compare answers you already have.", epilog=EXAMPLE)(command(import_))


def import_(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="outputs: prompts with models' answers become a suite. answers: answers to a suite's cases.",
        ),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines, plain or .gz.")],
    suite: Annotated[str, typer.Option(metavar="NAME", help="The suite to make, or to record for.")],
    into: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The project's folder [default: where harness.yaml is found, else here]."),
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option("-m", "--model", metavar="NAME", help="Only this model (repeatable).")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="The model in use today [default: the first in the file].")
    ] = None,
    score: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column with a verdict or a score from 0 to 1, besides score and correct (repeatable).",
        ),
    ] = None,
    origin: Annotated[
        Origin, typer.Option(help="What results say about where the answers come from.")
    ] = Origin.imported,
    no_color: NoColor = False,
) -> int:
    """Turn answers that somebody already has into a suite and recordings; `harness run` then compares them."""
    from harness import plugins
    from harness.protocols import ImportOptions
    from harness.suitefile.config import find_config
    from harness.terminal.screen import Screen

    importer = plugins.load("importers", format)
    config_path = find_config(Path.cwd())
    root = into or (config_path.parent if config_path else Path.cwd())
    done = importer.take_over(
        file,
        ImportOptions(
            suite=suite,
            root=root.resolve(),
            models=tuple(model or ()),
            baseline=baseline,
            scores=tuple(score or ()),
            origin=origin.value,
        ),
    )
    screen = Screen(color=not no_color)
    for path in done.written:
        screen.say(f"  {_short(path)}")
    screen.say(f"{done.answers} answers recorded.")
    for notice in done.notices:
        screen.note(f"note: {notice}")
    go = f"cd {into} && " if into else ""
    screen.say(f"Compare them:  {go}harness run -k {suite}/")
    return 0


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
