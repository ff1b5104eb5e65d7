"""harness compare: may this candidate take the baseline's place?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import AllowExec, ConfigFile, EnvFile, Kept, NoColor, Quiet, SampleCount
from harness.cli.run import Record, Require

EXAMPLE = """Example:

    harness compare gpt claude --require proof -o decision.html
"""


def register(app: typer.Typer) -> None:
    app.command("compare", short_help="May a candidate take the baseline's place?", epilog=EXAMPLE)(command(compare))


def compare(
    baseline: Annotated[str, typer.Argument(help="The target in use, whatever harness.yaml calls its baseline.")],
    candidate: Annotated[str, typer.Argument(help="The target to move to.")],
    suites: Annotated[
        list[Path] | None, typer.Argument(help="Suites or folders of suites [default: the project's suites/].")
    ] = None,
    k: Annotated[
        str, typer.Option("-k", metavar="EXPR", help='Only cases whose suite/id matches, e.g. "refund and not late".')
    ] = "",
    samples: SampleCount = None,
    record: Annotated[
        Record | None,
        typer.Option(
            help="none: replay only; new: call and record what is missing; all: call everything afresh.  [default: new]"
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, metavar="USD", help="Stop before more than this is spent.")
    ] = None,
    allow_exec: AllowExec = False,
    require: Annotated[
        Require, typer.Option(help="passing: nothing is shown not to port; proof: every suite must be *ports*.")
    ] = Require.passing,
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write a report; its suffix says which (repeatable)."),
    ] = None,
    history: Kept = None,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Compare two targets before a migration: verdicts, what breaks, latency and cost, the worst cases.

    Words that differ stand in [-…-] (baseline) and {+…+} (candidate). The last sentence is for the decision record.

    Exit codes: 0 good; 1 a suite does not port; 3 inconclusive, under --require proof; 4 some answers could not
    be had; others as for run. Checks that the baseline fails, too, do not count against the candidate.
    """
    from harness import api
    from harness.cli import _run
    from harness.exit_codes import comparison_code
    from harness.reports import choose
    from harness.summary import of
    from harness.terminal.compare import show_comparison
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    keep = _run.Keeping(reports=choose(output or []), config=config, history=history)
    _run.load_env_file(env_file)
    planned = api.prepare_comparison(
        baseline,
        candidate,
        suites or (),
        config=config,
        cases=k,
        samples=samples,
        record=record and record.value,
        budget_usd=budget,
        allow_exec=allow_exec,
    )
    run, signal_number = _run.executed(planned, suites or [], config, screen)
    summary = of(run)
    show_comparison(summary, baseline, candidate, screen)
    return _run.conclude(summary, signal_number, screen, keep, comparison_code(run, require.value))
