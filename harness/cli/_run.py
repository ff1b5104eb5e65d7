"""What `harness run` does between its options and its exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from harness import api
from harness.cli._ending import Stopped
from harness.cli._env_file import offer_env_file
from harness.cli._signals import Signals
from harness.engine import keys_needed
from harness.engine.run import execute
from harness.errors import AnswersAwaited, UsageError
from harness.model.adaptation import Adaptation, SearchProgress
from harness.model.events import BatchSeen, Event, WaitingForRun
from harness.model.result import Run
from harness.planning.needs import lacking
from harness.planning.plan import Plan
from harness.protocols import Listener
from harness.sending.lane import DRAIN_S
from harness.sending.resume import ResumedRun
from harness.sending.run_folders import mark_finished
from harness.telemetry import Spans
from harness.terminal._layout import table
from harness.terminal.adapt import progress_line
from harness.terminal.batches import BatchLines, show_awaited
from harness.terminal.progress import progress
from harness.terminal.screen import Screen

if TYPE_CHECKING:
    from harness.engine.forecast import Forecast

Result = TypeVar("Result")
BeginAdapting = Callable[
    [Callable[[SearchProgress], None], Sequence[Listener], asyncio.Event], Coroutine[Any, Any, Adaptation]
]
FOLLOWS = ("numpy", "rich.table")
"""What the statistics and the summary of a run import."""


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
    unattended: bool = False,
) -> Stopped:
    """`spans` are sent as answers come, and what is left of them before this returns. `env_file` was read already.
    `settled` is that of `execute`. A run that is `unattended` makes do without the targets that have no key.

    Raises:
        UsageError: everything is to be called, and a key is missing.
    """
    start = api.begin(planned, suites, config, anew=anew)
    if isinstance(start, ResumedRun):
        had, awaited = len(start.contents.responses), sum(len(batch.calls) for batch in start.contents.batches)
        where = f"which awaits {awaited} answers" if awaited else f"which was cut after {had} answers"
        screen.note(f"Going on with run {start.run_id}, {where} (--no-continue begins anew).")
    elif not unattended:
        _require_keys(planned, config, env_file, screen)
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


def _require_keys(planned: Plan, config: Path | None, env_file: Path | None, screen: Screen) -> None:
    if lacking := keys_needed.keyless(planned):
        offer_env_file(config, env_file, lacking.values(), screen)
        raise keys_needed.refusal(lacking)


def resumed(run_id: str, config: Path | None, screen: Screen, *, env_file: Path | None = None, **leave: Any) -> Stopped:
    """`leave` is given anew: see `api.resume`. `env_file` was read already."""
    stopped = _supervised(
        lambda listeners, stop: api.resume(run_id, config=config, listeners=listeners, stop=stop, **leave), screen
    )
    offer_env_file(config, env_file, _troubles(stopped[0]), screen)
    return stopped


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
