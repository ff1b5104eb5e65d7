"""harness adapt: a prompt with which a suite ports to another target, sought on some cases and proven on others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli import _completion
from harness.cli._edge import command
from harness.cli._options import AllowExec, Budget, ConfigFile, EnvFile, NoColor, Quiet

if TYPE_CHECKING:
    from harness.model.adaptation import Adaptation

EXAMPLE = """Example:

    harness adapt suites/classify-ticket.yaml --to llama --budget 2
"""


def register(app: typer.Typer) -> None:
    app.command("adapt", short_help="Find a prompt that ports, and prove it.", epilog=EXAMPLE)(command(adapt))


def adapt(
    suite: Annotated[
        Path, typer.Argument(metavar="SUITE", help="The suite that is to port.", autocompletion=_completion.suite)
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="TARGET", help="The target that it is to port to.", autocompletion=_completion.target
        ),
    ],
    budget: Budget = None,
    writer: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="TARGET", help="The target that rewrites prompts [default: adapt: {writer: …}]."
        ),
    ] = None,
    keep_baseline: Annotated[
        bool, typer.Option("--keep-baseline", help="Seek one prompt that serves both; a variant is the last resort.")
    ] = False,
    patch: Annotated[bool, typer.Option("--patch", help="Write nothing: print the change as a patch.")] = False,
    write_anyway: Annotated[
        bool, typer.Option("--write-anyway", help="Write the best found although it is not proven; the file says so.")
    ] = False,
    concurrency: Annotated[int | None, typer.Option(min=1, metavar="N", help="Calls in flight a target.")] = None,
    resend_in_doubt: Annotated[
        bool, typer.Option("--resend-in-doubt", help="Send calls again whose answer never came.")
    ] = False,
    allow_exec: AllowExec = False,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Find a prompt, examples or parameters with which SUITE ports to TARGET, and write them into its `variants:`.

    The cases are split before anything is tried: the search learns from one part, chooses by another, and what it ends
    in is looked at once on the third, held out. Nothing is written that the held-out cases do not bear out. The same
    command goes on where it was cut, and asks nothing twice.

    Exit codes: 0 it ports, or nothing had to be adapted; 1 nothing was found that does; 3 the held-out cases do not
    settle it; 4 it was cut: the budget or a vendor gave out; 2 wrong use, or too few cases; 5 a file cannot be written.
    """
    from harness.adapting.adaptation import AdaptOptions
    from harness.adapting.project import adapt as adapt_suite
    from harness.cli import _env_file, _run
    from harness.terminal.adapt import show_adaptation
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    _env_file.load_env_file(env_file)
    wanted = AdaptOptions(
        candidate=to,
        writer=writer,
        budget_usd=budget,
        keep_baseline=keep_baseline,
        write_anyway=write_anyway,
        patch_only=patch,
        resend_in_doubt=resend_in_doubt,
        allow_exec=allow_exec,
        concurrency=concurrency,
    )
    found, signal_number = _run.adapted(
        lambda watch, listeners, stop: adapt_suite(
            suite, wanted, config=config, watch=watch, listeners=listeners, stop=stop
        ),
        screen,
    )
    show_adaptation(found, screen)
    if patch and found.patch:
        screen.say("", *found.patch.splitlines())
    return 128 + signal_number if signal_number is not None else _code(found)


def _code(found: Adaptation) -> int:
    from harness.exit_codes import FAILED, INCOMPLETE, INCONCLUSIVE

    if found.proven or found.outcome == "nothing to adapt":
        return 0
    if found.outcome == "cut":
        return INCOMPLETE
    inconclusive = found.held_out is not None and found.held_out.verdict == "inconclusive"
    return INCONCLUSIVE if inconclusive else FAILED
