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

from harness import spool
from harness.errors import StoreError
from harness.model.events import WorkId
from harness.spool import SpooledMapping, SpooledSequence, kept

KEYS = st.builds(WorkId, st.text(), st.text(st.characters()), st.sampled_from(["gpt", "claude"]), st.integers(0, 3))


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(spool, "LIMIT", 2)
    monkeypatch.setattr(spool, "PAGE", 3)
    monkeypatch.setattr(spool, "RECENT", 2)


@given(st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers()))))
def test_a_mapping_is_a_dict_whatever_is_set_read_and_taken_out(changes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "LIMIT", 2)
        patch.setattr(spool, "PAGE", 3)
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
    shared = {"of": "all"}
    found = kept([[shared, number] for number in range(5)], shared=[shared])
    assert all(value[0] is shared for value in found)
    assert [value[1] for value in found] == [0, 1, 2, 3, 4]


def test_few_values_open_no_file(monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", lambda *_args, **_more: pytest.fail("a file was opened"))
    values = SpooledSequence()
    values.extend(range(spool.LIMIT))
    assert values.near is not None


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list open files")
def test_the_file_has_no_name_and_goes_with_its_reader(tiny):
    def opened() -> set[str]:
        links = set()
        for entry in Path("/proc/self/fd").iterdir():
            try:
                links.add(str(entry.readlink()))
            except OSError:
                continue
        return links

    before = opened()
    found = kept(bytes(10_000) for _ in range(1_000))
    (added,) = opened() - before
    assert added.endswith(" (deleted)")
    del found
    assert opened() - before == set()


def test_a_full_disk_is_told_as_such(tiny):
    found = SpooledMapping(WorkId)
    for number in range(3):
        found[WorkId("s", str(number), "t", 0)] = "kept"
    found._file.execute("PRAGMA max_page_count = 10")
    more = ((WorkId("s", f"more {number}", "t", 0), os.urandom(2_000)) for number in range(1_000))
    with pytest.raises(StoreError, match="temporary file") as caught:
        found.update(more)
    assert caught.value.slug == "spool-unwritable"
    assert "TMPDIR" in caught.value.hint
