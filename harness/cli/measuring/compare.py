"""harness compare: may this candidate take the baseline's place?"""

from __future__ import annotations

from typing import Annotated

import typer

from harness.cli import _completion, _options
from harness.cli._edge import command
from harness.cli.measuring.run import Require

EXAMPLE = """Examples:

    harness compare claude                             # with harness.yaml's baseline

    harness compare gpt claude --require proof -o decision.html
"""


def register(app: typer.Typer) -> None:
    app.command("compare", short_help="May a candidate take the baseline's place?", epilog=EXAMPLE)(command(compare))


def compare(
    baseline: Annotated[
        str | None,
        typer.Argument(
            metavar="BASELINE",
            help="The target in use; may be left out: harness.yaml's.",
            autocompletion=_completion.target,
        ),
    ] = None,
    candidate: Annotated[
        str | None, typer.Argument(help="The target to move to.", autocompletion=_completion.target)
    ] = None,
    suites: _options.Suites = None,
    k: _options.CaseFilter = "",
    samples: _options.SampleCount = None,
    record: _options.RecordMode = None,
    budget: _options.Budget = None,
    allow_exec: _options.AllowExec = False,
    stored_scores: _options.StoredScores = True,
    jobs: _options.Jobs = None,
    require: Annotated[
        Require, typer.Option(help="passing: nothing is shown not to port; proof: every suite must be *ports*.")
    ] = Require.passing,
    output: _options.Output = None,
    history: _options.Kept = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    no_color: _options.NoColor = False,
) -> int:
    """Compare two targets before a migration: verdicts, what breaks, latency and cost, the worst cases.

    Words that differ stand in [-…-] (baseline) and {+…+} (candidate). The last sentence is for the decision record.

    Exit codes: 0 good; 1 a suite does not port; 3 inconclusive, under --require proof; 4 some answers could not
    be had; others as for run. Checks that the baseline fails, too, do not count against the candidate.
    """
    import gc

    from harness import api, garbage
    from harness.cli import _ending, _env_file, _run
    from harness.cli.measuring._sides import sides
    from harness.exit_codes import comparison_code
    from harness.files import require_writable
    from harness.reports import choose
    from harness.summary import of
    from harness.terminal.compare import show_comparison
    from harness.terminal.screen import Screen

    gc.set_threshold(garbage.MANY)
    screen = Screen(color=not no_color, quiet=quiet)
    tell = None if quiet else screen.note
    keep = _ending.Keeping(reports=choose(output or []), config=config, history=history, tell=tell)
    require_writable(output or [])
    _env_file.load_env_file(env_file)
    words = [word for word in (baseline, candidate, *map(str, suites or ())) if word is not None]
    baseline, candidate, suites = sides(words, api.configuration(config))
    planned = api.prepare_comparison(
        baseline,
        candidate,
        suites,
        config=config,
        cases=k,
        samples=samples,
        record=record and record.value,
        budget_usd=budget,
        allow_exec=allow_exec,
        stored_scores=stored_scores,
        jobs=jobs,
    )
    run, signal_number = _run.executed(planned, suites, config, screen, env_file=env_file)
    summary = of(run)
    show_comparison(summary, baseline, candidate, screen)
    return _ending.conclude(summary, signal_number, screen, keep, comparison_code(run, require.value))
