"""How a run begins: anew, or where an earlier one was cut.

A run that was cut is gone on with by itself where the very same work is asked for again; what other unfinished runs
had is `takeover.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harness import reads
from harness.errors import HarnessError, StoreError
from harness.sending import journal as journals
from harness.sending.journal_contents import JournalContents, read
from harness.sending.run_folders import new_run_id, runs_folder, unfinished

FRESH = timedelta(hours=12)
"""So long a run that asks everything afresh is gone on with: its answers are meant to be those of one day, and a
nightly run must not be made of last night's.
"""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that begins; `meta` is kept in its journal and given back when it is resumed."""

    run_id: str
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumedRun:
    """An earlier run taken up again: its open journal and what was found in it."""

    journal: journals.Journal
    contents: JournalContents

    @property
    def run_id(self) -> str:
        return self.journal.run_id


RunStart = NewRun | ResumedRun


def resume(root: str, run_id: str, *, resend: bool = False) -> ResumedRun:
    """Take up a run where it was cut, `last` meaning the newest; with `resend` also one whose journal is damaged.

    Raises:
        UsageError: no such run, or another process is working on it.
        StoreError: its journal cannot be read, or is damaged.
    """
    runs = runs_folder(root)
    name = journals.find(runs, run_id)
    # Opening repairs: SQLite drops what it cannot read of a write-ahead log. So it is looked at before.
    contents = read(runs / name / "journal.db")
    if contents.damage and not (resend and contents.meta):
        raise damaged(runs / name, contents.damage)
    if not contents.meta:
        raise StoreError(f"run {name} was made by an older version and cannot be resumed", slug="store-damaged")
    return ResumedRun(journal=journals.reopen(runs, name), contents=contents)


def begin(root: str, meta: Mapping[str, Any], *, anew: bool = False) -> RunStart:
    """A new run; or, unless it is to be `anew`, an unfinished one that asks for the same (`meta["digest"]`)."""
    mode, digest = meta.get("options", {}).get("record"), meta.get("digest")
    for folder in [] if anew or mode == "none" else reversed(unfinished(runs_folder(root))):
        try:
            contents = read(folder / "journal.db")
            # What is in a batch is paid: however old it is, its answers belong to this run.
            is_fresh = contents.batches or _is_fresh(mode, contents.meta)
            if contents.damage or contents.meta.get("digest") != digest or not is_fresh:
                continue
            reads.note_beyond("a run that was cut")
            return ResumedRun(journal=journals.reopen(folder.parent, folder.name), contents=contents)
        except HarnessError:  # busy or of another version: taken over, if at all, before anything is sent
            continue
    return NewRun(new_run_id(), {**meta, "began_at": datetime.now(UTC).isoformat(timespec="seconds")})


def damaged(folder: Path, damage: str) -> StoreError:
    return StoreError(
        f"the journal of the unfinished run {folder.name} is damaged: {damage}; calls may have been paid of which"
        " nothing is known any more",
        slug="store-damaged",
        hint="--resend takes what can be read and sends the rest again, though it may be charged twice",
    )


def _is_fresh(mode: str | None, meta: Mapping[str, Any]) -> bool:
    if mode == "new":
        return True
    return datetime.now(UTC) - datetime.fromisoformat(meta["began_at"]) < FRESH
