"""How a run begins: anew, or where an earlier one was cut."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.model.exchange import Response
from harness.sending import journal as journals


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that begins; `meta` is kept in its journal and given back when it is resumed."""

    run_id: str
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumedRun:
    """An earlier run taken up again: its open journal and what was found in it."""

    journal: journals.Journal
    responses: Mapping[tuple[str, str], tuple[Response, float | None]]
    in_doubt: Mapping[tuple[str, str], float | None]
    spent_usd: float

    @property
    def run_id(self) -> str:
        return self.journal.run_id


RunStart = NewRun | ResumedRun


def new_run_id() -> str:
    """Run ids sort by time."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def runs_folder(root: str) -> Path:
    return Path(root) / ".harness" / "runs"


def resume(root: str, run_id: str) -> tuple[ResumedRun, Mapping[str, Any]]:
    """Take up a run where it was cut. Returns it and what `execute` was told when it began.

    Raises:
        UsageError: no such run, or another process is working on it.
        StoreError: its journal cannot be read.
    """
    journal, meta = journals.reopen(runs_folder(root), run_id)
    resumed = ResumedRun(
        journal=journal,
        responses=journals.responses(journal),
        in_doubt=journals.in_doubt(journal),
        spent_usd=journals.spent(journal),
    )
    return resumed, meta
