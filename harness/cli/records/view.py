"""harness view: the history in a browser, on this machine only."""

from __future__ import annotations

from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor

EXAMPLE = """Example:

    harness view
"""


def register(app: typer.Typer) -> None:
    app.command("view", short_help="Look at the history in a browser.", epilog=EXAMPLE)(command(view))


def view(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 takes any free one.")] = 0,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> None:
    """Show trends by suite and target, run against run, and every answer: a local, read-only page.

    It listens on this machine only and opens to whoever has the address it prints. Ctrl-C ends it.
    Needs the extra: pip install 'portproof[view]'
    """
    from harness import past_runs
    from harness.terminal.screen import Screen
    from harness.view.server import serve

    screen = Screen(color=not no_color)
    with past_runs.history(config) as past:
        serve(past, port, lambda address: screen.say(str(address)))
