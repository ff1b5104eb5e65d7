"""What a journal keeps of batches: each before it is submitted, with all of its calls, and what became of it.

The steps of one, each on disk before the next is taken: *intended* (its calls are rows of the journal), *uploaded*
(the vendor has its file), *sent* (the request that submits it leaves now), *submitted* (the vendor's name of it is
known), *closed* (every call of it has an answer or a trouble). A journal that no batch was ever written to has no table
of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

_BATCH = """
CREATE TABLE IF NOT EXISTS batch (
  token TEXT PRIMARY KEY, target TEXT NOT NULL, file TEXT, sent_at TEXT, vendor_id TEXT, closed_at TEXT
) STRICT
"""
_BATCHED = """
CREATE TABLE IF NOT EXISTS batched (
  call INTEGER PRIMARY KEY REFERENCES call (id), token TEXT NOT NULL REFERENCES batch (token)
) STRICT
"""
_CALL = "INSERT INTO call (work, key, attempt, worst_usd, sent_at, exchange) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchedCall:
    """A call of a batch as the journal has it; `exchange` is "" where nothing is recorded."""

    work: str
    key: str
    attempt: int
    worst_usd: float | None
    exchange: str = ""


@dataclass(slots=True, kw_only=True)
class OpenBatch:
    """A batch that is not closed. Its calls are `size` rows of the journal from number `first` on; `calls` are those of
    them that have neither answer nor trouble, by their number. `intended_at` is before the first request that could
    submit it, `sent_at` the last moment at which one that went unanswered may have been on its way.
    """

    token: str
    target: str
    intended_at: str
    first: int
    size: int
    file: str | None = None
    sent_at: str | None = None
    vendor_id: str | None = None
    calls: dict[int, BatchedCall] = field(default_factory=dict)

    def number_of(self, custom_id: str) -> int | None:
        """The call of that name; None if it is none of this batch."""
        token, _, index = custom_id.rpartition("-")
        # The length first: Python reads no number of thousands of digits.
        if token != self.token or not index.isdecimal() or len(index) > len(str(self.size)):
            return None
        return self.first + int(index) if index == str(int(index)) and int(index) < self.size else None


def custom_id(token: str, index: int) -> str:
    """What the vendor is told of a call, and says of its answer; `index` counts the calls of the batch from 0."""
    return f"{token}-{index}"


def intend(connection: sqlite3.Connection, token: str, target: str, calls: Sequence[BatchedCall], at: str) -> int:
    """Write down a batch with its calls; the number of the first, which the others follow."""
    # Two statements, since a script of both would end the transaction that this is a part of.
    connection.execute(_BATCH)
    connection.execute(_BATCHED)
    connection.execute("INSERT INTO batch (token, target) VALUES (?, ?)", (token, target))
    first = 0
    for call in calls:
        row = (call.work, call.key, call.attempt, call.worst_usd, at, call.exchange or None)
        number = connection.execute(_CALL, row).lastrowid or 0
        connection.execute("INSERT INTO batched (call, token) VALUES (?, ?)", (number, token))
        first = first or number
    return first


def open_batches(path: Path) -> tuple[OpenBatch, ...]:
    """Of the journal at `path`, the oldest first. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'batched'").fetchall():
            return ()
        batches = {batch.token: batch for batch in _batches(connection)}
        for token, number, call in _calls(connection):
            batches[token].calls[number] = call
        return tuple(batches.values())


def places(batches: Sequence[OpenBatch]) -> Mapping[tuple[str, str], OpenBatch]:
    """The batch that each call is in, by work and key."""
    return {(call.work, call.key): batch for batch in batches for call in batch.calls.values()}


def _batches(connection: sqlite3.Connection) -> Iterator[OpenBatch]:
    query = (
        "SELECT batch.token, target, file, batch.sent_at, vendor_id, min(call.sent_at), min(id), count(*)"
        " FROM batch JOIN batched ON batch.token = batched.token JOIN call ON batched.call = id"
        " WHERE closed_at IS NULL GROUP BY batch.token ORDER BY min(id)"
    )
    for token, target, file, sent_at, vendor_id, intended_at, first, size in connection.execute(query):
        yield OpenBatch(
            token=token,
            target=target,
            intended_at=intended_at,
            first=first,
            size=size,
            file=file,
            sent_at=sent_at,
            vendor_id=vendor_id,
        )


def _calls(connection: sqlite3.Connection) -> Iterator[tuple[str, int, BatchedCall]]:
    query = (
        "SELECT batched.token, id, work, key, attempt, worst_usd, exchange"
        " FROM call JOIN batched ON call = id JOIN batch ON batch.token = batched.token"
        " WHERE closed_at IS NULL AND response IS NULL AND trouble IS NULL ORDER BY id"
    )
    for token, number, work, key, attempt, worst_usd, exchange in connection.execute(query):
        call = BatchedCall(work=work, key=key, attempt=attempt, worst_usd=worst_usd, exchange=exchange or "")
        yield token, number, call
