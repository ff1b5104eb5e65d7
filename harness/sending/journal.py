"""The durable record of a run: every call before it is sent, every answer before it is scored.

One SQLite file a run, one connection, one writing thread. Writes that arrive while a commit is
under way are committed together (the disk is waited for once), and nobody is told "written" before
it is on disk. Reports and cassettes are views and can be made anew from here.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, cast

from harness.cassettes.neutral import response_from_json, response_to_json
from harness.errors import StoreError, UsageError
from harness.model.exchange import Response, Trouble

SCHEMA = 1
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE call (
  id INTEGER PRIMARY KEY, work TEXT NOT NULL, key TEXT NOT NULL, attempt INTEGER NOT NULL,
  worst_usd REAL, sent_at TEXT NOT NULL, response TEXT, served_model TEXT, trouble TEXT, cost_usd REAL
) STRICT;
CREATE INDEX call_work ON call (work, key);
"""

_Write = tuple[str, tuple[Any, ...], asyncio.AbstractEventLoop, "asyncio.Future[int]"]


class Journal:
    """An open journal; made by `create` or `reopen`, closed by `close`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._writer.start()

    @property
    def run_id(self) -> str:
        return self.path.parent.name

    async def intend(self, work: str, key: str, attempt: int, worst_usd: float | None, at: str) -> int:
        """Write down that a call is about to be sent; returns the call's number."""
        return await self._write(
            "INSERT INTO call (work, key, attempt, worst_usd, sent_at) VALUES (?, ?, ?, ?, ?)",
            (work, key, attempt, worst_usd, at),
        )

    async def answered(self, call: int, response: Response, cost_usd: float | None) -> None:
        await self._write(
            "UPDATE call SET response = ?, served_model = ?, cost_usd = ? WHERE id = ?",
            (json.dumps(response_to_json(response)), response.served_model, cost_usd, call),
        )

    async def failed(self, call: int, trouble: Trouble, cost_usd: float | None) -> None:
        fields = {name: value for name, value in asdict(trouble).items() if value not in (None, "", False)}
        await self._write(
            "UPDATE call SET trouble = ?, cost_usd = ? WHERE id = ?", (json.dumps(fields), cost_usd, call)
        )

    def close(self) -> None:
        self._queue.put(None)
        self._writer.join()
        self._connection.close()
        os.close(self._lock)

    async def _write(self, statement: str, values: tuple[Any, ...]) -> int:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._queue.put((statement, values, loop, future))
        # A cancelled caller must not cancel the write: it may already be on disk.
        return await asyncio.shield(future)

    def _write_all(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            with suppress(queue.Empty):
                while len(batch) < 500:  # noqa: PLR2004 - bounds the memory of one commit
                    following = self._queue.get_nowait()
                    if following is None:
                        self._queue.put(None)
                        break
                    batch.append(following)
            self._commit(batch)

    def _commit(self, batch: list[_Write]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            numbers = [self._connection.execute(statement, values).lastrowid or 0 for statement, values, _, _ in batch]
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            problem = StoreError(f"{self.path}: the journal cannot be written: {error}", slug="journal-unwritable")
            for *_, loop, future in batch:
                loop.call_soon_threadsafe(_fail, future, problem)
        else:
            for (*_, loop, future), number in zip(batch, numbers, strict=True):
                loop.call_soon_threadsafe(_resolve, future, number)


def create(runs: Path, run_id: str, meta: Mapping[str, Any]) -> Journal:
    """Start the journal of a new run in `runs`/`run_id`.

    Raises:
        StoreError: it cannot be written.
    """
    path = runs / run_id / "journal.db"
    try:
        path.parent.mkdir(parents=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        lock = locked(path)
        connection = _connect(path)
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("INSERT INTO meta VALUES ('run', ?)", (json.dumps(meta),))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the journal cannot be made: {error}", slug="journal-unwritable") from error
    return Journal(path, connection, lock)


def reopen(runs: Path, run_id: str) -> tuple[Journal, Mapping[str, Any]]:
    """The journal of an earlier run, `last` meaning the newest, and what was said when it began.

    Raises:
        UsageError: there is no such run, or another process is working on it.
        StoreError: it cannot be read, is damaged or was written by a newer version.
    """
    path = find(runs, run_id) / "journal.db"
    try:
        lock = locked(path)
    except BlockingIOError as error:
        raise UsageError(f"run {path.parent.name} is being worked on by another process", slug="run-busy") from error
    try:
        meta = _checked(path)
        return Journal(path, _connect(path), lock), meta
    except (OSError, sqlite3.Error, ValueError, TypeError) as error:
        os.close(lock)
        raise StoreError(f"{path}: the journal cannot be read: {error}", slug="store-damaged") from error
    except StoreError:
        os.close(lock)
        raise


def _checked(path: Path) -> Mapping[str, Any]:
    """What was said when the run began; reads only, so that a damaged file stays as it is."""
    ((version,),) = _rows(path, "PRAGMA user_version")
    if version > SCHEMA:
        raise StoreError(f"{path}: written by a newer version of harness", slug="store-newer")
    ((sound,), *_) = _rows(path, "PRAGMA quick_check")
    if sound != "ok":
        raise StoreError(f"{path}: the journal is damaged: {sound}", slug="store-damaged")
    ((meta,),) = _rows(path, "SELECT value FROM meta WHERE name = 'run'")
    return cast("Mapping[str, Any]", json.loads(meta))


def find(runs: Path, run_id: str) -> Path:
    """The folder of a run; run ids sort by time.

    Raises:
        UsageError: there is none of that name.
    """
    known = sorted(path.parent.name for path in runs.glob("*/journal.db"))
    name = known[-1] if run_id == "last" and known else run_id
    if name not in known:
        hint = f"the newest is {known[-1]}" if known else "only runs that called a vendor can be resumed"
        raise UsageError(f"there is no run {run_id!r} to resume in {runs}", slug="unknown-run", hint=hint)
    return runs / name


def responses(journal: Journal) -> dict[tuple[str, str], tuple[Response, float | None]]:
    """The answers already had, with their cost, by work and key."""
    rows = _rows(
        journal.path, "SELECT work, key, response, served_model, cost_usd FROM call WHERE response IS NOT NULL"
    )
    return {(work, key): (response_from_json(json.loads(text), model), cost) for work, key, text, model, cost in rows}


def in_doubt(journal: Journal) -> dict[tuple[str, str], float | None]:
    """Work whose last call was sent and never heard of again, with what it may have cost at worst."""
    rows = _rows(
        journal.path,
        "SELECT work, key, worst_usd FROM call WHERE response IS NULL AND trouble IS NULL"
        " AND id IN (SELECT max(id) FROM call GROUP BY work, key)",
    )
    return {(work, key): worst for work, key, worst in rows}


def spent(journal: Journal) -> float:
    """US dollars spent so far; a call in doubt counts with its worst case."""
    ((total,),) = _rows(
        journal.path,
        "SELECT total(CASE WHEN response IS NULL AND trouble IS NULL THEN worst_usd ELSE cost_usd END) FROM call",
    )
    return float(total)


def _rows(path: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from connection.execute(query)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # WAL with one writing connection; FULL makes a commit survive a power cut.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def locked(path: Path) -> int:
    """The lock goes with the process: a killed run leaves none behind."""
    handle = os.open(path.with_name("lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def _resolve(future: asyncio.Future[int], number: int) -> None:
    if not future.done():
        future.set_result(number)


def _fail(future: asyncio.Future[int], problem: StoreError) -> None:
    if not future.done():
        future.set_exception(problem)
