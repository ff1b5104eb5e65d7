"""What `harness run --nightly` does with a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness import api, past_runs
from harness.cli._ending import Stopped, conclude, keep_failures
from harness.cli._notify import Notifier
from harness.drift import outcome
from harness.drift.alert import notice, notify, unjudged
from harness.drift.trends import trends
from harness.errors import StoreError, UsageError
from harness.exit_codes import FAILED, GOOD, INCOMPLETE, INCONCLUSIVE, STORE, WRONG_INPUT, Require, exit_code
from harness.model.drift import Drift
from harness.model.result import Run
from harness.model.summary import Summary
from harness.reports import Choice, choose, write
from harness.summary import of
from harness.terminal.drift import show_drift
from harness.terminal.run import show_run
from harness.terminal.screen import Screen

PAGE = Path(".harness", "nightly.html")
"""Written where no report is asked for; relative to the project's root."""
_WORST_FIRST = (STORE, WRONG_INPUT, INCOMPLETE, FAILED, INCONCLUSIVE, GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyOptions:
    """How the night's run is to be kept and told."""

    suites: Sequence[Path]
    output: Sequence[Path]
    config: Path | None
    notify_file: Path | None
    notifier: Notifier | None
    require: Require

    @property
    def reports(self) -> Sequence[Choice]:
        return choose(self.output or [api.configuration_path(self.config).parent / PAGE])


def finish(stopped: Stopped, screen: Screen, night: NightlyOptions) -> int:
    """Show the run, keep it, judge the drift, write the reports, notify; returns the worst of the exit codes."""
    try:
        code, drift = _judge_and_write(stopped, screen, night)
    except StoreError:
        # The night nobody could keep is the one that must not stay silent.
        if night.notifier:
            night.notifier.tell(unjudged(stopped[0], STORE), screen)
        raise
    # Whoever stopped the night is looking at it; going on with it tells what it changed.
    if night.notifier and stopped[1] is None:
        night.notifier.tell(notice(drift, code, run=stopped[0]), screen)
    return code


def _judge_and_write(stopped: Stopped, screen: Screen, night: NightlyOptions) -> tuple[int, Drift | None]:
    run, reports = stopped[0], night.reports
    summary = of(run)
    keep_failures(summary, night.config, screen)
    show_run(summary, screen)
    code = exit_code(run, night.require)
    try:
        past_runs.keep(run, config=night.config, nightly=True)
        drift = _judged(night, screen)
        if drift is not None:
            run = replace(run, extra={**run.extra, "trends": trends(drift)})
            past_runs.keep(run, config=night.config, nightly=True)
            # Not the higher number: exit codes are no scale, and a broken store outweighs a failed check.
            code = min(code, outcome.exit_code(drift), key=_WORST_FIRST.index)
    finally:
        summary = of(run)
        write(summary, reports)
    _tell(drift, run, reports, night, screen)
    return conclude(summary, stopped[1], screen, _kept, code), drift


def _judged(night: NightlyOptions, screen: Screen) -> Drift | None:
    try:
        return past_runs.drift(night.suites, config=night.config)
    except UsageError as error:
        if error.slug != "nothing-pinned":
            raise
        screen.note("No run is pinned yet, so there is no drift to judge: harness history pin last")
        return None


def _tell(drift: Drift | None, run: Run, reports: Sequence[Choice], night: NightlyOptions, screen: Screen) -> None:
    if drift is not None:
        show_drift(drift, screen)
        if night.notify_file is not None:
            notify(drift, night.notify_file)
    for path, _ in reports:
        screen.note(f"{run.id}: {path}")


def _kept(_: Summary) -> None:
    """It is, already."""
