"""What came of the last drill of each suite under the loss of each domain, in `.harness/drills.json`.

Outcomes only: when, answered in full or not, which verdict. Nothing of what was served is in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, get_args

from harness import reads, strictjson
from harness.errors import StoreError
from harness.files import make_folder, remedy, write_atomically
from harness.model.comparison import Verdict
from harness.model.config import Config
from harness.model.result import Drilled, SuiteResult
from harness.suitefile.digests import config_digest

FILE = Path(".harness", "drills.json")
SCHEMA = "harness.drills/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillEntry:
    """An outcome and what it rests on. `domain` is `kind:name`; the digests are those of the drilled suite and of the
    configuration.
    """

    suite: str
    domain: str
    at: str
    answered: bool
    verdict: Verdict | None
    offline: bool
    suite_digest: str
    config_digest: str


@dataclass(frozen=True, slots=True)
class DrillLog:
    """The outcomes by (suite, domain), seen from a project whose configuration has the digest `now`."""

    entries: Mapping[tuple[str, str], DrillEntry] = field(default_factory=dict)
    now: str = ""

    @classmethod
    def of(cls, config: Config) -> DrillLog:
        return cls(_read(Path(config.root) / FILE), config_digest(config))

    def of_suite(self, suite: SuiteResult, domain: str) -> Drilled | None:
        """What came of the suite's last drill, stale where it rests on another suite or configuration than today's."""
        entry = self.entries.get((suite.name, domain))
        if entry is None:
            return None
        return Drilled(
            at=entry.at,
            answered=entry.answered,
            verdict=entry.verdict,
            offline=entry.offline,
            stale=(entry.suite_digest, entry.config_digest) != (suite.digest, self.now),
        )


NO_DRILLS = DrillLog()


def keep(root: Path, entries: Mapping[tuple[str, str], DrillEntry]) -> None:
    """Write the outcomes beside those of other suites and domains; each replaces the one before. Safe beside other
    processes doing the same.

    Raises:
        StoreError: the file cannot be written.
    """
    path = root / FILE
    with _locked(path.parent):
        # Read under the lock: another drill may have written since this one began.
        kept = {**_read(path), **entries}
        document = {"schema": SCHEMA, "drills": [asdict(kept[key]) for key in sorted(kept)]}
        # Which domain takes a company down is nobody else's business.
        write_atomically(path, [json.dumps(document, indent=1) + "\n"], mode=0o600)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it goes with the process, so a killed one leaves none behind."""
    try:
        make_folder(folder)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be made: {error.strerror}", slug="output-unwritable", hint=remedy(error)
        ) from error
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(path: Path) -> dict[tuple[str, str], DrillEntry]:
    """A file that is damaged tells of no drill: a run that has cost money does not fail for it."""
    reads.note_look(path)
    try:
        data = strictjson.read(path.read_bytes())
        rows = data["drills"] if data["schema"] == SCHEMA else []
        entries = [DrillEntry(**row) for row in rows if _is_sound(row)]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return {}
    return {(entry.suite, entry.domain): entry for entry in entries}


def _is_sound(row: Mapping[str, Any]) -> bool:
    texts = all(isinstance(row[name], str) for name in ("suite", "domain", "at", "suite_digest", "config_digest"))
    flags = all(isinstance(row[name], bool) for name in ("answered", "offline"))
    datetime.fromisoformat(row["at"])
    return texts and flags and row["verdict"] in (None, *get_args(Verdict))
