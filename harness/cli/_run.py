"""What `harness run` does between its options and its exit code."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import typer

from harness import api, past_runs
from harness.cli._signals import Signals
from harness.engine import failures
from harness.engine.forecast import Forecast
from harness.engine.run import execute
from harness.errors import AnswersAwaited, StoreError, UsageError
from harness.exit_codes import INCOMPLETE, Require, exit_code
from harness.files import why_unreadable
from harness.model.adaptation import Adaptation, SearchProgress
from harness.model.events import BatchSeen, Event, WaitingForRun
from harness.model.result import Run
from harness.model.summary import Summary
from harness.planning.needs import lacking
from harness.planning.plan import Plan
from harness.protocols import Listener
from harness.reports import Choice, write
from harness.sending.journal import mark_finished
from harness.sending.lane import DRAIN_S
from harness.sending.resume import ResumedRun
from harness.summary import of, phrases
from harness.summary.tally import unset
from harness.telemetry import Spans
from harness.terminal._layout import table
from harness.terminal.adapt import progress_line
from harness.terminal.batches import BatchLines, show_awaited
from harness.terminal.progress import progress
from harness.terminal.run import show_run
from harness.terminal.screen import Screen

Result = TypeVar("Result")
BeginAdapting = Callable[
    [Callable[[SearchProgress], None], Sequence[Listener], asyncio.Event], Coroutine[Any, Any, Adaptation]
]
ENV_FILE = ".env"
FOLLOWS = ("numpy", "rich.table")
"""What the statistics and the summary of a run import."""
Stopped = tuple[Run, int | None]
"""A run and the signal that stopped it, if one did."""


def load_env_file(path: Path | None) -> None:
    """Put NAME=VALUE lines into the environment; what is set already stays.

    Raises:
        UsageError: the file cannot be read or a line is not of that form.
    """
    if path is None:
        return
    from dotenv.parser import parse_stream  # only for those who ask

    try:
        lines = StringIO(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--env-file {path}: cannot be read: {why_unreadable(error)}", slug="env-file") from error
    for binding in parse_stream(lines):
        if binding.error or (binding.key and binding.value is None):
            # The line itself is not shown: it may hold a key.
            raise UsageError(f"--env-file {path}:{binding.original.line}: expected NAME=VALUE", slug="env-file")
        if binding.key:
            # The environment wins over the file, so that a key can be replaced for one call.
            os.environ.setdefault(binding.key, binding.value or "")


def offer_env_file(config: Path | None, given: Path | None, messages: Iterable[str], screen: Screen) -> None:
    """Where messages say that a key is not set, and a `.env` lies beside harness.yaml, say so. It is not
    read unasked, not even for its names: whose keys are used is the user's word.
    """
    lacking = list(dict.fromkeys(name for message in messages if (name := unset(message))))
    found = api.configuration_path(config).parent / ENV_FILE
    if not lacking or not found.is_file() or (given is not None and given.exists() and given.samefile(found)):
        return
    verb = "is" if len(lacking) == 1 else "are"
    screen.note(
        f"{phrases.listed(lacking)} {verb} not set; found {ENV_FILE} beside the configuration, which is not read"
        f" unasked: use --env-file {os.path.relpath(found)}"
    )


def _troubles(run: Run) -> Iterable[str]:
    return (answer.trouble.message for answer in run.answers if answer.trouble and answer.trouble.kind == "no-key")


def require_alone(suites: Sequence[Path] | None, options: Mapping[str, Any]) -> None:
    """A run is resumed with the suites and options it was begun with."""
    if suites or any(value for value in options.values()):
        raise UsageError(
            "--resume takes the suites and options of the earlier run; leave out all others", slug="resume-alone"
        )


def require_run(resume: str | None, *, cancel_batches: bool) -> None:
    """Batches are cancelled of a run that has a name."""
    if cancel_batches and resume is None:
        raise UsageError("--cancel-batches goes with --resume RUN: whose batches?", hint="--resume last")


def executed(
    planned: Plan,
    suites: Sequence[Path],
    config: Path | None,
    screen: Screen,
    *,
    anew: bool = False,
    spans: Spans | None = None,
    env_file: Path | None = None,
    settled: Callable[[Path], None] = mark_finished,
) -> Stopped:
    """`spans` are sent as answers come, and what is left of them before this returns. `env_file` was read already.
    `settled` is that of `execute`.
    """
    start = api.begin(planned, suites, config, anew=anew)
    if isinstance(start, ResumedRun):
        had, awaited = len(start.contents.responses), sum(len(batch.calls) for batch in start.contents.batches)
        where = f"which awaits {awaited} answers" if awaited else f"which was cut after {had} answers"
        screen.note(f"Going on with run {start.run_id}, {where} (--no-continue begins anew).")
    also = (spans,) if spans else ()
    try:
        stopped = _supervised(
            lambda listeners, stop: execute(
                planned, listeners=(*listeners, *also), stop=stop, start=start, settled=settled
            ),
            screen,
        )
    finally:
        if spans and (undelivered := spans.close()):
            screen.note(undelivered)
    offer_env_file(config, env_file, _troubles(stopped[0]), screen)
    return stopped


def resumed(run_id: str, config: Path | None, screen: Screen, *, env_file: Path | None = None, **leave: Any) -> Stopped:
    """`leave` is given anew: see `api.resume`. `env_file` was read already."""
    stopped = _supervised(
        lambda listeners, stop: api.resume(run_id, config=config, listeners=listeners, stop=stop, **leave), screen
    )
    offer_env_file(config, env_file, _troubles(stopped[0]), screen)
    return stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where a run is kept when it is over. `history` None: in history if a vendor was called."""

    reports: Sequence[Choice]
    config: Path | None
    history: bool | None = None
    settled: list[Path] = field(default_factory=list)
    """The folders of journals of which nothing is left to be taken up: marked finished once the run is kept. The same
    command goes on with a run that was cut before, and pays nothing again.
    """

    def __call__(self, summary: Summary) -> None:
        """Write the reports and the history, the one also if the other fails."""
        try:
            write(summary, self.reports)
        finally:
            # A run that had called a vendor and was cut before it was kept has only recordings to read.
            called = summary.run.totals.live_calls > 0 or bool(self.settled)
            if called if self.history is None else self.history:
                past_runs.keep(summary.run, config=self.config)

    def done(self, code: int) -> int:
        """The run is kept, here or elsewhere; returns the code."""
        for folder in self.settled:
            mark_finished(folder)
        return code


def keep_failures(run: Run, config: Path | None, screen: Screen) -> None:
    """Keep what `--failed` runs. A project that cannot be written to is no reason to lose a run."""
    try:
        failures.keep(api.configuration_path(config).parent, run)
    except StoreError as error:
        screen.note(f"note: --failed will not know of this run: {error}")


def finish(stopped: Stopped, screen: Screen, keep: Keeping, require: Require) -> int:
    """Show the run, keep it, say how to go on; returns the exit code."""
    run, signal_number = stopped
    summary = of(run)
    show_run(summary, screen)
    return conclude(summary, signal_number, screen, keep, exit_code(run, require))


def conclude(
    summary: Summary, signal_number: int | None, screen: Screen, keep: Callable[[Summary], None], code: int
) -> int:
    """Keep the run, say how to go on; returns the exit code."""
    # As a shell reports a process that a signal ended.
    if signal_number is not None:
        code = 128 + signal_number
    if code == INCOMPLETE or signal_number is not None:
        hint = _how_to_go_on(summary)
        if hint:
            screen.note(hint)
    keep(summary)
    return code


def note_lacking(planned: Plan, screen: Screen) -> None:
    """Name what needs a package that is not installed."""
    for sentence in lacking(planned.config, planned.suites):
        screen.note(sentence)


def show_forecast(forecasts: Sequence[Forecast], screen: Screen) -> None:
    """One line a target, then the sum. "At worst" is every call using all of its max_tokens."""
    head = ("target", "answers", "recorded", "calls", "tokens in", "tokens out", "expected", "at worst")
    screen.say(*table([head, *map(_forecast_row, forecasts)], right=range(1, len(head))))
    missing = sum(forecast.missing for forecast in forecasts)
    if missing:
        screen.say(f"{missing} answers are not recorded and nobody would be called for them: they would be missing.")
    calling = [forecast for forecast in forecasts if forecast.calls]
    unpriced = [forecast.target for forecast in calling if forecast.expected_usd is None]
    if unpriced:
        screen.say(f"No cost can be told for {', '.join(unpriced)}: no price, or calls without max_tokens.")
    priced = [forecast for forecast in calling if forecast.expected_usd is not None]
    if published := [forecast.target for forecast in priced if forecast.published]:
        from harness.facts import book

        names, day = ", ".join(published), book().collected
        screen.say(f"Costs of {names} are by published prices, as collected on {day}; `price:` replaces them.")
    # Over what has a price; what has none is named above.
    expected = sum(forecast.expected_usd or 0 for forecast in priced)
    worst = sum(forecast.worst_usd or 0 for forecast in priced)
    calls = sum(forecast.calls for forecast in calling)
    for forecast in forecasts:
        if forecast.floor_calls:
            price = "" if forecast.floor_usd is None else f", about {_usd(forecast.floor_usd)}"
            screen.say(
                f"{forecast.floor_calls} of the calls of {forecast.target} ask the baseline again, for its noise"
                f" floor{price} (--baseline-samples 1 leaves them out)."
            )
    screen.say(f"Nothing was sent. {calls} calls; about {_usd(expected)}, at most {_usd(worst)}.")


def _forecast_row(forecast: Forecast) -> tuple[str, ...]:
    counts = (forecast.target, str(forecast.answers), str(forecast.recorded), str(forecast.calls))
    if not forecast.calls:
        return (*counts, "-", "-", "-", "-")
    return (
        *counts,
        f"~{forecast.input_tokens}",
        "?" if forecast.output_tokens is None else f"<={forecast.output_tokens}",
        "?" if forecast.expected_usd is None else _usd(forecast.expected_usd),
        "?" if forecast.worst_usd is None else _usd(forecast.worst_usd),
    )


def _usd(amount: float) -> str:
    return f"${amount:.4f}" if 0 < amount < 1 else f"${amount:.2f}"


def _how_to_go_on(summary: Summary) -> str:
    """Empty where the result itself says what is wanted."""
    if summary.missing_keys:
        return ""
    run, answers = summary.run, list(summary.run.answers)
    missing = [(answer.trouble.kind, answer.attempts) for answer in answers if answer.trouble]
    # Nothing was even sent: the targets cannot take such requests, today or tomorrow.
    if set(missing) == {("unsupported", 0)}:
        return "Another run would come to the same: name the targets that can do it under the suite's `targets`."
    if any(kind == "in-doubt" for kind, _ in missing):
        return (
            "What was had is kept. Calls in doubt may have been charged; send them again with:"
            f" harness run --resume {run.id} --resend-in-doubt"
        )
    if set(missing) == {("in-batch", 0)}:
        return "What is awaited from the batches of another run is collected by resuming that one, as said above."
    live = [answer for answer in answers if answer.source == "live"]
    if live:
        kept = (
            "What was had is kept. Go on"
            if any(answer.response for answer in live)
            else "Nothing new was had. Try again"
        )
        return f"{kept} with: harness run --resume {run.id}"
    return "Record what is missing with: harness run --record new"


def adapted(begin: BeginAdapting, screen: Screen) -> tuple[Adaptation, int | None]:
    """An adaptation to its end, or until a signal, and that signal. `begin` is given who watches it, who listens, and
    what stops it.
    """

    def watch(progress: SearchProgress) -> None:
        if not screen.quiet:
            screen.note(progress_line(progress, screen.err.width))

    return _supervised(lambda listeners, stop: begin(watch, listeners, stop), screen, bar=False)


def _import_what_follows() -> None:
    """While answers under way are waited for: afterwards it would take a second of a busy machine."""
    for module in FOLLOWS:
        import_module(module)


def _supervised(
    begin: Callable[[Sequence[Listener], asyncio.Event], Awaitable[Result]], screen: Screen, *, bar: bool = True
) -> tuple[Result, int | None]:
    """Run to the end, or until a signal; see `_signals.py`. With a `bar` the progress of a run is shown."""
    signals = Signals()

    async def supervise() -> Result:
        stop, loop, batches = asyncio.Event(), asyncio.get_running_loop(), BatchLines()

        def drain() -> None:
            screen.note(f"Stopping: waiting up to {DRAIN_S:.0f} s for answers under way. Once more to leave at once.")
            stop.set()
            loop.run_in_executor(None, _import_what_follows)

        def tell(event: Event) -> None:
            if isinstance(event, WaitingForRun):
                screen.note(f"Waiting for run {event.run_id} of another process; what it records is not asked again.")
            elif isinstance(event, BatchSeen) and not screen.quiet and (line := batches.line(event.status)):
                screen.note(line)

        # A handler runs between any two instructions: only the loop itself may set its events.
        signals.notify(lambda: loop.is_closed() or loop.call_soon_threadsafe(drain))
        if not bar:
            return await begin([tell], stop)
        with progress(screen) as listener:
            return await begin([tell, listener], stop)

    try:
        return asyncio.run(supervise()), signals.received
    except AnswersAwaited as awaited:
        show_awaited(awaited, screen)
        code = awaited.exit_code if signals.received is None else 128 + signals.received
        raise typer.Exit(code) from None
