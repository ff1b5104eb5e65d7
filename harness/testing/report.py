"""What pytest prints and writes at the end: the matrix, the sentence, the reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from harness.engine.readiness import merged
from harness.errors import HarnessError
from harness.model.result import Run
from harness.model.summary import Summary
from harness.reports import choose, write
from harness.summary import of
from harness.terminal.run import lines
from harness.testing import github
from harness.testing.shared import SharedRuns, shared_runs

KEY = pytest.StashKey["Finished"]()


@dataclass(frozen=True, slots=True)
class Finished:
    """What the session's run says, and what is to be said about its reports."""

    summary: Summary | None
    notes: tuple[str, ...]


def finish(session: pytest.Session) -> None:
    """Write what was asked for. What cannot be written makes a good exit status one of misuse."""
    shared = shared_runs(session.config)
    runs = shared.finished()
    summary = of(together(runs)) if runs else None
    notes = []
    for note in _written(summary, shared):
        if isinstance(note, HarnessError) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        notes.append(f"harness: {note}")
    session.config.stash[KEY] = Finished(summary, tuple(notes))


def _written(summary: Summary | None, shared: SharedRuns) -> Iterator[str | HarnessError]:
    chosen = shared.settings
    if summary is None:
        if chosen.reports or chosen.github:
            yield "no suite was run, so there is nothing to report"
        return
    for path in chosen.reports:
        try:
            write(summary, choose([path]))
            yield f"report: {path}"
        except HarnessError as error:
            yield error
    if chosen.github:
        try:
            yield github.append_summary(summary)
        except HarnessError as error:
            yield error


def summarise(terminal: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix of all suites that ran, what was written, and annotations if they are asked for."""
    finished = config.stash.get(KEY, Finished(None, ()))
    if finished.summary is not None:
        terminal.section("prompt suites", sep="=")
        for line in lines(finished.summary, config.get_terminal_writer().fullwidth):
            terminal.write_line(github.defused(line.plain))
    for note in finished.notes:
        terminal.write_line(note)
    if shared_runs(config).settings.github:
        bad = [report for kind in ("failed", "error") for report in terminal.stats.get(kind, ())]
        for command in github.commands(bad, config.rootpath):
            terminal.write_line(command)


def together(runs: Iterable[Run]) -> Run:
    """Runs of different suites as one."""
    first, *later = runs
    for other in later:
        first = replace(
            first,
            suites=(*first.suites, *other.suites),
            targets={**first.targets, **other.targets},
            totals=first.totals + other.totals,
            complete=first.complete and other.complete,
            readiness=merged(first.readiness, other.readiness),
            elapsed_s=max(first.elapsed_s, other.elapsed_s),
            interrupted=first.interrupted or other.interrupted,
            notices=(*first.notices, *other.notices),
        )
    return first
