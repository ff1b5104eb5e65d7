"""Removing the journals of old runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from harness.errors import StoreError
from harness.sending.journal import locked


def prune_journals(runs: Path, before: datetime, keep: Collection[str] = ()) -> tuple[str, ...]:
    """Remove what runs untouched since `before` left in `runs`, but for those to keep and those being worked on.

    Returns their ids, the oldest first.

    Raises:
        StoreError: one cannot be removed.
    """
    folders = sorted(path.parent for path in runs.glob("*/journal.db"))
    return tuple(
        folder.name for folder in folders if folder.name not in keep and _touched(folder) < before and _removed(folder)
    )


def _touched(folder: Path) -> datetime:
    """The last change of any of its files: what is written stands beside the database at first."""
    return datetime.fromtimestamp(max(file.stat().st_mtime for file in folder.iterdir()), UTC)


def _removed(folder: Path) -> bool:
    try:
        lock = locked(folder / "journal.db")
    except BlockingIOError:
        return False
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        os.close(lock)
    return True


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(f"{folder}: cannot be removed: {error.strerror}", slug="journal-unwritable")
