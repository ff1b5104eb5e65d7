"""Shared recordings in a PostgreSQL database: a row each, beside the holds and signs of life of the jobs."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from harness.cassettes.shared import terms
from harness.cassettes.shared.terms import Elsewhere, Hold, InDoubt, Ours, RecordingAddress, packed, unpacked, unusable
from harness.cassettes.store import Interaction
from harness.errors import MissingExtra, StoreError

Connection = Any
"""Of psycopg, whose own types take no statement that was put together."""
Result = TypeVar("Result")
BATCH = 1000
RETRY_S = 0.5
_MIGRATING = 7_221_004
"""The number of the advisory lock under which tables are made."""
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE harness_recordings (
          suite TEXT NOT NULL, cassette TEXT NOT NULL, key TEXT NOT NULL, case_id TEXT NOT NULL,
          recorded_at TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (suite, cassette, key, case_id)
        )
        """,
        """
        CREATE TABLE harness_holds (
          suite TEXT NOT NULL, cassette TEXT NOT NULL, key TEXT NOT NULL, case_id TEXT NOT NULL,
          job TEXT NOT NULL, state TEXT NOT NULL, since TIMESTAMPTZ NOT NULL,
          PRIMARY KEY (suite, cassette, key, case_id)
        )
        """,
        "CREATE TABLE harness_jobs (job TEXT NOT NULL PRIMARY KEY, alive_until TIMESTAMPTZ NOT NULL)",
    ),
)
"""The steps from an empty database to today's; one that was released never changes. A hold is `waiting`, `sent` or in
`doubt`.
"""
_HAS_SCHEMA = """
SELECT FROM pg_tables WHERE tablename = 'harness_recordings_schema' AND schemaname = ANY (current_schemas(false))
"""
_BY_KEY = (
    "SELECT key, case_id, body FROM harness_recordings"
    " WHERE suite = %s AND cassette = %s AND key = ANY(%s) ORDER BY case_id"
)
_HERE = "suite = %(suite)s AND cassette = %(cassette)s AND key = %(key)s AND case_id = %(case)s"
_IS_DEAD = """(%(may_bury)s AND NOT EXISTS (
  SELECT FROM harness_jobs WHERE harness_jobs.job = hold.job AND harness_jobs.alive_until > now()))"""
_HOLD = f"""
INSERT INTO harness_holds AS hold (suite, cassette, key, case_id, job, state, since)
VALUES (%(suite)s, %(cassette)s, %(key)s, %(case)s, %(job)s, 'waiting', now())
ON CONFLICT (suite, cassette, key, case_id) DO UPDATE SET job = excluded.job, state = 'waiting', since = now()
WHERE hold.job = excluded.job OR (hold.state = 'waiting' AND {_IS_DEAD})
  OR (%(resend)s AND (hold.state = 'doubt' OR (hold.state = 'sent' AND {_IS_DEAD})))
RETURNING job
"""  # noqa: S608 - our own words only
_HELD = f"SELECT job, state = 'doubt' OR (state = 'sent' AND {_IS_DEAD}) FROM harness_holds AS hold WHERE {_HERE}"  # noqa: S608


class RecordingsDatabase:
    """One connection, one statement at a time; a server that goes away is waited for."""

    threads = 1

    def __init__(self, address: str) -> None:
        """Raises MissingExtra or StoreError."""
        try:
            import psycopg
        except ImportError as error:
            raise MissingExtra("psycopg", "postgres") from error
        self._driver = psycopg
        self._address = address.replace("postgresql+psycopg:", "postgresql:", 1)
        self.place = self._without_password()
        self._lock = threading.RLock()
        self._connection: Connection | None = None
        try:
            with self._translated(), self._lock:
                self._bring_up_to_date(self._connected())
        except BaseException:
            self.close()
            raise

    def fetch(self, addresses: Collection[RecordingAddress]) -> Mapping[RecordingAddress, Interaction]:
        by_cassette: dict[tuple[str, str], list[RecordingAddress]] = defaultdict(list)
        for address in addresses:
            by_cassette[address.suite, address.cassette].append(address)
        found: dict[RecordingAddress, Interaction] = {}
        for (suite, cassette), wanted in by_cassette.items():
            for start in range(0, len(wanted), BATCH):
                part = wanted[start : start + BATCH]
                keys = list({address.key for address in part})
                found |= self._chosen(part, self._rows(_BY_KEY, (suite, cassette, keys)))
        return found

    def _chosen(
        self, wanted: Collection[RecordingAddress], rows: list[Any]
    ) -> Iterator[tuple[RecordingAddress, Interaction]]:
        bodies: dict[str, dict[str, bytes]] = defaultdict(dict)
        for key, case, body in rows:
            bodies[key][case] = body
        for address in wanted:
            if cases := bodies.get(address.key):
                body = cases.get(address.case) or next(iter(cases.values()))
                yield address, unpacked(body, address, self.place)

    def of_suite(self, suite: str) -> Iterator[tuple[RecordingAddress, Interaction]]:
        query = "SELECT cassette, key, case_id FROM harness_recordings WHERE suite = %s"
        addresses = [RecordingAddress(suite, *place) for place in self._rows(query, (suite,))]
        for start in range(0, len(addresses), BATCH):
            yield from self.fetch(addresses[start : start + BATCH]).items()

    def add(self, address: RecordingAddress, interaction: Interaction, *, replace: bool = False) -> bool:
        body = packed(interaction)
        values = {**_values(address), "at": interaction.recorded_at, "body": body}
        instead = "DO UPDATE SET recorded_at = excluded.recorded_at, body = excluded.body" if replace else "DO NOTHING"
        insert = (
            "INSERT INTO harness_recordings (suite, cassette, key, case_id, recorded_at, body)"  # noqa: S608
            f" VALUES (%(suite)s, %(cassette)s, %(key)s, %(case)s, %(at)s, %(body)s) ON CONFLICT"
            f" (suite, cassette, key, case_id) {instead}"
        )

        def write(connection: Connection) -> bool:
            with connection.transaction():
                written = bool(connection.execute(insert, values).rowcount)
                connection.execute(f"DELETE FROM harness_holds WHERE {_HERE}", values)  # noqa: S608
            # A commit whose confirmation was lost is tried again, and finds itself.
            return written or self._body(connection, values) == body

        return self._done(write)

    def hold(self, address: RecordingAddress, job: str, *, resend: bool, may_bury: bool) -> Hold:
        values = {**_values(address), "job": job, "resend": resend, "may_bury": may_bury}

        def take(connection: Connection) -> Hold:
            with connection.transaction():
                is_ours = connection.execute(_HOLD, values).fetchone() is not None
                # Looked at under the hold: whoever held it before has recorded, or never will.
                body = self._body(connection, values)
                if body is not None:
                    if is_ours:
                        connection.execute(f"DELETE FROM harness_holds WHERE {_HERE}", values)  # noqa: S608
                    return unpacked(body, address, self.place)
                if is_ours:
                    return Ours()
                holder = connection.execute(_HELD, values).fetchone()
            if holder is None:  # let go of between the two
                return Elsewhere("")
            return InDoubt(holder[0]) if holder[1] else Elsewhere(holder[0])

        return self._done(take)

    def sent(self, address: RecordingAddress, job: str) -> bool:
        query = f"UPDATE harness_holds SET state = 'sent', since = now() WHERE {_HERE} AND job = %(job)s"  # noqa: S608
        values = {**_values(address), "job": job}
        return self._done(lambda connection: bool(connection.execute(query, values).rowcount))

    def give_up(self, address: RecordingAddress, job: str, *, in_doubt: bool) -> None:
        action = "UPDATE harness_holds SET state = 'doubt'" if in_doubt else "DELETE FROM harness_holds"
        query = f"{action} WHERE {_HERE} AND job = %(job)s"
        self._done(lambda connection: connection.execute(query, {**_values(address), "job": job}))

    def renew(self, job: str) -> None:
        query = (
            "INSERT INTO harness_jobs VALUES (%s, now() + make_interval(secs => %s))"
            " ON CONFLICT (job) DO UPDATE SET alive_until = excluded.alive_until"
        )
        self._done(lambda connection: connection.execute(query, (job, terms.LEASE_S)))

    def retire(self, job: str) -> None:
        # Jobs that were killed never say so; nobody asks after them for a month.
        query = "DELETE FROM harness_jobs WHERE job = %s OR alive_until < now() - interval '30 days'"
        self._done(lambda connection: connection.execute(query, (job,)))

    def counts(self) -> Mapping[tuple[str, str], int]:
        query = "SELECT suite, cassette, count(*) FROM harness_recordings GROUP BY suite, cassette ORDER BY 1, 2"
        return {(suite, cassette): number for suite, cassette, number in self._rows(query, ())}

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        def read(connection: Connection) -> list[Any]:
            rows: list[Any] = connection.execute(query, values).fetchall()
            return rows

        return self._done(read)

    @staticmethod
    def _body(connection: Connection, values: Mapping[str, Any]) -> bytes | None:
        row = connection.execute(f"SELECT body FROM harness_recordings WHERE {_HERE}", values).fetchone()  # noqa: S608
        return None if row is None else bytes(row[0])

    def _done(self, work: Callable[[Connection], Result]) -> Result:
        """Do it, again where the connection was lost: everything asked of the server may be asked twice."""
        until = time.monotonic() + terms.PATIENCE_S
        while True:
            with self._translated(), self._lock:
                try:
                    return work(self._connected())
                except (self._driver.OperationalError, self._driver.InterfaceError):
                    self._drop()
                    if time.monotonic() > until:
                        raise
            time.sleep(RETRY_S)

    def _connected(self) -> Connection:
        if self._connection is None:
            settings: dict[str, Any] = {
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 30_000,
            }
            self._connection = self._driver.connect(
                self._address,
                autocommit=True,
                prepare_threshold=None,  # poolers between us and the server keep no statements
                connect_timeout=10,
                application_name="harness",
                **settings,
            )
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(self._driver.Error):
                self._connection.close()
            self._connection = None

    def _translated(self) -> _Translated:
        return _Translated(self._driver.Error, self.place)

    def _bring_up_to_date(self, connection: Connection) -> None:
        if self._version(connection) == len(MIGRATIONS):
            return
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
            version = self._version(connection)  # another job may have been faster
            if version > len(MIGRATIONS):
                raise StoreError(
                    f"{self.place}: its recordings were written by a newer version of harness (schema {version}, this"
                    f" one knows {len(MIGRATIONS)})",
                    slug="store-newer",
                    hint="install that version or a later one; the recordings were left as they are",
                )
            if version == 0:
                connection.execute("CREATE TABLE IF NOT EXISTS harness_recordings_schema (version INTEGER NOT NULL)")
                connection.execute("INSERT INTO harness_recordings_schema VALUES (0)")
            for step in MIGRATIONS[version:]:
                for statement in step:
                    connection.execute(statement.encode())
            connection.execute("UPDATE harness_recordings_schema SET version = %s", (len(MIGRATIONS),))

    def _version(self, connection: Connection) -> int:
        # Not `to_regclass`: within a transaction it goes on knowing that there was no such table.
        if not connection.execute(_HAS_SCHEMA).fetchall():
            return 0
        versions = connection.execute("SELECT version FROM harness_recordings_schema").fetchall()
        if len(versions) != 1:
            raise StoreError(
                f"{self.place}: the shared recordings are damaged: they do not say their version", slug="store-damaged"
            )
        return int(versions[0][0])

    def _without_password(self) -> str:
        from psycopg.conninfo import conninfo_to_dict

        try:
            parts = conninfo_to_dict(self._address)
        except self._driver.Error as error:
            raise unusable("`recordings`", "it is not the address of a PostgreSQL database") from error
        user = f"{parts['user']}@" if parts.get("user") else ""
        port = f":{parts['port']}" if parts.get("port") else ""
        return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


class _Translated:
    """A database's troubles as ours."""

    def __init__(self, trouble: type[Exception], place: str) -> None:
        self._trouble = trouble
        self._place = place

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, self._trouble):
            reason = str(error).strip().split("\n")[0] or type(error).__name__
            raise unusable(self._place, reason) from error


def _values(address: RecordingAddress) -> dict[str, Any]:
    return address._asdict()
