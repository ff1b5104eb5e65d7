"""Where the journals of runs lie, how runs are called, and which of them did not come to their end."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

FINISHED = "finished"
"""Beside the journal of a run that came to its end, so that nothing of it has to be taken up again."""


def new_run_id() -> str:
    """Sorts by time, also within a second, and is unique: microseconds in five hexadecimal digits and a random one."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond << 4 | os.urandom(1)[0] & 0xF:06x}"


def runs_folder(root: str) -> Path:
    return Path(root) / ".harness" / "runs"


def unfinished(runs: Path) -> list[Path]:
    """The folders of runs that did not come to their end, the oldest first."""
    folders = sorted(path.parent for path in runs.glob("*/journal.db"))
    return [folder for folder in folders if not (folder / FINISHED).exists()]


def mark_finished(folder: Path) -> None:
    """See `FINISHED`."""
    (folder / FINISHED).touch(mode=0o600)
