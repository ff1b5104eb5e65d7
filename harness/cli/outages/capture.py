"""harness capture: the calls that a running application makes become a suite and recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor, refuse_beside

EXAMPLE = """Example:

    harness capture --suite support --port 8080

    OPENAI_BASE_URL=http://127.0.0.1:8080/v1 python your_application.py
"""
MOST_LISTED = 20


def register(app: typer.Typer) -> None:
    app.command("capture", short_help="Turn your application's own calls into a suite.", epilog=EXAMPLE)(
        command(capture)
    )


def capture(
    suite: Annotated[str, typer.Option(metavar="NAME", help="The suite to make or add to; several become NAME-2 ….")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 takes a free one.")] = 0,
    upstream: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where calls are passed on to [default: the vendor whose API they speak]."),
    ] = None,
    keep_personal: Annotated[
        bool,
        typer.Option("--keep-personal", help="Keep e-mail addresses, phone, card and account numbers; keys never are."),
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Listen to nothing: make the suite of what a killed capture has kept.")
    ] = False,
    ready_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Is made once it listens.")] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Pass an application's calls on to its vendor, and keep what was asked and answered.

    Calls go on as they come, streamed or not; keys and personal data are replaced in what is kept. Ctrl-C or SIGTERM
    ends it: the calls become cases, the answers recordings of the baseline, and `harness run` replays them. Begun
    again under the same name it goes on where it was.
    """
    from harness import api
    from harness.drilling.capture import CaptureOptions, made
    from harness.drilling.capture import capture as capture_until_stopped
    from harness.summary.phrases import count_of
    from harness.terminal.screen import Screen
    from harness.yamlfile.configuration_path import find_config

    if finish:
        idle = {"--port": port, "--upstream": upstream, "--keep-personal": keep_personal, "--ready-file": ready_file}
        refuse_beside("--finish", idle)
    screen = Screen(color=not no_color)
    found = config or find_config(Path.cwd())
    if found:
        api.configuration(found)  # what is wrong with it is told now, not when everything has been captured
    root = (found.parent if found else Path.cwd()).resolve()
    if finish:
        done = made(suite, root)
    else:
        options = CaptureOptions(
            suite=suite,
            root=root,
            port=port,
            upstream=upstream,
            keep_personal=keep_personal,
            ready_file=ready_file,
        )
        done = capture_until_stopped(options, screen.note)
    for path in done.written:
        screen.say(f"  {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    for notice in done.notices:
        screen.say(notice)
    for item in done.not_carried[:MOST_LISTED]:
        screen.say(f"not carried over: {item}")
    if len(done.not_carried) > MOST_LISTED:
        screen.say(f"… and {len(done.not_carried) - MOST_LISTED} more kinds of them")
    screen.say(f"{count_of(done.answers, 'answer')} recorded. Replay them:  harness run --record none")
    return 0
