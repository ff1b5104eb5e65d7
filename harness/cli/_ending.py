"""What a command does once it has a run: show it, keep it, say how to go on. It loads nothing that makes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.engine import failures
from harness.errors import StoreError
from harness.exit_codes import INCOMPLETE, INCONCLUSIVE, open_critical
from harness.model.result import Run
from harness.model.summary import Summary
from harness.reports import Choice, write
from harness.sending.run_folders import mark_finished
from harness.summary import phrases
from harness.terminal.run import show_run
from harness.terminal.screen import Screen
from harness.yamlfile.configuration_path import configuration_path
from harness.yamlfile.opening import shown

Stopped = tuple[Run, int | None]
"""A run and the signal that stopped it, if one did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where a run is kept when it is over. `history` None: in history if a vendor was called. `tell` is told of folders
    that were made for its reports.
    """

    reports: Sequence[Choice]
    config: Path | None
    history: bool | None = None
    tell: Callable[[str], None] | None = None
    settled: list[Path] = field(default_factory=list)
    """The folders of journals of which nothing is left to be taken up: marked finished once the run is kept. The same
    command goes on with a run that was cut before, and pays nothing again.
    """

    def __call__(self, summary: Summary) -> None:
        """Write the reports and the history, the one also if the other fails."""
        try:
            tell_made(write(summary, self.reports), self.tell)
        finally:
            # A run that had called a vendor and was cut before it was kept has only recordings to read.
            called = summary.run.totals.live_calls > 0 or bool(self.settled)
            if called if self.history is None else self.history:
                from harness import past_runs

                past_runs.keep(summary.run, config=self.config)

    def done(self, code: int) -> int:
        """The run is kept, here or elsewhere; returns the code."""
        for folder in self.settled:
            mark_finished(folder)
        return code


def tell_made(folders: Sequence[Path], tell: Callable[[str], None] | None) -> None:
    """A folder that was made may be one misspelt."""
    if tell is not None:
        for folder in folders:
            tell(f"made the folder {shown(folder)}")


def keep_failures(summary: Summary, config: Path | None, screen: Screen) -> None:
    """Keep what `--failed` runs. A project that cannot be written to is no reason to lose a run."""
    try:
        failures.keep(configuration_path(config).parent, summary)
    except StoreError as error:
        screen.note(f"note: --failed will not know of this run: {error}")


def finish(
    summary: Summary, signal_number: int | None, screen: Screen, keep: Callable[[Summary], None], code: int
) -> int:
    """Show the run, keep it, say how to go on; returns the exit code."""
    show_run(summary, screen)
    return conclude(summary, signal_number, screen, keep, code)


def conclude(
    summary: Summary, signal_number: int | None, screen: Screen, keep: Callable[[Summary], None], code: int
) -> int:
    """Keep the run, say how to go on; returns the exit code."""
    # As a shell reports a process that a signal ended.
    if signal_number is not None:
        code = 128 + signal_number
    if code == INCOMPLETE or signal_number is not None:
        hint = _how_to_go_on(summary, was_stopped=signal_number is not None)
        if hint:
            screen.note(hint)
    if code == INCONCLUSIVE and (open_ := open_critical(summary.run)):
        marked = "is a critical suite" if len(open_) == 1 else "are critical suites"
        screen.note(
            f"Exit code {code}: {phrases.listed(open_, most=4)} {marked}, and no candidate is proven to take over."
        )
    keep(summary)
    return code


def _how_to_go_on(summary: Summary, *, was_stopped: bool = False) -> str:
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
        return f"{kept} with{' the same command, or' if was_stopped else ''}: harness run --resume {run.id}"
    return _without_calls(
        was_stopped=was_stopped, is_unrecorded=any(kind == "missing-recording" for kind, _ in missing)
    )


def _without_calls(*, was_stopped: bool, is_unrecorded: bool) -> str:
    """How to go on where nobody was called."""
    if was_stopped:
        return "Stopped. No answer is lost: the same command goes on."
    if is_unrecorded:
        return "Record what is missing with: harness run --record new"
    return "Nothing new was had. Once what is said above is mended, give the same command again."
