"""harness run: have every answer, score it, say what ports."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from harness.cli import _options
from harness.cli._edge import command


class Require(StrEnum):
    passing = "passing"
    proof = "proof"


class EngineName(StrEnum):
    local = "local"
    ray = "ray"


EXAMPLE = """Example:

    harness run suites/refund-helpdesk.yaml -t claude -o report.html -o results.json
"""


def register(app: typer.Typer) -> None:
    app.command("run", short_help="Have every answer and say what ports.", epilog=EXAMPLE)(command(run))


def run(
    suites: _options.Suites = None,
    target: _options.Targets = None,
    k: _options.CaseFilter = "",
    failed: Annotated[
        bool,
        typer.Option("--failed", help="Only cases that did not come out well when last run; they prove nothing."),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Replay after every save and show what changed, until Ctrl-C (extra: watch)."),
    ] = False,
    samples: _options.SampleCount = None,
    baseline_samples: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Answers of the baseline per case, for its noise floor [default: 2].",
        ),
    ] = None,
    record: _options.RecordMode = None,
    live: Annotated[bool, typer.Option("--live", help="Call everything, record nothing.")] = False,
    nightly: Annotated[
        bool,
        typer.Option(
            "--nightly", help="--live, into history, then the drift since the pinned run and a page of trends."
        ),
    ] = False,
    batch: Annotated[
        bool,
        typer.Option(
            "--batch", help="Through the vendors' batch endpoints: half the price, within 24 hours; collected later."
        ),
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="With --batch, or --resume of such a run: stay until the batches have ended.")
    ] = False,
    cancel_batches: Annotated[
        bool,
        typer.Option(
            "--cancel-batches", help="With --resume: have the vendors stop the run's batches; keep what is answered."
        ),
    ] = False,
    notify_file: _options.NotifyFile = None,
    notify_url: _options.NotifyUrl = None,
    notify_when: _options.NotifyWhen = None,
    notify_as: _options.NotifyAs = None,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Calls in flight per target.")] = None,
    budget: _options.Budget = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many calls, tokens and dollars it would take; send nothing.")
    ] = False,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN|last", help="Take up an earlier run where it was cut.")
    ] = None,
    resend_in_doubt: Annotated[
        bool,
        typer.Option(
            "--resend-in-doubt",
            help="Send calls again whose answer never arrived, though they may have been charged.",
        ),
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="The same, and what a damaged journal may have had, too.")
    ] = False,
    no_continue: Annotated[
        bool, typer.Option("--no-continue", help="Begin anew although an earlier run of the same was cut.")
    ] = False,
    allow_exec: _options.AllowExec = False,
    stored_scores: _options.StoredScores = True,
    jobs: _options.Jobs = None,
    require: Annotated[
        Require, typer.Option(help="passing: nothing failed; proof: every comparison must be *ports*.")
    ] = Require.passing,
    output: _options.Output = None,
    otel: Annotated[
        bool,
        typer.Option("--otel", help="Send an OpenTelemetry span for every live answer (extra: otel)."),
    ] = False,
    engine: Annotated[
        EngineName,
        typer.Option(help="Where calls are made from: here, or workers of a Ray cluster (extra: ray)."),
    ] = EngineName.local,
    ray_address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A running cluster, auto or HOST:PORT [default: one started here]."),
    ] = None,
    ray_workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Workers per target [default: one per node or GPU].")
    ] = None,
    history: _options.Kept = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    no_color: _options.NoColor = False,
) -> int:
    """Run suites against their targets and compare every candidate with the baseline.

    Answers that are recorded under fixtures/ are replayed; the others are called for and recorded.
    The matrix goes to standard output, everything else to standard error.

    Exit codes: 0 good; 1 a check failed or a candidate does not port; 2 something is wrong with the
    files or the command, nothing was sent; 3 inconclusive, under --require proof; 4 some answers
    could not be had; 5 something cannot be read or written; 6 answers are awaited from batches: the
    same command again, or --resume, collects them; 130, 143 stopped by a signal.
    """
    import gc

    from harness import api, garbage
    from harness.cli import _notify, _run
    from harness.errors import UsageError
    from harness.reports import choose
    from harness.terminal.screen import Screen

    gc.set_threshold(garbage.MANY)
    screen = Screen(color=not no_color, quiet=quiet, verbose=verbose)
    keep = _run.Keeping(reports=choose(output or []), config=config, history=history)
    _run.load_env_file(env_file)
    options: dict[str, Any] = {
        "targets": _options.split(target),
        "cases": k,
        "failed": failed,
        "samples": samples,
        "baseline_samples": baseline_samples,
        "record": "live" if live or nightly else record and record.value,
        "concurrency": concurrency,
        "budget_usd": budget,
        "batch": batch,
        "wait": wait and resume is None,
    }
    if (live or nightly) and record is not None:
        raise UsageError("--live and --nightly record nothing; leave out --record", slug="record-mode")
    if nightly and history is False:
        raise UsageError("--nightly keeps the run in history; leave out --no-history")
    if failed and (nightly or samples == api.AUTO):
        other = "--nightly" if nightly else "--samples auto"
        raise UsageError(f"--failed runs cases that were chosen for failing, of which {other} can learn nothing")
    if (notify_file or notify_url or notify_when or notify_as) is not None and not nightly:
        raise UsageError("--notify-file and --notify-url go with --nightly, or with harness drift")
    notifier = _notify.notifier(notify_url, notify_when, notify_as, remembers=True)
    leave: dict[str, Any] = {
        "allow_exec": allow_exec,
        "resend_in_doubt": resend_in_doubt or resend,
        "resend": resend,
        "stored_scores": stored_scores,
        "jobs": jobs,
        **_engine(engine, ray_address, ray_workers),
    }
    if watch:
        from harness.cli.measuring import _watch

        others = {
            "--live": live,
            "--nightly": nightly,
            "--failed": failed,
            "--dry-run": dry_run,
            "--resume": resume,
            "--resend": resend,
            "--resend-in-doubt": resend_in_doubt,
            "--no-continue": no_continue,
            "--otel": otel,
            "--batch": batch,
            "--wait": wait,
            "--engine ray": engine is EngineName.ray,
            "--output": output,
            "--history": history,
            "--require proof": require is Require.proof,
        }
        _watch.require_possible(others, options["record"])
        options["record"] = options["record"] or "none"  # never what HARNESS_RECORD says: it may pay
        judged = {"allow_exec": allow_exec, "stored_scores": stored_scores, "jobs": jobs}
        return _watch.FileWatch(suites or [], config, {**options, **judged}, screen, env_file).run()
    _run.require_run(resume, cancel_batches=cancel_batches)
    if otel and resume is not None:
        raise UsageError("--otel goes with a run that begins now; leave it out of --resume")
    if resume is not None:
        _run.require_alone(suites, {**options, "record": None if nightly else options["record"]})
        stopped = _run.resumed(
            resume,
            config,
            screen,
            env_file=env_file,
            **leave,
            wait=wait,
            cancel_batches=cancel_batches,
            settled=keep.settled.append,
        )
    else:
        planned = api.prepare(suites or (), config=config, **leave, **options)
        if dry_run:
            _run.show_forecast(api.foresee(planned), screen)
            _run.note_lacking(planned, screen)
            api.require_affordable(planned)  # the run would refuse it, too
            return 0
        from harness.telemetry import Spans

        spans = Spans(planned) if otel else None
        stopped = _run.executed(
            planned,
            suites or [],
            config,
            screen,
            anew=no_continue,
            spans=spans,
            env_file=env_file,
            settled=keep.settled.append,
        )
    _run.keep_failures(stopped[0], config, screen)
    if nightly:
        from harness.cli.measuring import _nightly

        night = _nightly.NightlyOptions(
            suites=suites or [],
            output=output or [],
            config=config,
            notify_file=notify_file,
            notifier=notifier,
            require=require.value,
        )
        return keep.done(_nightly.finish(stopped, screen, night))
    return keep.done(_run.finish(stopped, screen, keep, require.value))


def _engine(engine: EngineName, ray_address: str | None, ray_workers: int | None) -> dict[str, Any]:
    """The options of that name. Raises UsageError."""
    from harness.errors import UsageError

    if engine is EngineName.local and (ray_address or ray_workers):
        raise UsageError("--ray-address and --ray-workers go with --engine ray")
    return {"engine": engine.value, "ray_address": ray_address, "ray_workers": ray_workers}
