"""The durable record of a run: every call before it is sent, every answer before it is scored.

One SQLite file a run, one connection, one writing thread. Writes of one turn of the event loop, and those that arrive
while a commit is under way, are committed together (the disk is waited for once), and nobody is told "written" before
it is on disk. Beside it lies an index that knows how many commits there were. Reports and cassettes are views and can
be made anew from here; reading is `journal_contents.py`'s.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from harness import files
from harness.cassettes.neutral import response_to_json
from harness.errors import StoreError, UsageError
from harness.model.exchange import Response, Trouble
from harness.sending import batch_journal
from harness.sending.batch_journal import BatchedCall, OpenBatch

SCHEMA = 2
INDEX = "index"
"""Beside the journal: the number of commits there were. A damaged end of the write-ahead log is dropped by SQLite
without a word, and the calls in it would be paid again; the index remembers that they were there.
"""
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE tail (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL) STRICT;
INSERT INTO tail VALUES (1, 0);
CREATE TABLE call (
  id INTEGER PRIMARY KEY, work TEXT NOT NULL, key TEXT NOT NULL, attempt INTEGER NOT NULL,
  worst_usd REAL, sent_at TEXT NOT NULL, response TEXT, served_model TEXT, trouble TEXT, cost_usd REAL,
  exchange TEXT, checksum INTEGER
) STRICT;
CREATE INDEX call_work ON call (work, key);
"""

_Statements = Callable[[sqlite3.Connection], int]
"""What one write does, within a transaction that it may share; its result is given to who asked for it."""
_Write = tuple[_Statements, asyncio.AbstractEventLoop, "asyncio.Future[int]"]


class Journal:
    """An open journal; made by `create` or `reopen`, closed by `close`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._index = os.open(path.with_name(INDEX), os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        ((self._commits,),) = connection.execute("SELECT commits FROM tail")
        self._index_commits()
        self._sent: dict[int, tuple[str, str]] = {}
        self._asked: list[_Write] = []
        """Since the event loop's last turn."""
        self._queue: queue.SimpleQueue[list[_Write] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._writer.start()

    @property
    def run_id(self) -> str:
        return self.path.parent.name

    async def intend(self, work: str, key: str, attempt: int, worst_usd: float | None, at: str) -> int:
        """Write down that a call is about to be sent; returns the call's number."""
        call = await self._write(
            "INSERT INTO call (work, key, attempt, worst_usd, sent_at) VALUES (?, ?, ?, ?, ?)",
            (work, key, attempt, worst_usd, at),
        )
        self._sent[call] = work, key
        return call

    async def answered(self, call: int, response: Response, cost_usd: float | None, exchange: str = "") -> None:
        """Write down the answer; `exchange` is what else a cassette's line of it says, as JSON, if it is recorded."""
        text = json.dumps(response_to_json(response))
        place = *self._sent.pop(call), cost_usd
        await self._write(
            "UPDATE call SET response = ?, served_model = ?, cost_usd = ?, exchange = ?, checksum = ? WHERE id = ?",
            (text, response.served_model, cost_usd, exchange or None, checksum(text, exchange, *place), call),
        )

    async def intend_batch(self, token: str, target: str, calls: Sequence[BatchedCall], at: str) -> OpenBatch:
        """Write down that calls are about to be submitted together; all of them or none."""
        first = await self._do(lambda connection: batch_journal.intend(connection, token, target, calls, at))
        rows = dict(enumerate(calls, first))
        batch = OpenBatch(token=token, target=target, intended_at=at, first=first, size=len(calls), calls=rows)
        self.go_on_with(batch)
        return batch

    def go_on_with(self, batch: OpenBatch) -> None:
        """Answers to calls that were written down before may come."""
        self._sent.update((number, (call.work, call.key)) for number, call in batch.calls.items())

    async def keep_batch(self, batch: OpenBatch) -> None:
        """Write down how far it is: its file, when it was sent, the vendor's name of it."""
        await self._write(
            "UPDATE batch SET file = ?, sent_at = ?, vendor_id = ? WHERE token = ?",
            (batch.file, batch.sent_at, batch.vendor_id, batch.token),
        )

    async def close_batch(self, token: str, at: str) -> None:
        """Nothing more comes of it."""
        await self._write("UPDATE batch SET closed_at = ? WHERE token = ?", (at, token))

    async def failed(self, call: int, trouble: Trouble, cost_usd: float | None) -> None:
        self._sent.pop(call, None)
        fields = {name: value for name, value in asdict(trouble).items() if value not in (None, "", False)}
        await self._write(
            "UPDATE call SET trouble = ?, cost_usd = ? WHERE id = ?", (json.dumps(fields), cost_usd, call)
        )

    def close(self) -> None:
        self._hand_over()
        self._queue.put(None)
        self._writer.join()
        self._connection.close()
        os.close(self._index)
        os.close(self._lock)

    async def _write(self, statement: str, values: tuple[Any, ...]) -> int:
        return await self._do(lambda connection: connection.execute(statement, values).lastrowid or 0)

    async def _do(self, statements: _Statements) -> int:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        if not self._asked:
            # Not at once: the call for which an answer makes room is written down together with it.
            loop.call_soon(self._hand_over)
        self._asked.append((statements, loop, future))
        # A cancelled caller must not cancel the write: it may already be on disk.
        return await asyncio.shield(future)

    def _hand_over(self) -> None:
        if self._asked:
            self._queue.put(self._asked)
            self._asked = []

    def _write_all(self) -> None:
        while (batch := self._queue.get()) is not None:
            with suppress(queue.Empty):
                while len(batch) < 500:  # noqa: PLR2004 - bounds the memory of one commit
                    following = self._queue.get_nowait()
                    if following is None:
                        self._queue.put(None)
                        break
                    batch += following
            self._commit(batch)

    def _commit(self, batch: list[_Write]) -> None:
        try:
            # Immediate: a lock that cannot be had must fail here, before anything is thought to be written.
            self._connection.execute("BEGIN IMMEDIATE")
            numbers = [statements(self._connection) for statements, _, _ in batch]
            self._connection.execute("UPDATE tail SET commits = commits + 1")
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whoever waits is to be told: without its writer a run would hang
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            problem = StoreError(f"{self.path}: the journal cannot be written: {error}", slug="journal-unwritable")
            for *_, loop, future in batch:
                loop.call_soon_threadsafe(_fail, future, problem)
        else:
            # After the commit: an index that is behind says nothing wrong, one that is ahead would.
            self._commits += 1
            self._index_commits()
            for (*_, loop, future), number in zip(batch, numbers, strict=True):
                loop.call_soon_threadsafe(_resolve, future, number)

    def _index_commits(self) -> None:
        with suppress(OSError):  # the calls are in the journal; an index that is behind says nothing wrong
            os.pwrite(self._index, _index_line(self._commits), 0)


def create(runs: Path, run_id: str, meta: Mapping[str, Any]) -> Journal:
    """Start the journal of a new run in `runs`/`run_id`.

    Raises:
        StoreError: it cannot be written.
    """
    path = runs / run_id / "journal.db"
    try:
        path.parent.mkdir(parents=True, mode=0o700)
        lock = locked(path)
        _make(path, meta)
        connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the journal cannot be made: {error}", slug="journal-unwritable") from error
    return Journal(path, connection, lock)


def reopen(runs: Path, run_id: str) -> Journal:
    """The journal of an earlier run, to go on with; `run_id` is the name of its folder. What it holds is for
    `journal_contents.read`, which also says whether it is sound.

    Raises:
        UsageError: another process is working on it.
        StoreError: it cannot be opened.
    """
    path = runs / run_id / "journal.db"
    try:
        lock = locked(path)
    except BlockingIOError as error:
        raise UsageError(f"run {run_id} is being worked on by another process", slug="run-busy") from error
    try:
        return Journal(path, _connect(path), lock)
    except (OSError, sqlite3.Error, ValueError) as error:
        os.close(lock)
        raise StoreError(f"{path}: the journal cannot be read: {error}", slug="store-damaged") from error


def find(runs: Path, run_id: str) -> str:
    """The id of a run, `last` meaning the newest; run ids sort by time.

    Raises:
        UsageError: there is none of that name.
    """
    names = sorted(path.parent.name for path in runs.glob("*/journal.db"))
    name = names[-1] if run_id == "last" and names else run_id
    if name not in names:
        hint = f"the newest is {names[-1]}" if names else "only runs that called a vendor can be resumed"
        raise UsageError(f"there is no run {run_id!r} to resume in {runs}", slug="unknown-run", hint=hint)
    return name


def checksum(response: str, exchange: str, work: str, key: str, cost_usd: float | None) -> int:
    """Of an answer's row: a flipped bit in it would be taken for what the model said or cost, or in the name of the
    work leave the answer to nobody, so that it is paid again.
    """
    cost = None if cost_usd is None else float(cost_usd)
    return zlib.crc32(f"{response}\n{exchange}\n{work}\n{key}\n{cost}".encode())


def _make(path: Path, meta: Mapping[str, Any]) -> None:
    """Beside its place, and moved there with its index when it is whole: of a journal that is there and is not, a call
    may have been lost; before it is there, none was sent.

    Raises:
        OSError, sqlite3.Error: it cannot be made.
    """
    beside = path.with_name(f"{path.name}.new")
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")  # what is not whole is never looked at
        connection.execute(f"PRAGMA synchronous = {files.SYNCHRONOUS}")
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA};")
        connection.execute("INSERT INTO meta VALUES ('run', ?)", (json.dumps(meta),))
        connection.execute("COMMIT")
        # Now: a kill in the middle of this step would leave a file that cannot be read without writing to it.
        connection.execute("PRAGMA journal_mode = WAL")
    index = os.open(path.with_name(INDEX), os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.write(index, _index_line(0))
    finally:
        os.close(index)
    beside.rename(path)
    files.sync_folder(path.parent)


def _index_line(commits: int) -> bytes:
    return f"{commits:020}\n".encode()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")  # with one writing connection
    connection.execute(f"PRAGMA synchronous = {files.SYNCHRONOUS}")
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
        # Told to whoever waits; of a caller that was cut off meanwhile nobody does, which is no news for the terminal.
        future.exception()
