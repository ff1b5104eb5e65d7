"""A message for a pager: short, and only when something changed."""

from __future__ import annotations

from pathlib import Path

from harness.files import write_atomically
from harness.model.drift import Drift
from harness.summary import drift as words
from harness.visible import one_line

MOST_LINES = 12
"""Pagers and chats show a screen at most."""


def message(found: Drift) -> str:
    """What the last night changed, a line each; empty if it changed nothing. What drifted before has been told."""
    lines = [one_line(line) for line in words.news(found)]
    if not lines:
        return ""
    shown = lines[:MOST_LINES]
    more = [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    about = f"harness drift: {len(found.of('drifting'))} of {len(found.readings)} watches drifting since the pinned run"
    return "\n".join([about, *shown, *more, ""])


def notify(found: Drift, file: Path) -> None:
    """Write the message; the file is empty when there is nothing to say, so that yesterday's is not sent again.

    Raises:
        StoreError: it cannot be written.
    """
    write_atomically(file, [message(found)])
