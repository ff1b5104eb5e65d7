"""The log of what arrived at the server and what became of it: a JSON line an attempt, written as it ends."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from harness.errors import StoreError


@dataclass(slots=True, kw_only=True)
class ServedAttempt:
    """One request. `at` and `ended` are seconds since the start; `status` is null where none was sent, `fault` where
    nothing was disturbed; `outcome` says how the exchange ended: whole, severed, or gone (the client left).
    """

    at: float
    model: str
    attempt: int
    api: str
    stream: bool
    status: int | None = None
    fault: str | None = None
    outcome: str = "gone"
    ended: float | None = None
    target: str | None = None
    case: str | None = None


class AttemptLog:
    """Counts attempts by model, keeps them, and writes them where a file is given."""

    def __init__(self, path: Path | None = None, *, keep: bool = True) -> None:
        """Raises StoreError if the file cannot be written."""
        self.attempts: list[ServedAttempt] = []
        self._keep = keep
        self._began = time.monotonic()
        self._counts: dict[str, int] = {}
        self._file: IO[str] | None = None
        if path is not None:
            try:
                # The names of cases are its owner's business, however wide the umask.
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
                self._file = os.fdopen(handle, "w", encoding="utf-8")
            except OSError as error:
                raise StoreError(f"{path}: cannot be written: {error.strerror}") from error

    def now(self) -> float:
        return round(time.monotonic() - self._began, 4)

    def begin(self, model: str, api: str, *, stream: bool) -> ServedAttempt:
        self._counts[model] = self._counts.get(model, 0) + 1
        attempt = ServedAttempt(at=self.now(), model=model, attempt=self._counts[model], api=api, stream=stream)
        if self._keep:
            self.attempts.append(attempt)
        return attempt

    def end(self, attempt: ServedAttempt, outcome: str) -> None:
        attempt.ended, attempt.outcome = self.now(), outcome
        if self._file is not None:
            self._file.write(json.dumps(asdict(attempt)) + "\n")
            self._file.flush()  # whoever reads along, or kills the server, has it

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
