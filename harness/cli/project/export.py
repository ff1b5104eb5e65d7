"""harness export: suites, cases and answers in the words of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor

EXAMPLE = """Examples:

    harness export promptfoo --suite support -o promptfooconfig.yaml
    harness export answers --suite support > answers.jsonl
"""


def register(app: typer.Typer) -> None:
    app.command("export", short_help="Write suites, cases and answers for other tools.", epilog=EXAMPLE)(
        command(export)
    )


def export(
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="promptfoo, cases or answers; `harness explain FORMAT` says more.")
    ],
    suite: Annotated[
        str | None, typer.Option(metavar="NAME", help="The suite [default: the project's only one].")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file; .csv is a table [default: standard output]."),
    ] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Write a suite, its cases or its recorded answers for another tool, and list what that tool cannot say."""
    from harness import api, plugins
    from harness.errors import UsageError
    from harness.files import require_writable, write_atomically
    from harness.suitefile.suite import load_suites
    from harness.terminal.screen import Screen

    require_writable([output])
    exporter = plugins.load("exporters", format)
    loaded = api.configuration(config)
    suites = {found.name: found for found in load_suites([Path(loaded.root) / "suites"], loaded)}
    if suite is None and len(suites) > 1:
        names = tuple(suites)
        raise UsageError("the project has several suites", hint=f"name one with --suite: {', '.join(names[:12])}")
    name = suite or next(iter(suites))
    if name not in suites:
        raise UsageError(f"no suite is named {name!r}", slug="unknown-suite", hint=plugins.suggest(name, tuple(suites)))
    done = exporter.render(suites[name], loaded, output.suffix if output else "")
    screen = Screen(color=not no_color)
    if output is None:
        for piece in done.pieces:
            typer.echo(piece, nl=False)
    else:
        write_atomically(output, done.pieces)
        screen.note(f"wrote {output}")
    for item in done.not_carried:
        screen.note(f"lost: {item}")
    return 0
