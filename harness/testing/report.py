"""What pytest prints and writes at the end: the matrix, the sentence, the reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from harness.engine.readiness import merged
from harness.errors import HarnessError
from harness.model.result import Run
from harness.reports import choose, write
from harness.terminal.matrix import summary
from harness.testing.shared import shared_runs


def summarise(terminal: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix of all suites that ran, and write the reports that were asked for."""
    shared = shared_runs(config)
    found = shared.finished()
    if not found:
        return
    run = together(found)
    terminal.section("prompt suites", sep="=")
    for line in summary(run, terminal._tw.fullwidth):  # noqa: SLF001 - pytest has no other word for its width
        terminal.write_line(line.plain)
    for path in shared.settings.reports:
        try:
            write(run, choose([path]))
        except HarnessError as error:
            terminal.write_line(f"harness: {error}", red=True)
        else:
            terminal.write_line(f"report: {path}")


def together(runs: Iterable[Run]) -> Run:
    """Runs of different suites as one."""
    first, *others = runs
    for other in others:
        first = replace(
            first,
            suites=(*first.suites, *other.suites),
            targets={**first.targets, **other.targets},
            totals=first.totals + other.totals,
            complete=first.complete and other.complete,
            readiness=merged(first.readiness, other.readiness),
            elapsed_s=max(first.elapsed_s, other.elapsed_s),
            notices=(*first.notices, *other.notices),
        )
    return first
