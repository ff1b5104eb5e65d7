"""The history of a project over its database; see `harness.history`."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection, RowMapping, Table, delete, exists, insert, inspect, select

from harness.errors import StoreError, UsageError
from harness.history import _tables as tables
from harness.history import rows
from harness.history._adaptations import Adaptations
from harness.history._database import Database, page_trouble
from harness.history._queries import BATCH, OLDEST, batches, conditions, entries, equal, measurement, newest
from harness.model.past import Agreement, Filter, Measurement, PastRun, Pin, ServedModel
from harness.model.result import Run
from harness.periods import stamp
from harness.plugins import suggest
from harness.resultsfile.reading import run_from_json
from harness.resultsfile.writing import pieces
from harness.spool import sequence

LAST = "last"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
FEW = 20
"""Runs whose measurements are held at once."""
TOGETHER = 500
"""Rows that are written at once."""
_EVERYTHING = Filter()


class History:
    """Past runs, kept. Use it as a context manager, or `close` it.

    Every method raises StoreError where the database cannot be read or written; a write that fails leaves
    everything as it was. Several processes may use the same history at once.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self._database.place

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    @property
    def adaptations(self) -> Adaptations:
        """What is kept of adapting suites to other targets."""
        return Adaptations(self._database)

    def add(self, run: Run, *, nightly: bool = False) -> None:
        """Keep a run. One of the same id (it was resumed) is replaced, and stays pinned and nightly."""
        head, body = rows.run_row(run, nightly=nightly), _deflated(run)
        prepared = {tables.DOCUMENTS: [{"run": head["id"], "body": body}], **_details(run)}
        with self._database.writing() as connection:
            for table in tables.OF_A_RUN:
                connection.execute(delete(table).where(table.c.run == head["id"]))
            kept = head if nightly else {name: value for name, value in head.items() if name != "nightly"}
            updated = connection.execute(tables.RUNS.update().where(tables.RUNS.c.id == head["id"]).values(kept))
            if not updated.rowcount:
                connection.execute(insert(tables.RUNS), [head])
            for table, made in prepared.items():
                for first in range(0, len(made), TOGETHER):
                    connection.execute(insert(table), list(made[first : first + TOGETHER]))

    def check(self) -> tuple[str, ...]:
        """What is damaged, in words: pages that do not hold together, tables that are gone, runs that cannot be read,
        figures that are not those of their run.
        """
        if self._database.engine.dialect.name == "sqlite":
            trouble = page_trouble(self._database.engine, "integrity_check")
            if trouble:
                return (trouble,)
        gone = sorted(tables.META.tables.keys() - set(inspect(self._database.engine).get_table_names()))
        if gone:
            return (f"no longer there: {', '.join(gone)}",)
        with self._database.reading() as connection:
            ids = connection.scalars(select(tables.RUNS.c.id).order_by(tables.RUNS.c.id)).all()
            return tuple(trouble for run in ids if (trouble := self._trouble_of(connection, run)))

    def _trouble_of(self, connection: Connection, name: str) -> str | None:
        body = connection.scalar(select(tables.DOCUMENTS.c.body).where(tables.DOCUMENTS.c.run == name))
        try:
            run = self._inflated(name, body)
        except StoreError as error:
            return str(error)
        heads = connection.execute(select(tables.RUNS).where(tables.RUNS.c.id == name)).mappings().all()
        nightly = bool(heads[0]["nightly"])
        kept: dict[Table, Sequence[RowMapping]] = {tables.RUNS: heads}
        wanted: dict[Table, Sequence[rows.Row]] = {tables.RUNS: [rows.run_row(run, nightly=nightly)], **_details(run)}
        for table in wanted.keys() - kept.keys():
            kept[table] = connection.execute(select(table).where(table.c.run == name)).mappings().all()
        wrong = sorted(table.name for table, made in wanted.items() if not _alike(kept[table], made))
        return f"run {name}: {', '.join(wrong)}: not what its answers say" if wrong else None

    def runs(self, chosen: Filter = _EVERYTHING) -> tuple[PastRun, ...]:
        """The runs meant by the filter, the newest first."""
        with self._database.reading() as connection:
            query = select(tables.RUNS).where(*conditions(chosen))
            query = query.order_by(tables.RUNS.c.started_at.desc(), tables.RUNS.c.id.desc()).limit(chosen.limit)
            heads = connection.execute(query).mappings().all()
            return tuple(entries(connection, heads))

    def find(self, name: str = LAST) -> str:
        """The id of a run: `last` is the newest, else an id, the name of a pin, or the only id that begins so.

        Raises:
            UsageError: there is none, or several ids begin so.
        """
        with self._database.reading() as connection:
            if name == LAST:
                if (run := newest(connection)) is None:
                    raise _nothing(self.place)
                return run
            pinned: str | None = connection.scalar(select(tables.PINS.c.run).where(tables.PINS.c.name == name))
            begins = tables.RUNS.c.id.startswith(name, autoescape=True)
            matches = connection.scalars(
                select(tables.RUNS.c.id).where(begins).order_by(tables.RUNS.c.id).limit(3)
            ).all()
            if name in matches:
                return name
            if pinned is not None:
                return str(pinned)
            if len(matches) == 1 and name:
                return str(matches[0])
            raise self._unknown(connection, name, matches)

    def load(self, name: str = LAST) -> Run:
        """A whole run, as it was when it was kept; `name` as for `find`.

        Raises:
            UsageError: there is none.
            StoreError: what is kept of it is damaged.
        """
        run = self.find(name)
        with self._database.reading() as connection:
            body = connection.scalar(select(tables.DOCUMENTS.c.body).where(tables.DOCUMENTS.c.run == run))
        return self._inflated(run, body)

    def measurements(
        self,
        suite: str | None = None,
        target: str | None = None,
        since: str | None = None,
        *,
        until: str | None = None,
        nightly: bool | None = None,
        run: str | None = None,
    ) -> Iterator[Measurement]:
        """Every case for every target in every run meant, the oldest run first, then by suite, case and target."""
        heads = tables.RUNS
        chosen = conditions(Filter(since=since, until=until, nightly=nightly))
        query = select(heads.c.id).where(*chosen, *([heads.c.id == run] if run else [])).order_by(*OLDEST)
        with self._database.reading() as connection:
            meant = connection.scalars(query).all()
        # A few runs at a time, and none while the caller thinks: whoever reads keeps others from writing.
        for some in batches(meant, FEW):
            yield from self._measurements(some, suite, target)

    def _measurements(self, runs: Sequence[str], suite: str | None, target: str | None) -> Sequence[Measurement]:
        heads, suites, outcomes = tables.RUNS, tables.SUITES, tables.OUTCOMES
        query = (
            select(outcomes, heads.c.started_at, suites.c.digest, suites.c.prompt_digest)
            .join(heads, heads.c.id == outcomes.c.run)
            .join(suites, (suites.c.run == outcomes.c.run) & (suites.c.suite == outcomes.c.suite))
            .where(outcomes.c.run.in_(runs), *equal(outcomes, suite=suite, target=target))
            .order_by(*OLDEST, outcomes.c.suite, outcomes.c.case_id, outcomes.c.target)
        )
        with self._database.reading() as connection:
            return [measurement(row) for row in connection.execute(query).mappings()]

    def served(
        self, target: str | None = None, since: str | None = None, *, run: str | None = None
    ) -> tuple[ServedModel, ...]:
        """The models that answered, the oldest run first."""
        heads, served = tables.RUNS, tables.SERVED
        query = (
            select(served, heads.c.started_at)
            .join(heads, heads.c.id == served.c.run)
            .where(*conditions(Filter(since=since)), *equal(served, run=run, target=target))
            .order_by(*OLDEST, served.c.target, served.c.model, served.c.fingerprint)
        )
        with self._database.reading() as connection:
            return tuple(ServedModel(**row) for row in connection.execute(query).mappings())

    def agreements(self, pinned: str) -> tuple[Agreement, ...]:
        """What is known of how other runs agree with a pinned one."""
        table = tables.AGREEMENTS
        query = select(*(column.label("case") if column is table.c.case_id else column for column in table.c))
        with self._database.reading() as connection:
            kept = connection.execute(query.where(table.c.pinned == pinned)).mappings()
            return tuple(Agreement(**row) for row in kept)

    def add_agreements(self, agreements: Iterable[Agreement]) -> None:
        """Keep what was found; what was known of the same run, pinned run and suite before is replaced."""
        table, many = tables.AGREEMENTS, [rows.agreement_row(agreement) for agreement in agreements]
        with self._database.writing() as connection:
            for run, pinned, suite in {(row["run"], row["pinned"], row["suite"]) for row in many}:
                connection.execute(delete(table).where(*equal(table, run=run, pinned=pinned, suite=suite)))
            if many:
                connection.execute(insert(table), many)

    def pin(self, name: str, run: str = LAST, *, at: str | None = None) -> Pin:
        """Keep a run (as for `find`) under a name whatever its age; a name that is taken moves on to this run.

        Raises:
            UsageError: there is no such run, or this is no name.
        """
        if not _NAME.fullmatch(name) or name == LAST:
            raise UsageError(f"{name!r} is no name for a pin", slug="bad-name", hint="for example baseline or 2026-q1")
        made = Pin(name, self.find(run), at or stamp(datetime.now(UTC)))
        with self._database.writing() as connection:
            connection.execute(delete(tables.PINS).where(tables.PINS.c.name == name))
            connection.execute(insert(tables.PINS), [{"name": name, "run": made.run, "pinned_at": made.pinned_at}])
        return made

    def unpin(self, name: str) -> Pin:
        """Let go of a pin; the run stays until it is pruned.

        Raises:
            UsageError: there is no such pin.
        """
        pins = {pin.name: pin for pin in self.pins()}
        if name not in pins:
            raise UsageError(f"nothing is pinned as {name!r}", slug="unknown-pin", hint=suggest(name, tuple(pins)))
        with self._database.writing() as connection:
            connection.execute(delete(tables.PINS).where(tables.PINS.c.name == name))
        return pins[name]

    def pins(self) -> tuple[Pin, ...]:
        """Every pin, by name."""
        with self._database.reading() as connection:
            pin_rows = connection.execute(select(tables.PINS).order_by(tables.PINS.c.name)).mappings()
            return tuple(Pin(**row) for row in pin_rows)

    def pinned(self, name: str) -> Run | None:
        """The run pinned under this name, if there is one."""
        pins = {pin.name: pin.run for pin in self.pins()}
        return self.load(pins[name]) if name in pins else None

    def prune(self, before: str) -> tuple[str, ...]:
        """Forget the runs begun before that moment, but for pinned ones. Returns their ids, the oldest first."""
        heads = tables.RUNS
        unpinned = ~exists().where(tables.PINS.c.run == heads.c.id)
        old = select(heads.c.id).where(heads.c.started_at < rows.moment(before), unpinned)
        with self._database.writing() as connection:
            gone = connection.scalars(old.order_by(*OLDEST)).all()
            for some in batches(gone, BATCH):
                for table in tables.OF_A_RUN:
                    connection.execute(delete(table).where(table.c.run.in_(some)))
                connection.execute(delete(heads).where(heads.c.id.in_(some)))
        return tuple(gone)

    def _inflated(self, run: str, body: bytes | None) -> Run:
        try:
            return run_from_json(json.loads(zlib.decompress(body or b"")))
        except (zlib.error, ValueError, StoreError) as error:
            raise StoreError(
                f"{self.place}: what is kept of run {run} is damaged: {error}", slug="store-damaged"
            ) from error

    def _unknown(self, connection: Connection, name: str, matches: Iterable[str]) -> UsageError:
        if name and matches:
            several = ", ".join(matches)
            return UsageError(f"several runs begin with {name!r}", slug="unknown-run", hint=f"for example {several}")
        last, pins = newest(connection), connection.scalars(select(tables.PINS.c.name)).all()
        if last is None:
            return _nothing(self.place)
        hint = suggest(name, tuple(pins)) or f"the newest is {last}; `harness history` lists them"
        return UsageError(f"there is no run {name!r} in {self.place}", slug="unknown-run", hint=hint)


def _details(run: Run) -> dict[Table, Sequence[rows.Row]]:
    """What is kept of a run beside itself, to be found by: made before the database is held for it, on disk where it
    is much.
    """
    return {
        tables.SUITES: list(rows.suite_rows(run)),
        tables.TARGETS: list(rows.target_rows(run)),
        tables.VERDICTS: list(rows.verdict_rows(run)),
        tables.OUTCOMES: sequence.kept(rows.outcome_rows(run)),
        tables.SERVED: list(rows.served_rows(run)),
    }


def _alike(kept: Sequence[RowMapping], made: Sequence[rows.Row]) -> bool:
    """The same rows in any order, in the columns that are made today."""
    columns = sorted({name for row in made for name in row})
    before = Counter(repr([row.get(name) for name in columns]) for row in kept)
    return before == Counter(repr([row.get(name) for name in columns]) for row in made)


def _nothing(place: str) -> UsageError:
    return UsageError(
        f"no run is kept in {place} yet",
        slug="no-history",
        hint="runs that call a vendor are kept, others with `harness run --history`",
    )


def _deflated(run: Run) -> bytes:
    """The results file, deflated piece by piece: the whole text of a large run need not be held."""
    press = zlib.compressobj(level=6)
    parts = [press.compress(piece.encode("ascii")) for piece in pieces(run)]
    return b"".join((*parts, press.flush()))
