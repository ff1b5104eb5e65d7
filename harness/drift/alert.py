"""A message for a pager: short, and only when something changed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.drift.outcome import verdict
from harness.files import write_atomically
from harness.model.drift import Drift, WatchReading
from harness.model.notice import Notice, NoticeKind
from harness.model.result import Run
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
    return "\n".join([_title(drift), *kept, *more, ""])


def _title(drift: Drift) -> str:
    return f"harness drift: {len(drift.of('drifting'))} of {len(drift.readings)} watches drifting since the pinned run"


def notice(drift: Drift | None, exit_code: int, run: Run | None = None) -> Notice:
    """The same for a chat or a program; `drift` None where no run is pinned, `run` the night that was just made."""
    kind: NoticeKind = "drift" if run is None else "nightly"
    if drift is None:
        title = f"harness: no run is pinned, so there is no drift to judge (exit code {exit_code})"
        return Notice(kind=kind, title=title, exit_code=exit_code, run=run.id if run else None)
    news = tuple(one_line(line) for line in words.news(drift))
    return Notice(
        kind=kind,
        title=_title(drift),
        lines=news or (_without_news(drift, exit_code),),
        exit_code=exit_code,
        changed=bool(news),
        run=run.id if run else drift.last_run,
        details=_details(drift),
    )


def unjudged(run: Run, exit_code: int) -> Notice:
    """A night that was made and could not be kept or judged."""
    title = f"harness: history or a report could not be read or written (exit code {exit_code})"
    return Notice(kind="nightly", title=title, exit_code=exit_code, run=run.id)


def _without_news(drift: Drift, exit_code: int) -> str:
    missing = sum(reading.missing for reading in drift.readings)
    if missing:
        return f"{missing} watches could not be read: answers are missing (exit code {exit_code})"
    return f"the last night changed nothing (exit code {exit_code})"


def _details(drift: Drift) -> dict[str, Any]:
    return {
        "verdict": verdict(drift),
        "pinned": drift.pinned,
        "nights": drift.nights,
        "watches": len(drift.readings),
        "drifting": [_reading(reading) for reading in drift.of("drifting")],
        "recovered": [_reading(reading) for reading in drift.readings if reading.recovered],
        "missing": sum(reading.missing for reading in drift.readings),
        "served": [asdict(change) for change in drift.served if change.new],
    }


def _reading(reading: WatchReading) -> dict[str, Any]:
    fields = ("suite", "target", "watch", "before", "after", "since", "night", "found_after", "new")
    return {name: getattr(reading, name) for name in fields}


def notify(drift: Drift, file: Path) -> None:
    """Write the message; the file is empty when there is nothing to say, so that yesterday's is not sent again.

    Raises:
        StoreError: it cannot be written.
    """
    write_atomically(file, [message(drift)])
