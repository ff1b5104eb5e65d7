"""Whatever goes wrong with the store is said, exits 5, and leaves what was kept."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import factories
import pytest
from servers.programs import free_port
from sqlalchemy import event, text

from harness import history
from harness.errors import MissingExtra, StoreError, UsageError
from harness.history import _database, rows
from harness.history import _tables as tables
from harness.history._database import connect
from harness.history._migrations import MIGRATIONS, SCHEMA

EXAMPLE = factories.example()
SQLITE = "sqlite:///h.db"
FORK = multiprocessing.get_context("fork")


def kept(address, root, run=EXAMPLE):
    with history.open(address, root) as past:
        past.add(run)


def told(act) -> tuple[str, str]:
    """The slug and the words of the StoreError that `act` ends with."""
    with pytest.raises(StoreError) as caught:
        act()
    assert caught.value.exit_code == 5
    return caught.value.slug, str(caught.value)


def test_a_history_of_a_newer_version_is_left_alone(address, tmp_path):
    newer = [*MIGRATIONS, *[("CREATE TABLE harness_later (x INTEGER)",)]]
    connect(address, tmp_path, newer).close()
    slug, words = told(lambda: history.open(address, tmp_path))
    assert slug == "store-newer"
    assert f"schema {SCHEMA + 1}, this one knows {SCHEMA}" in words


def test_steps_are_taken_once_and_all_or_none(address, tmp_path):
    kept(address, tmp_path)
    broken = [*MIGRATIONS, ("CREATE TABLE harness_later (x INTEGER)",), ("NO SUCH STATEMENT",)]
    told(lambda: connect(address, tmp_path, broken))
    later = [*MIGRATIONS, ("CREATE TABLE harness_later (x INTEGER)",)]
    for _ in range(2):
        database = connect(address, tmp_path, later)
        with database.reading() as connection:
            assert connection.scalar(text("SELECT version FROM harness_history")) == SCHEMA + 1
            assert connection.scalar(text("SELECT count(*) FROM harness_later")) == 0
            assert connection.scalar(text("SELECT count(*) FROM harness_runs")) == 1
        database.close()


def test_a_history_of_an_older_version_is_brought_up_to_date(address, tmp_path):
    old = connect(address, tmp_path, MIGRATIONS[:1])
    head = rows.run_row(EXAMPLE, nightly=True)
    with old.writing() as connection:
        connection.execute(tables.RUNS.insert(), [head])
    old.close()
    with history.open(address, tmp_path) as past:
        assert [(entry.id, entry.nightly) for entry in past.runs()] == [(EXAMPLE.id, True)]
        past.add(EXAMPLE)
        assert past.load() == EXAMPLE


@pytest.mark.parametrize(
    "content", [b"not a database at all, but a letter to somebody\n" * 50, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_of_something_else_is_left_alone(tmp_path, content):
    (tmp_path / "h.db").write_bytes(content)
    slug, words = told(lambda: history.open(SQLITE, tmp_path))
    assert slug == "store-damaged"
    assert str(tmp_path / "h.db") in words
    assert (tmp_path / "h.db").read_bytes() == content


def test_pages_overwritten_by_something_else(tmp_path):
    kept(SQLITE, tmp_path)
    whole = (tmp_path / "h.db").read_bytes()
    (tmp_path / "h.db").write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))

    def read():
        with history.open(SQLITE, tmp_path) as past:
            past.load()

    assert told(read)[0] == "store-damaged"


@pytest.mark.parametrize("body", [b"", b"plain", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_run_that_is_damaged_is_named_and_the_others_are_not(address, tmp_path, body):
    kept(address, tmp_path)
    kept(address, tmp_path, replace(EXAMPLE, id="other"))
    database = connect(address, tmp_path)
    with database.writing() as connection:
        connection.execute(text("UPDATE harness_documents SET body = :body WHERE run <> 'other'"), {"body": body})
    database.close()
    with history.open(address, tmp_path) as past:
        slug, words = told(lambda: past.load(EXAMPLE.id))
        assert (slug, f"run {EXAMPLE.id} is damaged" in words) == ("store-damaged", True)
        assert past.load("other").suites == EXAMPLE.suites


def test_a_history_without_its_version(address, tmp_path):
    kept(address, tmp_path)
    database = connect(address, tmp_path)
    with database.writing() as connection:
        connection.execute(text("DELETE FROM harness_history"))
    database.close()
    assert told(lambda: history.open(address, tmp_path))[0] == "store-damaged"


def test_a_write_that_fails_half_way_leaves_what_was_there(address, tmp_path):
    kept(address, tmp_path)
    twice = factories.suite("refund-helpdesk", [])
    with history.open(address, tmp_path) as past:
        slug, _ = told(lambda: past.add(replace(EXAMPLE, suites=(twice, twice))))
        assert slug == "history-unwritable"
        assert past.load() == EXAMPLE
        assert len(list(past.measurements())) == 360


def test_a_full_database_leaves_what_was_there(tmp_path):
    kept(SQLITE, tmp_path)
    with history.open(SQLITE, tmp_path) as past:

        @event.listens_for(past._database.engine, "connect")
        def bounded(connection, _):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 1}")

        slug, words = told(lambda: past.add(replace(EXAMPLE, id="another")))
        assert (slug, "is full" in words) == ("history-unwritable", True)
        assert [entry.id for entry in past.runs()] == [EXAMPLE.id]
        assert past.load() == EXAMPLE


def in_a_child(act) -> str:
    """What a child process says about `act`: the slug of its StoreError, or nothing."""
    receiver, sender = FORK.Pipe(duplex=False)

    def child():
        try:
            act()
            sender.send("")
        except StoreError as error:
            sender.send(error.slug)

    process = FORK.Process(target=child)
    process.start()
    said = receiver.recv() if receiver.poll(30) else "silence"
    process.join(30)
    return said


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_disk_that_takes_no_more_leaves_what_was_there(tmp_path):
    kept(SQLITE, tmp_path)

    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (tmp_path / "h.db").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))
        kept(SQLITE, tmp_path, replace(EXAMPLE, id="another"))

    assert in_a_child(full) == "history-unwritable"
    with history.open(SQLITE, tmp_path) as past:
        assert [entry.id for entry in past.runs()] == [EXAMPLE.id]
        assert past.load() == EXAMPLE


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="history-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_read_only_history_can_be_read_and_not_written(open_folder):
    kept(SQLITE, open_folder)
    (open_folder / "h.db").chmod(0o444)
    open_folder.chmod(0o555)

    def as_somebody(act):
        if os.getuid() == 0:  # root may write anything
            os.setuid(65534)
        act()

    def read():
        with history.open(SQLITE, open_folder) as past:
            assert past.load() == EXAMPLE

    assert in_a_child(lambda: as_somebody(read)) == ""
    assert in_a_child(lambda: as_somebody(lambda: kept(SQLITE, open_folder))) == "history-unwritable"
    assert in_a_child(lambda: as_somebody(lambda: kept("sqlite:///new.db", open_folder))) == "history-unwritable"
    assert in_a_child(lambda: as_somebody(lambda: kept("sqlite:///a/new.db", open_folder))) == "history-unwritable"


def test_a_folder_in_the_way(tmp_path):
    (tmp_path / "h.db").mkdir()
    assert told(lambda: history.open(SQLITE, tmp_path))[0] == "history-unreadable"
    (tmp_path / "file").write_text("")
    assert told(lambda: history.open("sqlite:///file/h.db", tmp_path))[0] == "history-unwritable"


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("harness.history._database.WAIT_S", 0.1)
    kept(SQLITE, tmp_path)
    other = sqlite3.connect(tmp_path / "h.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    slug, words = told(lambda: kept(SQLITE, tmp_path))
    assert (slug, "locked" in words) == ("history-unwritable", True)
    other.close()


def test_the_file_is_its_owners_only(tmp_path):
    kept("sqlite:///.harness/history.db", tmp_path)
    assert (tmp_path / ".harness/history.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://u:s3cret@h/d",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql//u:s3cret@h/d",
        "postgresql://u:s3cret@h:port/d",
    ],
)
def test_addresses_of_nothing_we_know(tmp_path, address):
    with pytest.raises(UsageError) as caught:
        history.open(address, tmp_path)
    assert caught.value.slug == "bad-address"
    assert "s3cret" not in str(caught.value) + caught.value.hint


def test_a_server_that_is_not_there_and_no_password_in_what_is_said(tmp_path):
    pytest.importorskip("psycopg")
    address = f"postgresql://me:s3cret@127.0.0.1:{free_port()}/past"
    slug, words = told(lambda: history.open(address, tmp_path))
    assert slug == "history-unreadable"
    assert "s3cret" not in words
    assert "127.0.0.1" in words


def test_a_wrong_password(postgres_server, tmp_path):
    wrong = postgres_server.database().replace("p4ss-w0rd", "s3cret")
    slug, words = told(lambda: history.open(wrong, tmp_path))
    assert (slug, "password authentication failed" in words, "s3cret" in words) == ("history-unreadable", True, False)


def test_without_the_driver_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(MissingExtra) as caught:
        history.open("postgresql://host/past", tmp_path)
    assert "portproof[postgres]" in caught.value.hint


def test_an_emptied_history_is_not_replaced(tmp_path):
    with history.open("sqlite:///h.db", tmp_path):
        pass
    (tmp_path / "h.db").write_bytes(b"")
    with pytest.raises(StoreError, match="it is empty"):
        history.open("sqlite:///h.db", tmp_path)
    assert (tmp_path / "h.db").read_bytes() == b""


def test_a_new_history_leaves_nothing_beside_it(tmp_path):
    with history.open("sqlite:///h.db", tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == [".h.db.checked", "h.db"]


def test_pages_are_looked_at_weekly(tmp_path, monkeypatch):
    looks = []
    monkeypatch.setattr(_database, "page_trouble", lambda *_: looks.append(1))
    for _ in range(3):
        history.open("sqlite:///h.db", tmp_path).close()
    assert len(looks) == 1
    os.utime(tmp_path / ".h.db.checked", (0, 0))
    history.open("sqlite:///h.db", tmp_path).close()
    assert len(looks) == 2


def test_a_check_finds_what_was_changed(tmp_path):
    """Bits flipped anywhere in the pages that are used; what SQLite itself does not see, the runs' own figures show."""
    kept(SQLITE, tmp_path)
    with history.open(SQLITE, tmp_path) as past:
        assert past.check() == ()
    for table, column in (("runs", "live_calls"), ("outcomes", "passed"), ("verdicts", "cases"), ("suites", "cases")):
        with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as raw:
            raw.execute(f"UPDATE harness_{table} SET {column} = coalesce({column}, 0) + 1")
            raw.commit()
        with history.open(SQLITE, tmp_path) as past:
            assert f"harness_{table}: not what its answers say" in past.check()[0]
            past.add(EXAMPLE)
            assert past.check() == ()


@pytest.mark.parametrize("table", ["pins", "attempts", "outcomes"])
def test_a_check_finds_a_table_that_is_gone(tmp_path, table):
    kept(SQLITE, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as raw:
        raw.execute(f"DROP TABLE harness_{table}")
        raw.commit()
    with history.open(SQLITE, tmp_path) as past:
        assert past.check() == (f"no longer there: harness_{table}",)


def test_most_flipped_bits_are_found(tmp_path):
    """Any that is not, lies in space that nothing uses or in an index that says the same."""
    kept(SQLITE, tmp_path)
    whole = (tmp_path / "h.db").read_bytes()
    found = 0
    places = range(200, len(whole), len(whole) // 60)
    for place in places:
        (tmp_path / "h.db").write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            with history.open(SQLITE, tmp_path) as past:
                found += bool(past.check())
        except StoreError:
            found += 1
    used = sum(1 for place in places if whole[place])
    assert found >= used * 0.8


def test_what_a_kill_left_while_a_history_was_made_is_removed(tmp_path):
    history.open("sqlite:///h.db", tmp_path).close()
    left = tmp_path / f".h.db.{'0' * 16}.new"
    os.link(tmp_path / "h.db", left)
    history.open("sqlite:///h.db", tmp_path).close()
    assert not left.exists()
    assert (tmp_path / "h.db").stat().st_size
