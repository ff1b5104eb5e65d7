"""harness scenario: what goes wrong, in the words of another injector."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli import _options
from harness.cli._edge import command

EXAMPLE = """Example:

    harness scenario export mitmproxy --scenario S01 -o faults.py

    mitmdump --mode reverse:https://api.openai.com --listen-host 127.0.0.1 -p 8080 -s faults.py
"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="What to do with a scenario of faults.", rich_markup_mode=None)
    group.command("export", short_help="Write it for another injector.", epilog=EXAMPLE)(command(export))
    app.add_typer(group, name="scenario", short_help="Write a scenario for mitmproxy.")


def export(
    injector: Annotated[str, typer.Argument(metavar="INJECTOR", help="mitmproxy.")],
    scenario: _options.Scenarios = None,
    fault: _options.Faults = None,
    down: _options.SufferingDomains = None,
    time_scale: _options.TimeScale = 1.0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file [default: standard output]."),
    ] = None,
    seed: _options.Seed = 0,
    config: _options.ConfigFile = None,
    no_color: _options.NoColor = False,
) -> int:
    """Write a scenario as an add-on of mitmproxy, and say what mitmproxy cannot do or does otherwise.

    The file needs nothing but mitmproxy: load it with `-s`, beside the add-ons that are loaded already.
    """
    from harness import api
    from harness.drilling.mitmproxy import render
    from harness.drilling.serve import ServeOptions, scenario_of
    from harness.errors import UsageError
    from harness.files import require_writable, write_atomically
    from harness.terminal.screen import Screen

    if injector != "mitmproxy":
        raise UsageError(
            f"no injector is named {injector!r}", hint="mitmproxy is the only one that scenarios are written for"
        )
    if not (scenario or fault or down):
        raise UsageError("say what goes wrong", hint="--scenario S01, --fault NAME or --down KIND=NAME")
    require_writable([output])
    options = ServeOptions(port=0, scenarios=tuple(scenario or ()), faults=tuple(fault or ()), down=tuple(down or ()))
    text, losses = render(scenario_of(options, lambda: api.configuration(config)), time_scale, seed)
    screen = Screen(color=not no_color)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_atomically(output, [text])
        screen.note(f"wrote {output}")
    for loss in losses:
        screen.note(f"lost: {loss.what}: {loss.why}")
    return 0
