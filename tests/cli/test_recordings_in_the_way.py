"""Something else where recordings lie, or should, is told clearly, and before anything is paid."""

from __future__ import annotations

import pytest


def folder_for_file(root):
    (root / "fixtures/greet/gpt.jsonl").mkdir(parents=True)
    return "fixtures/greet/gpt.jsonl: ", "is a folder"


def file_for_folder(root):
    (root / "fixtures").mkdir()
    (root / "fixtures/greet").write_text("")
    return "fixtures/greet/", "fixtures/greet is no folder"


def file_for_all(root):
    (root / "fixtures").write_text("")
    return "fixtures/greet/", "fixtures is no folder"


def link_to_nowhere(root):
    (root / "fixtures").mkdir()
    (root / "fixtures/greet").symlink_to(root / "gone")
    return "fixtures/greet/", "is no folder"


OBSTACLES = (folder_for_file, file_for_folder, file_for_all, link_to_nowhere)


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("mode", ["all", "new"])
def test_it_is_told_before_anything_is_sent(live_project, vendor, other_vendor, obstacle, mode):
    place, why = obstacle(live_project.root)
    ran = live_project.harness("run", "--record", mode)
    said = " ".join(ran.stderr.split())
    assert ran.returncode == 5
    assert "error[cassette-un" in said
    assert place in said
    assert why in said
    assert "move away what" in said
    assert said.count("error[") == 1
    assert not vendor.requests + other_vendor.requests


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_without_recording_nothing_is_in_the_way(live_project, vendor, obstacle):
    obstacle(live_project.root)
    assert live_project.harness("run", "--live").returncode == 0
    assert len(vendor.requests) == 12


@pytest.mark.parametrize("line", ["run --record none", "validate", "run --dry-run", "export answers"])
def test_a_folder_where_a_recording_is_read_is_told_once_with_what_to_do(live_project, line):
    folder_for_file(live_project.root)
    ran = live_project.harness(*line.split())
    assert ran.returncode == 5
    assert "error[cassette-unreadable]: fixtures/greet/gpt.jsonl: is a folder, not a regular file" in ran.stderr
    assert "hint: recordings are kept in a file of this name; move away what lies there" in ran.stderr


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_import_that_cannot_record_leaves_everything_as_it_was(live_project, obstacle):
    obstacle(live_project.root)
    live_project.write("a.jsonl", '{"case": "c01", "target": "gpt", "output": "hello"}\n')
    suite = (live_project.root / "suites/greet.yaml").read_bytes()
    ran = live_project.harness("import", "answers", "a.jsonl", "--suite", "greet")
    assert ran.returncode == 5
    assert "error[crash]" not in ran.stderr
    assert (live_project.root / "suites/greet.yaml").read_bytes() == suite
