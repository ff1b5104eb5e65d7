"""A run that was judged before, and rests on nothing that has changed: it is shown again instead of made again."""

from __future__ import annotations

from rich.text import Text

from harness.cli import _ending
from harness.exit_codes import Require
from harness.stored_runs.question import RunQuestion
from harness.stored_runs.store import StoredRun, find
from harness.terminal.screen import Screen


def look(question: RunQuestion, screen: Screen) -> StoredRun | None:
    """The run, if there is one; what is wrong with a file that is kept of it is told."""
    return find(question, lambda words: screen.note(f"note: {words}"))


def show(found: StoredRun, screen: Screen, keeping: _ending.Keeping, require: Require) -> int:
    """Show the run, keep it as any other; returns its exit code."""
    if not screen.quiet:
        when = found.judged_at[:16].replace("T", " ")
        words = f"Judged before, {when} UTC, with everything as it is now; --no-stored-scores judges anew."
        screen.note(Text(words, style="dim"))
    _ending.keep_failures(found.summary, keeping.config, screen)
    return keeping.done(_ending.finish(found.summary, None, screen, keeping, found.codes[require]))
