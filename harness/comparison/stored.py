"""What was judged of pairs of answers, kept between runs: a replay of the same recordings judges nothing twice.

It is a memory and no evidence. A judgment is found again only under the digest of everything it came from: both
answers, the question, how they are compared, and the code, data and libraries that compare. A file that is damaged,
locked, of another version or written by somebody else counts as empty, and is never trouble.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from harness.comparison.same import say_the_same
from harness.equivalence.comparer import Comparer
from harness.model.result import Difference, Equivalence, Reply
from harness.model.suite import Suite
from harness.protocols import Embedder, PairReader, SecondReader
from harness.seal import key_for
from harness.version import __version__

FILE = Path(".harness", "scores.db")
FEWEST = 256
"""Pairs from which on a suite's judgments are kept: fewer are judged as soon as they are found again."""
MOST_KEPT = 2_000_000
"""Judgments in the file; once there are more, it is begun anew."""
BUSY_S = 0.2
"""How long another process that is writing is waited for."""
_AT_ONCE = 500
"""Judgments looked up with one query; SQLite may be built to take no more than 999."""
_SCHEMA = 3
_KEY_BYTES = 16
_JSON = json.JSONEncoder(default=repr)
_LEFT_ALONE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL)
"""Errors that say nothing against the file: another process is writing, or nobody can. What else is wrong with it is
cured by beginning it anew.
"""
_ROOMS = ("comparison", "embedders", "equivalence", "guards", "model", "reading", "sandbox")
_LIBRARIES = ("numpy",)
_Replies = tuple[Reply, Reply]
Judge = Callable[[Suite, Comparer, Sequence[_Replies]], list[Equivalence]]


@dataclass(frozen=True, slots=True)
class StoredJudgments:
    """Those of one suite and comparer; made by `of`."""

    path: Path
    scorer: bytes

    @classmethod
    def of(cls, root: Path, suite: Suite, comparer: Comparer) -> StoredJudgments | None:
        """None where a judgment may rest on more than can be told from here: a plug-in of others, a model without a
        digest, code that runs.
        """
        scorer = _scorer(suite, comparer)
        return None if scorer is None else cls(root / FILE, scorer)

    def keys(self, pairs: Sequence[_Replies]) -> list[bytes]:
        """What the judgment of each pair is kept under."""
        return [self._key(pair) for pair in pairs]

    def find(self, keys: Sequence[bytes]) -> list[Equivalence | None]:
        """What is known of each pair, in order."""
        if not self.path.is_file():
            return [None] * len(keys)
        try:
            seal = self._seal()
            with closing(self._opened()) as connection:
                return self._found(connection, keys, seal)
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            self._begin_anew(error)
            return [None] * len(keys)

    def keep(self, keys: Sequence[bytes], judged: Sequence[Equivalence]) -> None:
        """Keep judgments for the next run; where that is not possible, the next run judges again."""
        with suppress(sqlite3.Error, OSError, ValueError):
            seal = self._seal()
            rows = [_row(key, equivalence, seal) for key, equivalence in zip(keys, judged, strict=True)]
            self.path.parent.mkdir(exist_ok=True)
            try:
                self._write(rows)
            except (sqlite3.Error, ValueError) as error:
                if self._begin_anew(error):
                    self._write(rows)

    def _begin_anew(self, error: Exception) -> bool:
        """Put an unusable file out of the way; False where nothing speaks against the file itself."""
        if isinstance(error, OSError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _LEFT_ALONE:
            return False
        # The journal of a write that somebody did not end would be played into the new file.
        for path in (self.path.with_name(f"{self.path.name}-journal"), self.path):
            with suppress(OSError):
                path.unlink()
        return True

    def _seal(self) -> bytes:
        """Raises OSError where the user has no key."""
        return key_for(self.path.parent.parent)

    def _write(self, rows: Sequence[tuple[bytes, str, bytes]]) -> None:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            # Nothing is lost with it, so nobody waits for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN IMMEDIATE")
            if not _tables(connection):
                connection.execute("CREATE TABLE about (schema INTEGER NOT NULL)")
                connection.execute("INSERT INTO about VALUES (?)", (_SCHEMA,))
                connection.execute(
                    "CREATE TABLE judgment (key BLOB PRIMARY KEY, value TEXT NOT NULL, seal BLOB NOT NULL)"
                    " WITHOUT ROWID"
                )
            _require_this_version(connection)
            ((kept,),) = connection.execute("SELECT count(*) FROM judgment")
            if kept + len(rows) > MOST_KEPT:
                connection.execute("DELETE FROM judgment")
            connection.executemany("INSERT OR REPLACE INTO judgment VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
        try:
            _require_this_version(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _key(self, pair: _Replies) -> bytes:
        said = [_said(reply) for reply in pair]
        asked = pair[1].steps[-1].asked if pair[1].steps else ""
        text = _JSON.encode([*said, asked])
        return blake2b(text.encode(), digest_size=_KEY_BYTES, key=self.scorer).digest()

    def _found(self, connection: sqlite3.Connection, keys: Sequence[bytes], seal: bytes) -> list[Equivalence | None]:
        values: dict[bytes, str] = {}
        for some in (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)):
            places = ", ".join("?" * len(some))
            query = f"SELECT key, value, seal FROM judgment WHERE key IN ({places})"  # noqa: S608 - of marks alone
            for key, value, mark in connection.execute(query, some):
                if not isinstance(value, str) or mark != _sealed(key, value, seal):
                    raise ValueError("not as this user wrote it")
                values[key] = value
        return [_judged(values[key]) if key in values else None for key in keys]


@lru_cache(maxsize=256)
def _judged(value: str) -> Equivalence:
    """Most of a suite's judgments are the same few: of answers that are alike nothing is said."""
    score, equivalent, reasons = json.loads(value)
    return Equivalence(score, equivalent, tuple(Difference(*reason) for reason in reasons))


def _said(reply: Reply) -> list[Any]:
    """Whatever of an answer a comparison looks at."""
    response = reply.response
    if response is None:
        return [reply.broken]
    calls = [[call.name, call.arguments, call.id] for call in response.tool_calls]
    return [reply.broken, response.text, response.stop_reason, calls]


def _row(key: bytes, judged: Equivalence, seal: bytes) -> tuple[bytes, str, bytes]:
    reasons = [[getattr(reason, name) for name in Difference.__slots__] for reason in judged.reasons]
    value = json.dumps([judged.score, judged.equivalent, reasons])
    return key, value, _sealed(key, value, seal)


def _sealed(key: bytes, value: str, seal: bytes) -> bytes:
    """Each row by itself: whoever may write into the folder can bring rows into the file that this user made."""
    return blake2b(key + value.encode(), digest_size=_KEY_BYTES, key=seal, person=b"judgment").digest()


def _tables(connection: sqlite3.Connection) -> int:
    ((count,),) = connection.execute("SELECT count(*) FROM sqlite_master")
    return int(count)


def _require_this_version(connection: sqlite3.Connection) -> None:
    """Raises ValueError if the file is of another."""
    if connection.execute("SELECT schema FROM about").fetchall() != [(_SCHEMA,)]:
        raise ValueError("of another version")


def _scorer(suite: Suite, comparer: Comparer) -> bytes | None:
    """A digest of all that judges beside the answers; see `StoredJudgments.of`."""
    means = comparer.means
    readers = [reader for reader in (means.reader, means.second) if reader is not None]
    models: list[Embedder | PairReader | SecondReader] = [means.embedder, *readers]
    digests = [getattr(model, "digest", None) for model in models]
    own = all(guard.__name__.startswith("harness.guards.") for _, guard in means.guards)
    if means.allow_exec or not own or not all(digests) or (digest := code()) is None:
        return None
    settings = [
        [name for name, _ in means.guards],
        means.threshold,
        [[model.name, digest] for model, digest in zip(models, digests, strict=True)],
        [suite.output.type, suite.output.language, suite.output.labels],
        suite.calls_tools,
        suite.equivalence.ordered,
    ]
    return blake2b(json.dumps([digest, settings]).encode(), digest_size=_KEY_BYTES).digest()


@cache
def code() -> str | None:
    """A digest of the code and data that compare, and of what runs them; None where they cannot be read."""
    state = blake2b(digest_size=_KEY_BYTES)
    try:
        versions = {name: metadata.version(name) for name in _LIBRARIES}
        about = [__version__, platform.python_version(), platform.machine(), versions]
        state.update(json.dumps(about).encode())
        for path in _files(Path(__file__).parent.parent):
            state.update(path.read_bytes())
    except (OSError, metadata.PackageNotFoundError):
        return None
    return state.hexdigest()


def _files(package: Path) -> Iterator[Path]:
    """What a model of ours reads is in its own digest."""
    yield from sorted(package.glob("*.py"))
    for room in _ROOMS:
        yield from sorted((package / room).rglob("*.py"))
        yield from sorted(path for path in (package / room).rglob("*") if path.suffix in (".txt", ".json"))


def judged_or_found(
    suite: Suite,
    comparer: Comparer,
    pairs: Sequence[_Replies],
    root: Path | None,
    before: int = 0,
    *,
    judge: Judge | None = None,
) -> list[Equivalence]:
    """What `judge` says of each pair (`say_the_same`, if none is given), in order; it is asked for those only of which
    the project at `root` keeps nothing, without one for all. `before` are the suite's pairs that went before these.
    Raises what it raises.
    """
    judge = judge or say_the_same
    many = before + len(pairs) >= FEWEST
    stored = StoredJudgments.of(root, suite, comparer) if root is not None and many else None
    if stored is None:
        return judge(suite, comparer, pairs)
    keys = stored.keys(pairs)
    judged = stored.find(keys)
    fresh = [number for number, found in enumerate(judged) if found is None]
    if fresh:
        unknown = [pairs[number] for number in fresh]
        found = judge(suite, comparer, unknown)
        stored.keep([keys[number] for number in fresh], found)
        for number, equivalence in zip(fresh, found, strict=True):
            judged[number] = equivalence
    return [equivalence for equivalence in judged if equivalence is not None]
