"""harness run: have every answer, score it, say what ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli import _options
from harness.cli._edge import command

if TYPE_CHECKING:
    from harness.cli._ending import Keeping, Stopped
    from harness.terminal.screen import Screen


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
    from harness.cli import _ending, _env_file
    from harness.cli.measuring import _judged_before
    from harness.files import require_writable
    from harness.reports import choose
    from harness.stored_runs.question import RunQuestion
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet, verbose=verbose)
    tell = None if quiet else screen.note
    keep = _ending.Keeping(reports=choose(output or []), config=config, history=history, tell=tell)
    require_writable([*(output or []), notify_file])
    _env_file.load_env_file(env_file)
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
    notify = (notify_file or notify_url or notify_when or notify_as) is not None
    _require_sense(record, options, live=live, nightly=nightly, history=history, notify=notify)
    if nightly:
        from harness.cli import _notify
        from harness.cli.measuring import _nightly

        night = _nightly.NightlyOptions(
            suites=suites or [],
            output=output or [],
            config=config,
            notify_file=notify_file,
            notifier=_notify.notifier(notify_url, notify_when, notify_as, remembers=True),
            require=require.value,
        )
        require_writable(path for path, _ in night.reports)
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
    asked = None
    if not (dry_run or otel or cancel_batches or resume is not None):
        asked = RunQuestion.of(suites or [], config, {**leave, **options})
    if asked and (again := _judged_before.look(asked, screen)):
        return _judged_before.show(again, screen, keep, require.value)
    said = _Command(
        suites=suites or [],
        config=config,
        env_file=env_file,
        screen=screen,
        keep=keep,
        options=options,
        leave=leave,
        resume=resume,
        flags={
            "dry_run": dry_run,
            "otel": otel,
            "no_continue": no_continue,
            "wait": wait,
            "cancel_batches": cancel_batches,
            "nightly": nightly,
        },
    )
    # What follows loads all that a run may need, which takes longer than to find that it is known.
    from harness import reads
    from harness.exit_codes import codes_of
    from harness.stored_runs import store
    from harness.summary import of

    with reads.recorded() as seen:
        stopped = _made(said)
    if stopped is None:
        return 0
    if nightly:
        return keep.done(_nightly.finish(stopped, screen, night))
    run, signal_number = stopped
    summary, codes = of(run), codes_of(run)
    _ending.keep_failures(summary, config, screen)
    code = keep.done(_ending.finish(summary, signal_number, screen, keep, codes[require.value]))
    if asked:
        store.keep(asked, seen, summary, codes)
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    """What was said on the command line of a run that is to be made; `flags` are the options that say yes or no."""

    suites: Sequence[Path]
    config: Path | None
    env_file: Path | None
    screen: Screen
    keep: Keeping
    options: Mapping[str, Any]
    leave: Mapping[str, Any]
    resume: str | None
    flags: Mapping[str, bool]


def _made(said: _Command) -> Stopped | None:
    """The run and the signal that stopped it, if one did; None where it was only to be said what it would take."""
    import gc

    from harness import api, garbage
    from harness.cli import _run
    from harness.errors import UsageError

    gc.set_threshold(garbage.MANY)
    flags, screen = said.flags, said.screen
    _run.require_run(said.resume, cancel_batches=flags["cancel_batches"])
    if flags["otel"] and said.resume is not None:
        raise UsageError("--otel goes with a run that begins now; leave it out of --resume")
    if said.resume is not None:
        record = None if flags["nightly"] else said.options["record"]
        _run.require_alone(said.suites, {**said.options, "record": record})
        return _run.resumed(
            said.resume,
            said.config,
            screen,
            env_file=said.env_file,
            **said.leave,
            wait=flags["wait"],
            cancel_batches=flags["cancel_batches"],
            settled=said.keep.settled.append,
        )
    planned = api.prepare(said.suites, config=said.config, **said.leave, **said.options)
    if flags["dry_run"]:
        _run.show_forecast(api.foresee(planned), screen)
        _run.note_lacking(planned, screen)
        api.require_affordable(planned)  # the run would refuse it, too
        return None
    from harness.telemetry import Spans

    return _run.executed(
        planned,
        said.suites,
        said.config,
        screen,
        anew=flags["no_continue"],
        spans=Spans(planned) if flags["otel"] else None,
        env_file=said.env_file,
        settled=said.keep.settled.append,
        unattended=flags["nightly"],
    )


def _require_sense(
    record: _options.RecordMode,
    options: Mapping[str, Any],
    *,
    live: bool,
    nightly: bool,
    history: bool | None,
    notify: bool,
) -> None:
    """Refuse options that do not go together. Raises UsageError."""
    from harness.errors import UsageError

    if (live or nightly) and record is not None:
        raise UsageError("--live and --nightly record nothing; leave out --record", slug="record-mode")
    if nightly and history is False:
        raise UsageError("--nightly keeps the run in history; leave out --no-history")
    if options["failed"] and (nightly or options["samples"] == "auto"):
        other = "--nightly" if nightly else "--samples auto"
        raise UsageError(f"--failed runs cases that were chosen for failing, of which {other} can learn nothing")
    if notify and not nightly:
        raise UsageError("--notify-file and --notify-url go with --nightly, or with harness drift")


def _engine(engine: EngineName, ray_address: str | None, ray_workers: int | None) -> dict[str, Any]:
    """The options of that name. Raises UsageError."""
    from harness.errors import UsageError

    if engine is EngineName.local and (ray_address or ray_workers):
        raise UsageError("--ray-address and --ray-workers go with --engine ray")
    return {"engine": engine.value, "ray_address": ray_address, "ray_workers": ray_workers}
