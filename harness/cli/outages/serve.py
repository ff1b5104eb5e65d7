"""harness serve: a loopback server that plays a vendor, well or badly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli import _options
from harness.cli._edge import command

EXAMPLE = """Example:

    harness serve --port 8080 --text "Refunds take 30 days." --scenario S08 --log attempts.jsonl

    OPENAI_BASE_URL=http://127.0.0.1:8080/v1 python your_application.py
"""


def register(app: typer.Typer) -> None:
    app.command("serve", short_help="Play a vendor on loopback, well or badly.", epilog=EXAMPLE)(command(serve))


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 takes a free one.")],
    text: Annotated[str | None, typer.Option(help="Answer every healthy request with this text, word by word.")] = None,
    replay: Annotated[bool, typer.Option("--replay", help="Answer from the project's recordings.")] = False,
    proxy: Annotated[bool, typer.Option("--proxy", help="Pass healthy requests on to the real vendor.")] = False,
    upstream: Annotated[
        str | None, typer.Option(metavar="URL", help="With --proxy: pass them on to this address instead.")
    ] = None,
    scenario: _options.Scenarios = None,
    fault: _options.Faults = None,
    down: _options.SufferingDomains = None,
    time_scale: _options.TimeScale = 1.0,
    ready_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Is made once the server listens.")] = None,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="A JSON line for every attempt.")] = None,
    score: Annotated[
        bool,
        typer.Option("--score", help="With --replay or --proxy: judge what requests got by the baseline's recordings."),
    ] = False,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="With --score: a report, .json, .html or .md (repeatable)."
        ),
    ] = None,
    seed: _options.Seed = 0,
    config: _options.ConfigFile = None,
    no_color: _options.NoColor = False,
) -> int:
    """Serve /v1/chat/completions, /v1/responses and /v1/messages on 127.0.0.1, streamed or not; keys are not looked at.

    Point your own application or gateway here and see what it makes of a vendor that is down, slow, or says half.
    GET /v1/models lists the models of the project's targets; with --proxy, what the vendor lists.
    Requests for the model `fallback` are healthy. SIGTERM and Ctrl-C end it with exit code 0; with --score it is 1
    where a critical suite's question went unanswered or was served answers that do not port.
    """
    from harness import api
    from harness.drilling.outcome import drill_code
    from harness.drilling.reports import writer_for
    from harness.drilling.serve import ServeOptions
    from harness.drilling.serve import serve as serve_until_stopped
    from harness.errors import UsageError
    from harness.files import require_writable, write_atomically
    from harness.terminal.drill import show_drill
    from harness.terminal.screen import Screen

    if output and not score:
        raise UsageError("--output is the report of --score", hint="--log FILE writes every attempt")
    writers = [(path, writer_for(path)) for path in output or []]
    require_writable(output or [])
    options = ServeOptions(
        port=port,
        text=text,
        replay=replay,
        proxy=proxy,
        upstream=upstream,
        scenarios=tuple(scenario or ()),
        faults=tuple(fault or ()),
        down=tuple(down or ()),
        time_scale=time_scale,
        ready_file=ready_file,
        log=log,
        seed=seed,
        score=score,
    )
    screen = Screen(color=not no_color)
    scored = serve_until_stopped(
        options, lambda: api.configuration(config), lambda: api.load(config=config).suites, screen.note
    )
    if scored is None:
        return 0
    show_drill(scored, screen)
    for path, render in writers:
        write_atomically(path, render(scored))
        screen.note(f"wrote {path}")
    return drill_code(scored)
