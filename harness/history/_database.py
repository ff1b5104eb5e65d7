"""The database behind a history: its address, its transactions, its schema, its troubles in our words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from harness import files
from harness.errors import MissingExtra, StoreError, UsageError
from harness.history._migrations import MIGRATIONS
from harness.history._tables import VERSION

WAIT_S = 60.0
"""How long a writer waits for others to finish before it gives up."""
CHECKED_S = 7 * 24 * 3600.0
"""Between two looks at a file's pages."""
_MIGRATING = 7_221_003
"""The number of PostgreSQL's advisory lock under which tables are made."""
_BINARY = {"sqlite": "BLOB", "postgresql": "BYTEA"}


@dataclass(frozen=True)
class Database:
    """An open database whose schema is today's. `place` is its address without the password."""

    engine: Engine
    place: str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view.

        Raises:
            StoreError: it cannot be read.
        """
        with translated(self.place, writing=False), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All that is written within, or nothing.

        Raises:
            StoreError: it cannot be written; what was there stays.
        """
        with translated(self.place, writing=True), _transaction(self.engine) as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def connect(address: str, root: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> Database:
    """Open the database at `address` (a file's path is relative to `root`), make it or bring it up to date.

    Raises:
        UsageError: the address is not one of SQLite or PostgreSQL.
        MissingExtra: the driver of PostgreSQL is not installed.
        StoreError: it cannot be opened, is damaged, or was written by a newer version.
    """
    url = _parsed(address, root)
    place = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
    if url.drivername == "sqlite":
        place = str(url.database)
    if url.drivername == "sqlite":
        _require_or_make(url, Path(place), migrations)
    engine = _engine(url)
    try:
        with translated(place, writing=False):
            if url.drivername == "sqlite":
                _check_weekly(engine, Path(place))
            _bring_up_to_date(engine, place, migrations)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, place)


def _parsed(address: str, root: Path) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise _bad_address() from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or url.database in (None, "", ":memory:"):
        raise _bad_address()
    return URL.create("sqlite", database=str(root / str(url.database)))


def _bad_address() -> UsageError:
    # The address itself is not shown: it may hold a password.
    return UsageError(
        "`history` is not the address of a SQLite file or a PostgreSQL database",
        slug="bad-address",
        hint="for example sqlite:///.harness/history.db or postgresql://host/database",
    )


def _engine(url: URL) -> Engine:
    if url.drivername == "sqlite":
        return _sqlite(url)
    try:
        # One connection at a time, given back at once: a team's database has few to lend.
        return create_engine(
            url, poolclass=NullPool, connect_args={"connect_timeout": 10, "application_name": "harness"}
        )
    except ImportError as error:
        raise MissingExtra("psycopg", "postgres") from error


def _require_or_make(url: URL, path: Path, migrations: Sequence[Sequence[str]]) -> None:
    """A new history is made beside its place and moved there whole: a file that is empty was emptied.

    Raises:
        StoreError: it was, or no file can be made there.
    """
    if path.exists():
        files.remove_abandoned(path, ".new")
        if path.stat().st_size == 0:
            message = f"{path}: the history is damaged: it is empty"
            raise StoreError(message, slug="store-damaged", hint=_HINTS["store-damaged"])
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It holds every answer: for its owner only. sqlite3 itself would ask the umask alone.
        beside, handle = files.make_beside(path, ".new", 0o600)
    except OSError as error:
        raise _unmade(path, error) from error
    try:
        engine = _sqlite(url.set(database=str(beside)))
        # What is not whole is never looked at; and a kill leaves no second file behind.
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = MEMORY"))
        with translated(str(path), writing=True):
            _bring_up_to_date(engine, str(path), migrations)
        engine.dispose()
        with suppress(FileExistsError):  # another process was faster
            os.link(beside, path)
    except OSError as error:
        raise _unmade(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()
        os.close(handle)


def _unmade(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be made: {error.strerror}", slug="history-unwritable")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_S})
    event.listen(engine, "connect", _take_over)
    event.listen(engine, "begin", _begin)
    return engine


def _check_weekly(engine: Engine, path: Path) -> None:
    """Raises StoreError if its pages do not hold together. A file beside it has the time of the last look."""
    beside = path.with_name(f".{path.name}.checked")
    with suppress(OSError):
        if time.time() - beside.stat().st_mtime < CHECKED_S:
            return
    trouble = page_trouble(engine)
    if trouble:
        raise StoreError(
            f"{path}: the history is damaged: {trouble}", slug="store-damaged", hint=_HINTS["store-damaged"]
        )
    with suppress(OSError):  # a history that may only be read is looked at each time
        beside.touch(mode=0o600)


def page_trouble(engine: Engine, pragma: str = "quick_check") -> str | None:
    """What SQLite finds wrong with the file, if anything."""
    with engine.connect() as connection:
        answer = connection.exec_driver_sql(f"PRAGMA {pragma}(1)").scalar()
    return None if answer == "ok" else str(answer)


def _take_over(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA synchronous = {files.SYNCHRONOUS}")


def _begin(connection: Connection) -> None:
    # A writer takes its turn at once: two that began by reading would wait for each other.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def _bring_up_to_date(engine: Engine, place: str, migrations: Sequence[Sequence[str]]) -> None:
    with engine.connect() as connection:
        version = _version(connection, place)
    if version == len(migrations):
        return
    if version < len(migrations):
        with _transaction(engine) as connection:
            _migrate(connection, place, migrations)
        return
    raise StoreError(
        f"{place}: written by a newer version of harness (schema {version}, this one knows {len(migrations)})",
        slug="store-newer",
        hint="install that version or a later one; the history was left as it is",
    )


def _migrate(connection: Connection, place: str, migrations: Sequence[Sequence[str]]) -> None:
    """Take the steps that are missing, all of them or none."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
    version = _version(connection, place)  # another process may have been faster
    if version == 0:
        connection.execute(text("CREATE TABLE IF NOT EXISTS harness_history (version INTEGER NOT NULL)"))
        connection.execute(insert(VERSION).values(version=0))
    for step in migrations[version:]:
        for statement in step:
            connection.execute(text(statement.format(bytes=_BINARY[dialect])))
    connection.execute(VERSION.update().values(version=max(version, len(migrations))))


def _version(connection: Connection, place: str) -> int:
    if not inspect(connection).has_table(VERSION.name):
        return 0
    versions = connection.execute(select(VERSION.c.version)).scalars().all()
    if len(versions) != 1 or not isinstance(versions[0], int):
        raise StoreError(f"{place}: the history is damaged: it does not say its version", slug="store-damaged")
    return versions[0]


@contextmanager
def translated(place: str, *, writing: bool) -> Iterator[None]:
    """A database's troubles as ours."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        slug, hint = "history-unwritable" if writing else "history-unreadable", _OF_A_SERVER
        if isinstance(cause, sqlite3.Error):
            slug = _SQLITE.get(_code(cause), slug)
            hint = _HINTS[slug]
        reason = str(cause).strip().split("\n")[0]
        verb = "written" if slug == "history-unwritable" else "read"
        raise StoreError(f"{place}: the history cannot be {verb}: {reason}", slug=slug, hint=hint) from error


def _code(error: sqlite3.Error) -> str:
    """The primary result code, of an extended one its beginning: SQLITE_READONLY_DBMOVED is SQLITE_READONLY."""
    name: str = getattr(error, "sqlite_errorname", "")
    return "_".join(name.split("_")[:2])


_SQLITE = {
    "SQLITE_NOTADB": "store-damaged",
    "SQLITE_CORRUPT": "store-damaged",
    "SQLITE_READONLY": "history-unwritable",
    "SQLITE_FULL": "history-unwritable",
    "SQLITE_BUSY": "history-unwritable",
}
_HINTS = {
    "store-damaged": "it was left as it is; restore a copy, or move it away and a new one is begun",
    "history-unwritable": "what was kept before is still there; free some space, check the permissions, "
    "or choose another `history` in harness.yaml",
    "history-unreadable": "check that the file may be read, or choose another `history` in harness.yaml",
}
_OF_A_SERVER = "check that the server runs and that `history` in harness.yaml is its address; nothing kept was lost"
