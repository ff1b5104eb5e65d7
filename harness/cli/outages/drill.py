"""harness drill: take a vendor down on the wire and see what your fallback makes of it."""

from __future__ import annotations

from typing import Annotated

import typer

from harness.cli import _options
from harness.cli._edge import command

EXAMPLE = """Example:

    harness drill --offline --down vendor=openai -o drill.html
"""


def register(app: typer.Typer) -> None:
    app.command("drill", short_help="Take a vendor down; see who answers, and how well.", epilog=EXAMPLE)(
        command(drill)
    )


def drill(
    suites: _options.Suites = None,
    down: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=NAME", help="The failure domain that goes down (repeatable: one outage each)."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="S01…S16|FILE", help="What happens to it [default: 503 until every case was sent]."),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Try every entry of the chain by itself: a dead one is found today.")
    ] = False,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Recorded answers, over real sockets: no key, no network."),
    ] = False,
    standby: Annotated[
        str | None, typer.Option(metavar="TARGET", help="Start this local model cold as the fault begins, and time it.")
    ] = None,
    load: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many requests at once, as when everybody fails over.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="step=N", help="The vendor dies at this call of every workflow, in its middle."),
    ] = None,
    back: Annotated[bool, typer.Option("--return", help="With --at: it is there again for the next call.")] = False,
    time_scale: Annotated[
        float | None,
        typer.Option(min=0.001, help="Multiplies every duration.  [default: 0.1 offline, else 1]"),
    ] = None,
    cases: Annotated[str, typer.Option("-k", metavar="EXPR", help="Only cases that match.")] = "",
    output: _options.DrillReports = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    no_color: _options.NoColor = False,
) -> int:
    """Every case goes through `failover:` of harness.yaml while the domain is down, over loopback.

    What is served is judged like any candidate: same checks, same equivalence, same verdict. Nothing of it is recorded,
    only when it was drilled and what came of it.

    Exit codes: 1 a critical suite went unanswered or was served answers that do not port, or an entry of a chain is
    dead; 4 recordings are missing.
    """
    from harness import api
    from harness.cli import _env_file
    from harness.drilling.drill import DrillOptions
    from harness.drilling.drill import drill as play
    from harness.drilling.keeping import keep
    from harness.drilling.outcome import drill_code
    from harness.drilling.reports import writer_for
    from harness.files import require_writable, write_atomically
    from harness.planning.selection import case_filter
    from harness.serving.scenario_file import scenario_named
    from harness.terminal.drill import show_drill
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    writers = [(path, writer_for(path)) for path in output or []]
    require_writable(output or [])
    _env_file.load_env_file(env_file)
    project = api.load(suites or (), config=config)
    options = DrillOptions(
        down=tuple(down or ()),
        scenario=scenario_named(scenario) if scenario else None,
        each=each,
        offline=offline,
        time_scale=time_scale or (0.1 if offline else 1.0),
        standby=standby,
        load=load,
        at=_call_number(at),
        returns=back,
    )
    suites_drilled = api.matching(project.suites, case_filter(cases))
    played = play(project.config, suites_drilled, options, screen.note)
    if keep(project.config, suites_drilled, options, played):
        screen.note("kept in .harness/drills.json: `harness readiness` shows when this was drilled")
    show_drill(played, screen)
    for path, render in writers:
        write_atomically(path, render(played))
        screen.note(f"wrote {path}")
    return drill_code(played)


def _call_number(text: str | None) -> int | None:
    from harness.errors import UsageError

    if text is None:
        return None
    number = text.removeprefix("step=")
    if not number.isdecimal() or int(number) < 1:
        raise UsageError(f"--at {text!r}: say which call, counted from 1", hint="for example --at step=2")
    return int(number)
