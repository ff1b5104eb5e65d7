"""A message for a pager: short, and only when something changed."""

from __future__ import annotations

from pathlib import Path

from harness.files import write_atomically
from harness.model.drift import Drift
from harness.summary import drift as words
from harness.visible import one_line

MOST_LINES = 12
"""Pagers and chats show a screen at most."""


def message(drift: Drift) -> str:
    """What the last night changed, a line each; empty if it changed nothing. What drifted before has been told."""
    # Models' and suites' names end up in a chat: nothing in them may start a line of its own.
    lines = [one_line(line) for line in words.news(drift)]
    if not lines:
        return ""
    kept = lines[:MOST_LINES]
    more = [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    about = f"harness drift: {len(drift.of('drifting'))} of {len(drift.readings)} watches drifting since the pinned run"
    return "\n".join([about, *kept, *more, ""])


def notify(drift: Drift, file: Path) -> None:
    """Write the message; the file is empty when there is nothing to say, so that yesterday's is not sent again.

    Raises:
        StoreError: it cannot be written.
    """
    write_atomically(file, [message(drift)])
