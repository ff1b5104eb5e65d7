"""Values of a long run on disk: the same mapping and sequence as in memory, in a file that nobody else can open."""

from __future__ import annotations

import copy
import os
import pickle
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import StoreError
from harness.model.location import Location
from harness.model.result import WorkId
from harness.model.suite import CheckSpec
from harness.spool import files, mapping, pages, sizes
from harness.spool.mapping import SpooledMapping
from harness.spool.sequence import SpooledSequence, kept

KEYS = st.builds(WorkId, st.text(), st.text(st.characters()), st.sampled_from(["gpt", "claude"]), st.integers(0, 3))


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(sizes, "LIMIT", 2)
    monkeypatch.setattr(pages, "PAGE", 3)
    monkeypatch.setattr(pages, "RECENT_BYTES", 100)


@given(st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers()))))
def test_a_mapping_is_a_dict_whatever_is_set_read_and_taken_out(changes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "LIMIT", 2)
        patch.setattr(pages, "PAGE", 3)
        patch.setattr(pages, "RECENT_BYTES", 200)
        patch.setattr(mapping, "FILTER_BYTES", 1)
        expected, found = {}, SpooledMapping(WorkId)
        for key, value in changes:
            if value is None:
                assert found.pop(key, "none") == expected.pop(key, "none")
            else:
                found[key] = expected[key] = value
            assert (key in found) == (key in expected)
            assert found.get(key) == expected.get(key)
            assert len(found) == len(expected)
        assert list(found.items()) == list(expected.items())
        assert list(found) == list(expected)


def test_lone_surrogates_and_other_kinds_of_keys_are_told_apart(tiny):
    found = SpooledMapping(WorkId)
    keys = [WorkId("s", case, "t", 0) for case in ("\ud800", "\\ud800", "a", "A", "á")]
    for number, key in enumerate(keys):
        found[key] = number
    assert [found[key] for key in keys] == [0, 1, 2, 3, 4]
    assert list(found) == keys
    assert "a" not in found


def test_a_value_that_is_set_again_is_read_anew(tiny):
    found = SpooledMapping(WorkId)
    keys = [WorkId("s", str(number), "t", 0) for number in range(5)]
    for key in keys:
        found[key] = "before"
    assert found[keys[0]] == "before"
    found[keys[0]] = "after"
    assert (found[keys[0]], found[keys[1]], len(found)) == ("after", "before", 5)


@pytest.mark.parametrize("number", [0, 2, 3, 10])
def test_a_sequence_is_that_of_its_values(tiny, number):
    values = [f"value {position}" for position in range(number)]
    found = kept(iter(values))
    assert isinstance(found, tuple) == (number <= 2)
    assert len(found) == number
    assert list(found) == values
    assert found[1:7:2] == tuple(values[1:7:2])
    assert [found[position] for position in range(-number, number)] == [*values, *values]
    assert tuple(values) == tuple(found)
    with pytest.raises(IndexError):
        found[number]


def test_sequences_are_compared_by_their_values_and_travel_as_tuples(tiny):
    found = kept(range(5))
    assert found == (0, 1, 2, 3, 4)
    assert found == kept(range(5))
    assert found != (0, 1, 2, 3)
    assert found != kept([0, 1, 2, 3, 5])
    assert pickle.loads(pickle.dumps(found)) == (0, 1, 2, 3, 4)
    assert copy.copy(found) == (0, 1, 2, 3, 4)


def test_what_many_values_share_stays_one_object(tiny):
    shared = CheckSpec(assertion="contains", value="x")
    found = kept([[shared, number] for number in range(5)], shared=[shared])
    assert all(value[0] is shared for value in found)
    assert [value[1] for value in found] == [0, 1, 2, 3, 4]


def test_what_is_shared_from_now_on_stays_one_object(tiny):
    first, second = (CheckSpec(assertion=name) for name in ("contains", "regex"))
    found = SpooledSequence([first])
    found.extend([[first], [first], [first]])
    found.share([first, second])
    found.extend([[second, CheckSpec(assertion="regex")]])
    assert found[2][0] is first
    assert found[3][0] is second
    assert found[3][1] == second
    assert found[3][1] is not second
    assert found.shared == [first, second]


@given(st.lists(st.builds(Location, st.text(), st.integers(), st.integers())))
def test_dataclasses_come_back_as_they_were(values):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "LIMIT", 0)
        found = kept([WorkId("s", "c", "t", number), value] for number, value in enumerate(values))
        assert list(found) == [[WorkId("s", "c", "t", number), value] for number, value in enumerate(values)]
        assert [type(value[1]) for value in found] == [Location] * len(values)


def test_a_default_is_set_where_a_key_is_new_only(tiny):
    found = SpooledMapping(WorkId)
    keys = [WorkId("s", str(number % 7), "t", 0) for number in range(14)]
    assert [found.setdefault(key, number) for number, key in enumerate(keys)] == [*range(7), *range(7)]
    assert len(found) == 7
    assert found[keys[6]] == 6


@pytest.mark.parametrize("kind", ["mapping", "sequence"])
def test_what_did_not_fit_at_first_is_counted_once(tiny, monkeypatch, kind):
    """The folder is full while values move there, and somebody frees space."""
    found = SpooledMapping(WorkId) if kind == "mapping" else SpooledSequence()

    def add(number: int) -> None:
        if kind == "mapping":
            found[WorkId("s", str(number), "t", 0)] = number
        else:
            found.append(number)

    add(0), add(1)
    opened = pages.temporary_database

    def small(*given):
        connection = opened(*given)
        connection.execute("PRAGMA max_page_count = 4")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(pages, "temporary_database", small)
        patch.setattr(pages.Pickles, "stored", lambda _: bytes(20_000))
        with pytest.raises(StoreError):
            add(2)
    assert len(found) == 3
    add(3)
    assert len(found) == 4
    assert len(list(found)) == 4


def test_values_asked_for_in_any_order_are_those_that_were_set(tiny):
    found, keys = SpooledMapping(WorkId), [WorkId("s", str(number), "t", number % 2) for number in range(50)]
    found.update({key: [key, "x" * 40] for key in keys})
    for key in (*keys[::7], *reversed(keys), *keys[::3]):
        assert found[key] == [key, "x" * 40]
    assert found.get(WorkId("s", "absent", "t", 0), "none") == "none"
    assert found.get(WorkId("s", "3", "t", 0), "none") == "none"


def test_a_page_ends_with_what_is_long(tiny, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 1000)
    monkeypatch.setattr(pages, "PAGE_BYTES", 500)
    found = kept("x" * 300 + str(number) for number in range(9))
    assert found._far.stored == 4
    assert [value[300:] for value in found] == [str(number) for number in range(9)]
    assert [found[position][300:] for position in (8, 0, 4, 7)] == ["8", "0", "4", "7"]


def test_what_is_in_memory_goes_to_disk_once_less_is_to_stay_there():
    found = SpooledMapping(WorkId, 10)
    keys = [WorkId("s", str(number), "t", 0) for number in range(6)]
    found.update(dict.fromkeys(keys[:5], "value"))
    found.keep_at_most(20)
    found.keep_at_most(5)
    assert found._far is None
    found[keys[5]] = "one more"
    assert found._far is not None
    assert list(found.items()) == [*((key, "value") for key in keys[:5]), (keys[5], "one more")]
    assert sizes.limit_beside(found) == 5
    assert sizes.limit_beside({}) == sizes.SHORT


def test_few_values_open_no_file(monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", lambda *_args, **_more: pytest.fail("a file was opened"))
    values = SpooledSequence()
    values.extend(range(sizes.LIMIT))
    assert values.near is not None


def opened_files() -> set[str]:
    links = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            links.add(str(entry.readlink()))
        except OSError:
            continue
    return links


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list open files")
def test_the_file_has_no_name_and_goes_with_its_reader(tiny):
    before = opened_files()
    found = kept(bytes(10_000) for _ in range(1_000))
    (added,) = opened_files() - before
    assert added.endswith(" (deleted)")
    del found
    assert opened_files() - before == set()


def test_a_full_disk_is_told_as_such(tiny):
    found = SpooledMapping(WorkId)
    for number in range(3):
        found[WorkId("s", str(number), "t", 0)] = "kept"
    found._far.pages.file.execute("PRAGMA max_page_count = 10")
    more = ((WorkId("s", f"more {number}", "t", 0), os.urandom(2_000)) for number in range(1_000))
    with pytest.raises(StoreError, match="temporary file") as caught:
        found.update(more)
    assert caught.value.slug == "spool-unwritable"
    assert files.folder() in str(caught.value)
    assert files.VARIABLE in caught.value.hint


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list open files")
def test_the_folder_that_is_told_is_the_one_in_use(tiny, tmp_path, monkeypatch):
    monkeypatch.delenv("SQLITE_TMPDIR", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "absent"))
    assert files.folder() != str(tmp_path / "absent")
    found = kept(bytes(10_000) for _ in range(1_000))
    assert any(name.startswith(f"{Path(files.folder()).resolve()}/etilqs_") for name in opened_files())
    del found
