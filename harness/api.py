"""The verbs of harness, for Python and for the edges: load, run, compare, resume, lint.

Those about runs that are over are in `harness.past_runs`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from harness.engine import failures
from harness.engine.run import execute
from harness.errors import InputError, UsageError
from harness.garbage import seldom_collected
from harness.model.config import Config
from harness.model.options import Options, RecordMode
from harness.model.result import Run
from harness.model.suite import Suite
from harness.planning.plan import Plan, meta_of, plan, unknown_targets
from harness.planning.selection import suites_and_cases
from harness.protocols import Listener
from harness.sending import resume as run_starts
from harness.sending.resume import ResumedRun, RunStart
from harness.sending.run_folders import mark_finished
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites
from harness.yamlfile.configuration_path import Paths, paths_of
from harness.yamlfile.configuration_path import configuration_path as path_of_configuration

if TYPE_CHECKING:
    from harness.engine.forecast import Forecast
    from harness.linting.calendar import ModelInUse
    from harness.linting.check import Linted

AUTO = "auto"
"""As a number of samples: as many as settle the verdicts."""


@dataclass(frozen=True, slots=True)
class Project:
    """A loaded configuration and the suites that were asked for. `passed_over` has a sentence on each file beside them
    that looks like one and is none.
    """

    config: Config
    suites: tuple[Suite, ...]
    passed_over: tuple[str, ...] = ()


def load(suites: Paths = (), *, config: str | os.PathLike[str] | None = None) -> Project:
    """Load `harness.yaml` and suites (files or folders; default: the project's `suites/`).

    The configuration is `config`, else the variable HARNESS_CONFIG, else found by walking up from
    the working directory.

    Raises:
        UsageError: there is no configuration or no suite.
        InputError: files are wrong; carries every problem.
    """
    project_config = configuration(config)
    paths = paths_of(suites) or [Path(project_config.root) / "suites"]
    passed_over: list[str] = []
    suites_found = load_suites(paths, project_config, passed_over=passed_over)
    return Project(project_config, suites_found, tuple(passed_over))


def matching(suites: Iterable[Suite], matches: Callable[[str, str], bool]) -> tuple[Suite, ...]:
    """The suites with the cases that match (suite, case); those without any are left out.

    Raises:
        UsageError: nothing matches.
    """
    suites = tuple(suites)
    chosen = [replace(s, cases=tuple(case for case in s.cases if matches(s.name, case.id))) for s in suites]
    chosen = [suite for suite in chosen if suite.cases]
    if not chosen:
        raise UsageError("no case matches", slug="nothing-selected", hint=f"there are: {suites_and_cases(suites)}")
    return tuple(chosen)


def configuration(config: str | os.PathLike[str] | None = None) -> Config:
    """`harness.yaml` alone; see `load` for how it is found."""
    return load_config(configuration_path(config))


def run(
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    listeners: Sequence[Listener] = (),
    **options: Any,
) -> Run:
    """As `harness.run`, without a look whether the same was judged before."""
    with seldom_collected():
        return _to_its_end(arun(suites, config=config, listeners=listeners, **options))


async def arun(
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
    **options: Any,
) -> Run:
    """As `run`, on a running event loop. Setting `stop` sends nothing more and scores what was had."""
    planned = prepare(suites, config=config, **options)
    return await execute(planned, listeners=listeners, stop=stop, start=begin(planned, suites, config))


def compare(
    baseline: str,
    candidate: str,
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    listeners: Sequence[Listener] = (),
    **options: Any,
) -> Run:
    """Compare two targets on every suite, whatever baseline and targets the suites name.

    The options are those of `run` but `targets`.

    Raises:
        UsageError, InputError, StoreError: as `run`.
    """
    with seldom_collected():
        planned = prepare_comparison(baseline, candidate, suites, config=config, **options)
        return _to_its_end(execute(planned, listeners=listeners, start=begin(planned, suites, config)))


async def resume(
    run_id: str,
    *,
    config: str | os.PathLike[str] | None = None,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
    resend_in_doubt: bool = False,
    resend: bool = False,
    allow_exec: bool = False,
    stored_scores: bool = True,
    wait: bool = False,
    cancel_batches: bool = False,
    engine: str = "local",
    ray_address: str | None = None,
    ray_workers: int | None = None,
    jobs: int | None = None,
    settled: Callable[[Path], None] | None = None,
) -> Run:
    """Take up an earlier run (`last`: the newest) with the suites and options it was begun with.

    Answers already had are not asked for again; calls in doubt only with `resend_in_doubt`, those that a damaged
    journal may have had only with `resend`. Leave to run code is not kept, and given anew by `allow_exec`. Batches of
    the run are collected; with `wait` it is stayed until they have ended; with `cancel_batches` their vendors are told
    to stop, and no target is asked anything more. The `engine` is given anew, too. Who keeps
    the run elsewhere may mark it finished only then: `settled` is given its folder, if nothing is left to be taken up.

    Raises:
        UsageError: there is no such run, another process is working on it, or it has no batches to cancel.
        AnswersAwaited: batches of the run have not ended.
        StoreError: its journal is damaged, and `resend` was not said.
    """
    path = configuration_path(config)
    resumed = run_starts.resume(str(path.parent), run_id, resend=resend)
    try:
        meta = resumed.contents.meta
        if cancel_batches:
            _require_batches(resumed)
        lists = {name: tuple(meta["options"].get(name, ())) for name in ("targets", "case_ids", "failed_cases")}
        chosen = Options(**{**meta["options"], **lists})
        project = load([path.parent / suite for suite in meta["suites"]], config=path)
        chosen = replace(
            chosen,
            resend_in_doubt=resend_in_doubt or resend,
            resend=resend,
            allow_exec=allow_exec,
            stored_scores=stored_scores,
            wait=wait,
            cancel_batches=cancel_batches,
            engine=engine,
            ray_address=ray_address,
            ray_workers=ray_workers,
            jobs=jobs,
        )
        planned = replace(plan(project.config, project.suites, chosen), passed_over=project.passed_over)
    except BaseException:
        resumed.journal.close()
        raise
    return await execute(planned, listeners=listeners, stop=stop, start=resumed, settled=settled or mark_finished)


def _require_batches(resumed: ResumedRun) -> None:
    if not resumed.contents.batches:
        raise UsageError(
            f"run {resumed.run_id} awaits no batches: there is nothing to cancel, and nothing was sent",
            hint=f"to go on with it: harness run --resume {resumed.run_id}",
        )


def prepare(suites: Paths = (), *, config: str | os.PathLike[str] | None = None, **options: Any) -> Plan:
    """Load, select and render: everything that can be wrong before anything is sent."""
    try:
        project = load(suites, config=config)
    except InputError as error:
        if error.unread:  # no target is known yet
            raise
        said = options.get("targets") or (), options.get("baseline")
        raise InputError((*error.problems, *unknown_targets(configuration(config), *said))) from error
    return prepare_loaded(project, **options)


def prepare_loaded(project: Project, **options: Any) -> Plan:
    """As `prepare`, of what is loaded already."""
    if options.pop("failed", False):
        options["failed_cases"] = failures.failed_cases(
            Path(project.config.root), project.suites, options.get("targets") or ()
        )
    planned = plan(project.config, project.suites, _options(options))
    return replace(planned, passed_over=project.passed_over)


def prepare_comparison(
    baseline: str,
    candidate: str,
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Plan:
    """As `prepare`, for `compare`."""
    if baseline == candidate:
        raise UsageError(f"{baseline!r} is to be compared with itself", slug="same-target", hint="name two targets")
    return prepare(suites, config=config, **{**options, "baseline": baseline, "targets": (candidate,)})


def suites_with(config: Config, suites: Paths = ()) -> tuple[Suite, ...]:
    """Suites loaded for a configuration that need not be that of the file."""
    return load_suites(paths_of(suites) or [Path(config.root) / "suites"], config)


def prepare_migration(config: Config, leaving: str, coming: str, suites: Iterable[Suite], **options: Any) -> Plan:
    """As `prepare_comparison`, with a configuration that has more targets than the file; see `harness.migration`."""
    given = _options({**options, "baseline": leaving, "targets": (coming,)})
    return plan(config, tuple(suites), given)


def foresee(planned: Plan) -> tuple[Forecast, ...]:
    """What a plan would take, by target; sends nothing."""
    from harness.engine.forecast import forecast

    return forecast(planned)


def require_affordable(planned: Plan) -> None:
    """Refuse what the run itself would refuse before sending anything. Raises UsageError."""
    from harness.engine.forecast import require_affordable as require

    require(planned)


def begin(planned: Plan, suites: Paths, config: str | os.PathLike[str] | None, *, anew: bool = False) -> RunStart:
    """How the run begins: where an unfinished one with the same work was cut, else, or if it is to be `anew`, from the
    beginning. Its journal keeps the options, and the suites relative to the root.
    """
    root = configuration_path(config).parent
    kept = [os.path.relpath(path.resolve(), root) for path in paths_of(suites)] or ["suites"]
    return run_starts.begin(str(root), {**meta_of(planned), "suites": kept}, anew=anew)


def _options(given: Mapping[str, Any]) -> Options:
    record = given.get("record") or os.environ.get("HARNESS_RECORD") or "new"
    if record not in get_args(RecordMode):
        raise UsageError(f"there is no record mode {record!r}", slug="record-mode", hint="one of: none, new, all")
    if given.get("samples") == AUTO:
        given = {**given, "samples": None, "auto": True}
    try:
        chosen = Options(
            **{**given, "record": cast("RecordMode", record), "targets": tuple(given.get("targets") or ())}
        )
    except TypeError as error:
        raise UsageError(str(error).replace("Options.__init__()", "run()")) from error
    for name in ("samples", "baseline_samples", "concurrency", "jobs"):
        value = getattr(chosen, name)
        if value is not None and value < 1:
            raise UsageError(f"{name} must be at least 1, found {value}")
    if chosen.wait and not chosen.batch:
        raise UsageError("wait is for batches, and batch was not said", hint="--batch --wait")
    if chosen.batch and chosen.record == "none":
        raise UsageError("record none calls nobody, so that there is nothing to batch", slug="record-mode")
    if chosen.budget_usd is not None and not chosen.budget_usd >= 0:
        raise UsageError(f"the budget must be at least 0 US dollars, found {chosen.budget_usd}")
    return chosen


def lint(
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    against: Iterable[str] = (),
    today: date | None = None,
    live: bool = False,
) -> Linted:
    """What would break, or prove nothing, on the way to another vendor, read off the requests; calls no model.

    `select` and `ignore` are codes, beginnings of codes or names of rules; `against` are `VENDOR/MODEL` of targets that
    are not configured. With `live` each target's server is asked for its models (`GET /v1/models`), with the keys of
    the environment; without it nothing is sent.

    Raises:
        UsageError: a code or vendor is unknown, or there is no suite.
        InputError: the project's files are wrong.
    """
    from harness.linting.project import lint as lint_project

    return lint_project(
        paths_of(suites),
        config,
        select=select,
        ignore=ignore,
        against=against,
        today=today,
        live=os.environ if live else None,
    )


def calendar(
    *, config: str | os.PathLike[str] | None = None, today: date | None = None, live: bool = False
) -> tuple[ModelInUse, ...]:
    """When each model of the project is withdrawn, the soonest first; with `live` the servers are asked, too.

    Raises:
        UsageError, InputError: as `load`; a project without suites has its configured targets.
    """
    from harness.linting.project import calendar as entries

    return entries(config, today=today, live=os.environ if live else None)


def configuration_path(config: str | os.PathLike[str] | None = None, start: Path | None = None) -> Path:
    """Where the configuration lies; see `harness.yamlfile.configuration_path`."""
    return path_of_configuration(config, start)


def _to_its_end(run: Coroutine[Any, Any, Run]) -> Run:
    finished: list[Run] = []

    async def main() -> None:
        # Kept out of the task's result: `asyncio.run` has the task's repr made, which of a large run takes seconds.
        finished.append(await run)

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(main())
    else:
        _beside_the_loop(main())
    return finished[0]


def _beside_the_loop(main: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own, while the caller's loop waits: a notebook runs its cells in one. Interrupting the cell
    cancels the run, which can then be resumed.
    """
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def cancellable() -> None:
        task = asyncio.ensure_future(main)
        running.append((asyncio.get_running_loop(), task))
        await task

    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(asyncio.run, cancellable())
        try:
            run.result()
        except KeyboardInterrupt:
            for loop, task in running:
                loop.call_soon_threadsafe(task.cancel)
            raise
