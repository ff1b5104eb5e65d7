"""The calls of a log, in the order of its lines, with bounded memory.

Spans whose messages stand in records beside them wait on disk until all is read, and are put together then.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from harness.importers._traces import otel
from harness.importers._traces.lines import Broken, records
from harness.importers._traces.logged import Logged, LogPlace, NoCase
from harness.importers._traces.rows import calls_in

_JOINED = 1_000_000
"""Calls that are put together from several lines are numbered from here."""
MOST_PLACES = 5
"""Places that are named for one reason."""


@dataclass
class Unread:
    """What of a log makes no call: how often each reason holds, and where it first did."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[int]] = field(default_factory=dict)

    def add(self, reason: str, line: int) -> None:
        self.counts[reason] += 1
        places = self.places.setdefault(reason, [])
        if len(places) < MOST_PLACES and line not in places:
            places.append(line)


class Log:
    """A log that is read as often as needed. A context: what it keeps on disk goes with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        self.broken, self.unread = Unread(), Unread()
        self._folder = tempfile.TemporaryDirectory(prefix="harness-import-")
        # Readable by its owner only, as temporary folders are; gone with the import.
        self._store = sqlite3.connect(Path(self._folder.name) / "spans.db", isolation_level=None)
        self._store.execute("PRAGMA synchronous = OFF")
        self._store.execute("PRAGMA journal_mode = OFF")
        self._store.execute("CREATE TABLE part (span TEXT, line INTEGER, kind TEXT, json TEXT)")
        self._joined: list[tuple[LogPlace, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._folder.cleanup()

    def calls(self) -> Iterator[tuple[LogPlace, Logged]]:
        """All of them; what makes none is counted. Raises InputError."""
        self._store.execute("BEGIN")
        for line, record in records(self.path):
            self.lines += 1
            if isinstance(record, Broken):
                self.broken.add(str(record), line)
                continue
            for nth, call in enumerate(self._of(record, line)):
                if isinstance(call, Logged):
                    yield LogPlace(line, nth), call
                elif call is not None:
                    self.unread.add(str(call), line)
        self._store.execute("CREATE INDEX by_span ON part (span)")
        self._store.execute("COMMIT")
        yield from self._put_together()

    def again(self, places: Container[LogPlace], lines: Container[int]) -> Iterator[tuple[LogPlace, Logged]]:
        """Only those at the places, which are in the lines. After `calls`."""
        for line, record in records(self.path, lines):
            if isinstance(record, Broken):
                continue
            for nth, call in enumerate(self._of(record, line, keep=False)):
                if isinstance(call, Logged) and (line, nth) in places:
                    yield LogPlace(line, nth), call
        for place, span in self._joined:
            if place in places:
                yield place, otel.logged(self._span(span))

    def _of(self, record: Mapping[str, Any], line: int, *, keep: bool = True) -> Iterator[Logged | NoCase | None]:
        """The calls of a record; None in place of one that waits for its messages."""
        if not otel.is_otlp(record):
            yield from calls_in(record)
            return
        for span in otel.spans_of(record):
            if not otel.is_call(span):
                if keep:
                    self.unread.add("a span that is no call of a model", line)
                continue
            identity = otel.identity_of(span)
            if otel.has_messages(span) or not identity:
                yield _tried(span)
            else:
                if keep:
                    self._keep(identity, line, "span", span)
                yield None
        for identity, event in otel.records_of(record) if keep else ():
            self._keep(identity, line, "event", event)

    def _keep(self, span: str, line: int, kind: str, part: Mapping[str, Any]) -> None:
        self._store.execute("INSERT INTO part VALUES (?, ?, ?, ?)", (span, line, kind, json.dumps(part)))

    def _put_together(self) -> Iterator[tuple[LogPlace, Logged]]:
        spans = self._store.execute("SELECT span, min(line) FROM part GROUP BY span ORDER BY min(rowid)")
        for number, (identity, line) in enumerate(spans):
            call = _tried(self._span(identity))
            if isinstance(call, NoCase):
                self.unread.add(str(call), line)
                continue
            place = LogPlace(line, _JOINED + number)
            self._joined.append((place, identity))
            yield place, call

    def _span(self, identity: str) -> Mapping[str, Any]:
        rows = self._store.execute("SELECT kind, json FROM part WHERE span = ? ORDER BY rowid", (identity,)).fetchall()
        parts = [(kind, json.loads(text)) for kind, text in rows]
        empty: dict[str, Any] = {"attributes": {}, "events": []}
        span: Mapping[str, Any] = next((part for kind, part in parts if kind == "span"), empty)
        events = [part for kind, part in parts if kind == "event"]
        told = {
            name: value for event in events for name, value in event["attributes"].items() if name.startswith("gen_ai.")
        }
        return {**span, "attributes": {**told, **span["attributes"]}, "events": [*span["events"], *events]}


def _tried(span: Mapping[str, Any]) -> Logged | NoCase:
    try:
        return otel.logged(span)
    except NoCase as reason:
        return reason
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError):
        return NoCase("its parts are not what such a span has")
