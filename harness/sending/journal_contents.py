"""What a run's journal holds, read without changing a byte of it, and whether it can be believed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.cassettes.neutral import response_from_json
from harness.errors import StoreError
from harness.model.exchange import Response
from harness.sending.batch_journal import OpenBatch, open_batches, places
from harness.sending.journal import INDEX, SCHEMA, checksum
from harness.spool.mapping import SpooledMapping
from harness.spool.sequence import SpooledSequence

Place = tuple[str, str]
"""A call: its work id as text, and its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CassetteAnswer:
    """An answer that belongs into a cassette: `exchange` is what its line says beside the response."""

    key: str
    exchange: Mapping[str, Any]
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalContents:
    """`meta` is what was said when the run began. `responses` have their cost, `in_doubt` what a call may have cost at
    worst: it was sent, and nothing is known of its answer. Calls of `batches`, those that are not collected, are in no
    doubt. `damage` says what is wrong with the journal, and is empty if it is sound; what could be read is there all
    the same.
    """

    meta: Mapping[str, Any] = field(default_factory=dict)
    responses: Mapping[Place, tuple[Response, float | None]] = field(default_factory=dict)
    in_doubt: Mapping[Place, float | None] = field(default_factory=dict)
    recorded: Sequence[CassetteAnswer] = ()
    batches: tuple[OpenBatch, ...] = ()
    spent_usd: float = 0.0
    damage: str = ""


def read(path: Path) -> JournalContents:
    """The contents of a journal.

    Raises:
        StoreError: it was written by a newer version of harness. One of an older version counts as empty.
    """
    try:
        return _read(path)
    except (OSError, sqlite3.Error, ValueError, TypeError, KeyError) as error:
        return JournalContents(damage=f"it cannot be read: {error}")


def _read(path: Path) -> JournalContents:
    ((version,),) = _rows(path, "PRAGMA user_version")
    if version > SCHEMA:
        raise StoreError(f"{path}: written by a newer version of harness", slug="store-newer")
    if version < SCHEMA:
        return JournalContents(damage="" if version else "it is empty")
    ((meta,),) = _rows(path, "SELECT value FROM meta WHERE name = 'run'")
    responses: SpooledMapping[Place, tuple[Response, float | None]] = SpooledMapping(tuple)
    recorded: SpooledSequence[CassetteAnswer] = SpooledSequence()
    flawed = 0
    query = (
        "SELECT work, key, response, served_model, cost_usd, exchange, checksum FROM call WHERE response IS NOT NULL"
    )
    for work, key, text, model, cost_usd, exchange, expected in _rows(path, query):
        if checksum(text, exchange or "", work, key, cost_usd) != expected:
            flawed += 1
            continue
        response = response_from_json(json.loads(text), model)
        responses[work, key] = response, cost_usd
        if exchange:
            recorded.append(CassetteAnswer(key=key, exchange=json.loads(exchange), response=response))
    batches = open_batches(path)
    awaited = places(batches)
    return JournalContents(
        meta=json.loads(meta),
        responses=responses,
        in_doubt={place: worst for place, worst in _in_doubt(path).items() if place not in awaited},
        batches=batches,
        recorded=recorded.settled(),
        spent_usd=_spent(path),
        damage=_damage(path, flawed),
    )


def _damage(path: Path, flawed: int) -> str:
    ((sound,), *_) = _rows(path, "PRAGMA quick_check")
    if sound != "ok":
        return str(sound)
    ((commits,),) = _rows(path, "SELECT commits FROM tail")
    try:
        indexed = int(path.with_name(INDEX).read_text(encoding="ascii"))
    except FileNotFoundError:
        return "its index is missing, so that nobody can say whether its end is"
    except (ValueError, OSError):
        return "its index cannot be read"
    # More commits than the index knows are no damage: a kill falls between a commit and its index.
    if commits < indexed:
        return f"its end is missing: of {indexed} writes {commits} can be read"
    return f"{flawed} of its answers are not as they were written" if flawed else ""


def _in_doubt(path: Path) -> dict[Place, float | None]:
    """Work whose last call was sent and never heard of again, or ran out of time."""
    rows = _rows(
        path,
        "SELECT work, key, worst_usd FROM call"
        " WHERE response IS NULL AND (trouble IS NULL OR json_extract(trouble, '$.kind') = 'in-doubt')"
        " AND id IN (SELECT max(id) FROM call GROUP BY work, key)",
    )
    return {(work, key): worst for work, key, worst in rows}


def _spent(path: Path) -> float:
    """US dollars spent so far; a call in doubt counts with its worst case."""
    query = "SELECT total(CASE WHEN response IS NULL AND trouble IS NULL THEN worst_usd ELSE cost_usd END) FROM call"
    ((total,),) = _rows(path, query)
    return float(total)


def _rows(path: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield from connection.execute(query)
