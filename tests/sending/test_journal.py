from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading

import pytest

from harness.errors import StoreError, UsageError
from harness.model.exchange import Response, Trouble
from harness.sending import journal as journals
from harness.sending.batch_journal import open_batches
from harness.sending.journal_contents import read
from harness.sending.run_folders import unfinished
from harness.spool import sizes
from harness.spool.sequence import SpooledSequence

NOW = "2026-11-22T00:00:00+00:00"


async def test_what_was_answered_failed_and_never_came_back_is_told_apart(tmp_path):
    journal = journals.create(tmp_path, "r1", {"options": {}})
    answered = await journal.intend("w1", "k1", 1, 0.5, NOW)
    await journal.answered(answered, Response(text="yes\ud800", served_model="m"), 0.1)
    failed = await journal.intend("w2", "k2", 1, 0.5, NOW)
    await journal.failed(failed, Trouble(kind="server", message="500"), 0.0)
    await journal.intend("w3", "k3", 1, 0.5, NOW)
    journal.close()

    contents = read(tmp_path / "r1" / "journal.db")
    assert contents.meta == {"options": {}}
    assert contents.responses == {("w1", "k1"): (Response(text="yes\ud800", served_model="m"), 0.1)}
    assert contents.in_doubt == {("w3", "k3"): 0.5}
    assert contents.spent_usd == pytest.approx(0.6)
    assert contents.damage == ""


async def test_many_answers_of_a_run_that_was_cut_do_not_stay_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sizes, "LIMIT", 2)
    journal = journals.create(tmp_path, "r1", {})
    for number in range(40):
        call = await journal.intend(f"w{number}", "k", 1, None, NOW)
        await journal.answered(call, Response(text=f"{number}."), 0.1, json.dumps({"case": f"c{number}"}))
    journal.close()
    contents = read(journal.path)
    assert contents.responses == {(f"w{number}", "k"): (Response(text=f"{number}."), 0.1) for number in range(40)}
    assert [answer.exchange["case"] for answer in contents.recorded] == [f"c{number}" for number in range(40)]
    assert isinstance(contents.recorded, SpooledSequence)
    assert contents.recorded.near is None


@pytest.mark.parametrize("name", ["q#1", "what?mode=rw", "100%41", "ä b", "a&b=c;d"])
async def test_a_journal_is_read_wherever_its_project_lies(tmp_path, name):
    """In the address of a database `#`, `?` and `%` mean something else, and a file was made beside the project."""
    journal = journals.create(tmp_path / name, "r1", {})
    await journal.intend("w", "k", 1, 0.5, NOW)
    contents = read(journal.path)
    assert (contents.in_doubt, contents.damage) == ({("w", "k"): 0.5}, "")
    assert open_batches(journal.path) == ()
    journal.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


async def test_a_call_sent_again_after_a_failure_is_in_doubt_only_for_its_last_attempt(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    first = await journal.intend("w", "k", 1, None, NOW)
    await journal.failed(first, Trouble(kind="server", message="500"), None)
    assert read(journal.path).in_doubt == {}
    await journal.intend("w", "k", 2, None, NOW)
    assert read(journal.path).in_doubt == {("w", "k"): None}
    journal.close()


async def test_many_writers_are_committed_together_and_none_is_lost(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    numbers = await asyncio.gather(*(journal.intend(f"w{i}", "k", 1, None, NOW) for i in range(500)))
    assert len(set(numbers)) == 500
    assert len(read(journal.path).in_doubt) == 500
    journal.close()


async def test_an_answer_and_the_call_that_takes_its_place_wait_for_the_disk_once(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    call = await journal.intend("w1", "k", 1, None, NOW)
    index = journal.path.with_name(journals.INDEX)
    before = int(index.read_text())
    await asyncio.gather(journal.answered(call, Response(text="yes"), None), journal.intend("w2", "k", 1, None, NOW))
    journal.close()
    assert int(index.read_text()) == before + 1


async def test_what_was_asked_when_a_journal_is_closed_is_written_down(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    asked = asyncio.ensure_future(journal.intend("w", "k", 1, None, NOW))
    await asyncio.sleep(0)
    journal.close()
    assert await asked == 1
    assert read(journal.path).in_doubt == {("w", "k"): None}


def test_only_one_process_works_on_a_run(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    with pytest.raises(UsageError, match="another process"):
        journals.reopen(tmp_path, "r1")
    journal.close()
    journals.reopen(tmp_path, "r1").close()


def test_an_unknown_run_is_named_with_the_newest(tmp_path):
    journals.create(tmp_path, "r1", {}).close()
    with pytest.raises(UsageError, match="no run 'r9'") as caught:
        journals.find(tmp_path, "r9")
    assert "r1" in caught.value.hint


@pytest.mark.parametrize("damage", [b"", b"not a database at all, not even nearly", None])
def test_a_damaged_journal_is_refused_and_left_alone(tmp_path, damage):
    journals.create(tmp_path, "r1", {}).close()
    path = tmp_path / "r1" / "journal.db"
    path.write_bytes(path.read_bytes()[:5000] if damage is None else damage)
    before = path.read_bytes()
    assert read(path).damage
    assert path.read_bytes() == before


def test_a_journal_of_a_newer_version_is_refused(tmp_path):
    journals.create(tmp_path, "r1", {}).close()
    connection = sqlite3.connect(tmp_path / "r1" / "journal.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        read(tmp_path / "r1" / "journal.db")


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be made"):
        journals.create(tmp_path / "runs", "r1", {})


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    """A child writes and says what it was told is written; it is killed in the middle."""
    script = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from harness.sending import journal as journals
        async def main():
            journal = journals.create(Path(sys.argv[1]), "r1", {})
            for number in range(100_000):
                await journal.intend(f"w{number}", "k", 1, None, "now")
                print(number, flush=True)
        asyncio.run(main())
    """)
    child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    seen = -1
    while seen < 40:
        seen = int(child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL)
    seen = max([seen, *(int(line) for line in child.stdout.read().splitlines() if line.strip())])
    child.wait()
    child.stdout.close()
    contents = read(tmp_path / "r1" / "journal.db")
    assert contents.damage == ""
    assert {f"w{number}" for number in range(seen + 1)} <= {work for work, _ in contents.in_doubt}


@pytest.mark.parametrize("moved", [False, True])
def test_a_run_killed_while_its_journal_is_made_left_none_or_a_whole_one(tmp_path, monkeypatch, moved):
    def cut(path, target):
        if moved:
            os.rename(path, target)  # noqa: PTH104 - the method itself is replaced
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.rename", cut)
    with pytest.raises(KeyboardInterrupt):
        journals.create(tmp_path, "r1", {"digest": "d"})
    assert [folder.name for folder in unfinished(tmp_path)] == (["r1"] if moved else [])
    if moved:
        contents = read(tmp_path / "r1" / "journal.db")
        assert (contents.damage, contents.meta, contents.in_doubt) == ("", {"digest": "d"}, {})


async def test_an_index_that_cannot_be_written_stops_no_run(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    journal = journals.create(tmp_path, "r1", {})
    with monkeypatch.context() as patched:
        patched.setattr("os.pwrite", full)
        call = await asyncio.wait_for(journal.intend("w", "k", 1, None, NOW), 60)
    await journal.answered(call, Response(text="yes"), None)
    journal.close()
    contents = read(journal.path)
    assert (contents.damage, len(contents.responses)) == ("", 1)


async def test_what_cannot_be_written_down_is_told_to_who_waits(tmp_path):
    journal = journals.create(tmp_path, "r1", {})
    with pytest.raises(StoreError, match="cannot be written"):
        await asyncio.wait_for(journal.intend("a lone \ud800", "k", 1, None, NOW), 60)
    assert await asyncio.wait_for(journal.intend("the next", "k", 1, None, NOW), 60)
    journal.close()


async def test_what_cannot_be_written_down_for_a_caller_that_was_cut_off_is_no_traceback(tmp_path):
    """One full disk fails many writes at once: the first is told, and who was cut off for it is gone."""
    said = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: said.append(context["message"]))
    journal = journals.create(tmp_path, "r1", {})
    held = threading.Event()
    gone = asyncio.ensure_future(journal._do(lambda _: held.wait() and 1 // 0))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    held.set()
    with pytest.raises(StoreError):
        await journal._do(lambda _: 1 // 0)
    journal.close()
    await asyncio.sleep(0)
    del gone
    gc.collect()
    await asyncio.sleep(0)
    assert said == []


def test_journal_files_are_private(tmp_path):
    journals.create(tmp_path, "r1", {}).close()
    assert (tmp_path / "r1" / "journal.db").stat().st_mode & 0o077 == 0
