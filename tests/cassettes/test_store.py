from __future__ import annotations

import json
import multiprocessing
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cassettes import store
from harness.cassettes.neutral import key_of, request_to_json
from harness.errors import StoreError
from harness.model.exchange import Message, Request, Response
from harness.spool import sizes
from harness.spool.sequence import SpooledSequence

SETTINGS = {"provider": "openai"}


def interaction(case: str = "a", sample: int = 0, text: str = "yes", prompt: str = "Hi") -> store.Interaction:
    request = Request(model="m", messages=(Message("user", prompt),))
    return store.Interaction(
        key=key_of(request, sample, SETTINGS),
        case=case,
        sample=sample,
        settings=SETTINGS,
        request=request_to_json(request),
        response=Response(text=text, served_model="m-1"),
        recorded_at="2026-11-22T00:00:00+00:00",
    )


def test_what_is_written_is_read_back_sorted(tmp_path):
    path = tmp_path / "s" / "t.jsonl"
    recorded = [interaction("b"), interaction("a", 1), interaction("a", 0)]
    store.merge(path, recorded)
    assert [(line["case"], line["sample"]) for line in map(json.loads, path.read_text().splitlines())] == [
        ("a", 0),
        ("a", 1),
        ("b", 0),
    ]
    cassette = store.read(path)
    assert all(cassette.find(one.key, one.case) == one for one in recorded)


def test_the_format_is_the_one_promised(tmp_path):
    path = tmp_path / "t.jsonl"
    store.merge(path, [interaction()])
    assert set(json.loads(path.read_text())) == {
        "key", "case", "sample", "settings", "request", "response", "served_model", "recorded_at", "origin",
    }  # fmt: skip


def test_a_new_prompt_replaces_the_old_recording_of_its_case(tmp_path):
    path = tmp_path / "t.jsonl"
    store.merge(path, [interaction(prompt="old"), interaction("other")])
    store.merge(path, [interaction(prompt="new", text="no")])
    cassette = store.read(path)
    assert cassette.find(interaction(prompt="old").key, "a") is None
    assert cassette.find(interaction(prompt="new").key, "a").response.text == "no"
    assert cassette.find(interaction("other").key, "other") is not None


def test_a_renamed_case_still_finds_its_recording(tmp_path):
    store.merge(tmp_path / "t.jsonl", [interaction("old-name")])
    assert store.read(tmp_path / "t.jsonl").find(interaction().key, "new-name").case == "old-name"


def test_no_file_is_an_empty_cassette(tmp_path):
    assert store.read(tmp_path / "none.jsonl").find("k", "a") is None


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_any_text_survives(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("c") / "t.jsonl"
    store.merge(path, [interaction(text=text)])
    assert store.read(path).find(interaction().key, "a").response.text == text
    assert path.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "t.jsonl:2: the line was cut: it ends after character 1"),
        (b'{"key": "k', "t.jsonl:2: the line was cut"),
        (b"[]", "expected a recorded answer .an object., found a list"),
        (b"garbage", "this is no recorded answer: garbage"),
        (b"{} {}", "something follows the recorded answer, at character 4: "),
        (b'{"key": k}', "not JSON from character 9 on: k}"),
        (b'{"key": 5}', "`key`: expected text, found number"),
        (b"<<<<<<< HEAD", "merge conflict"),
        (b"\xff\xfe", "t.jsonl:2: not UTF-8, from byte 1 of the line on"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"key": NaN}', "NaN is no finite number"),
        (b'{"key": "k", "case": "a"}', "is missing"),
    ],
)
def test_a_damaged_line_is_refused_with_its_place(tmp_path, line, says):
    path = tmp_path / "t.jsonl"
    store.merge(path, [interaction()])
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(StoreError, match=says) as caught:
        store.read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("field", ["key", "case", "sample", "settings", "request", "response", "recorded_at", "origin"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, {"text": 5}, {"usage": "x"}])
def test_a_wrong_field_is_told_without_a_word_of_our_code(field, value):
    fields = {**json.loads(store.line(interaction())), field: value}
    told = refusal(json.dumps(fields)).replace("an object", "")
    assert not re.search(r"object|attribute|indices|subscript|NoneType|unhashable|str|int\b", told), told


def refusal(line: str) -> str:
    """What is said against a line; empty if nothing is."""
    try:
        store.parse(line, "t.jsonl:1")
    except StoreError as error:
        return str(error)
    return ""


def test_an_edited_request_is_found_out(tmp_path):
    path = tmp_path / "t.jsonl"
    store.merge(path, [interaction()])
    path.write_text(path.read_text().replace("Hi", "Ho"))
    with pytest.raises(StoreError, match=r"t\.jsonl:1: its key does not belong"):
        store.read(path)


def record_many(path: Path, worker: int) -> None:
    for number in range(10):
        store.merge(path, [interaction(f"{worker}-{number}")])


def test_processes_recording_at_once_lose_nothing(tmp_path):
    path = tmp_path / "t.jsonl"
    spawn = multiprocessing.get_context("fork")
    workers = [spawn.Process(target=record_many, args=(path, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(store.read(path).by_place) == 40


@pytest.mark.parametrize("what", ["device", "pipe", "folder", "link out", "folder link out", "too big"])
def test_only_regular_files_of_the_project_are_read(tmp_path, what, monkeypatch):
    """Each would hang, fill the memory, or read what is not the project's."""
    root, outside = tmp_path / "project", tmp_path / "outside"
    path = store.path_of(root, "s", "a")
    path.parent.mkdir(parents=True)
    outside.mkdir()
    store.merge(outside / "a.jsonl", [interaction()])
    if what == "device":
        path.symlink_to("/dev/zero")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "link out":
        path.symlink_to(outside / "a.jsonl")
    elif what == "folder link out":
        path.parent.rmdir()
        path.parent.symlink_to(outside)
    else:
        store.merge(path, [interaction()])
        monkeypatch.setattr(store, "BIGGEST", 10)
    with pytest.raises(StoreError) as caught:
        store.read(path)
    assert str(path) in str(caught.value)


def test_a_link_inside_the_project_is_followed(tmp_path):
    store.merge(store.path_of(tmp_path, "old", "a"), [interaction()])
    (tmp_path / "fixtures" / "new").symlink_to("old")
    assert store.read(store.path_of(tmp_path, "new", "a")).find(interaction().key, "a") is not None


@pytest.mark.parametrize("linked", ["fixtures", "fixtures/s"])
def test_nothing_is_written_through_a_link_out_of_the_project(tmp_path, linked):
    root, outside = tmp_path / "project", tmp_path / "outside"
    outside.mkdir()
    (root / linked).parent.mkdir(parents=True)
    (root / linked).symlink_to(outside)
    with pytest.raises(StoreError, match="leads outside the project"):
        store.merge(store.path_of(root, "s", "a"), [interaction()])
    assert not list(outside.iterdir())


def test_a_large_cassette_is_found_in_as_a_small_one(tmp_path, monkeypatch):
    """Of which the same place or key may stand twice, as merges of version control leave them."""
    path = tmp_path / "fixtures" / "s" / "t.jsonl"
    store.merge(path, [interaction(f"c{n}", prompt=f"p{n // 2}") for n in range(9)])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    again = store.line(interaction("c3", prompt="another"))
    path.write_text("".join([*lines[4:], *lines[:4], again]), encoding="utf-8")
    near = store.read(path)
    monkeypatch.setattr(sizes, "SHORT", 4)
    far = store.read(path)
    assert isinstance(far._interactions.settled(), SpooledSequence)
    assert isinstance(near._interactions.settled(), tuple)
    assert list(far.by_place.items()) == list(near.by_place.items())
    assert len(far.by_place) == 9
    assert far.by_place["c3", 0, 0].request != near.find(interaction("c3", prompt="p1").key, "c3").request
    for asked in (interaction(f"c{n}", prompt=f"p{of}") for n in range(10) for of in range(6)):
        assert far.find(asked.key, asked.case) == near.find(asked.key, asked.case)
        assert far.holds(asked.key) == near.holds(asked.key)
        assert far.nearest(asked.case, 2, 0) == near.nearest(asked.case, 2, 0)
