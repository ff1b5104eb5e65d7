"""What a suite names is read inside the project only, and only if it is a regular file."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from harness.yamlfile.opening import open_inside, read_file, read_inside
from harness.yamlfile.refusal import Refusal

CAP = 1000


@pytest.fixture
def root(tmp_path):
    """project/suites/sub, with a secret beside the root."""
    folder = tmp_path / "project"
    (folder / "suites" / "sub").mkdir(parents=True)
    (folder / "shared.md").write_text("shared")
    (folder / "suites" / "policy.md").write_text("policy")
    (tmp_path / "secret").write_text("canary")
    return folder


def read(root, name, folder="suites"):
    return read_inside(root, root / folder, name, CAP).decode()


def refused(root, name, folder="suites"):
    with pytest.raises(Refusal) as caught:
        read(root, name, folder)
    assert "canary" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "name", ["policy.md", "./policy.md", "sub/../policy.md", "sub//../policy.md", "../suites/policy.md"]
)
def test_inside(root, name):
    assert read(root, name) == "policy"


def test_dots_as_long_as_they_stay_inside(root):
    assert read(root, "../shared.md") == "shared"
    assert refused(root, "../../project/shared.md").slug == "file-outside"


@pytest.mark.parametrize(
    "name",
    [
        "../../secret", "sub/../../../secret", "/etc/passwd", "/proc/self/environ", "~/x", "~root/x", "file://../../secret",
        "file:///etc/passwd", "https://evil.test/x", "C:/x", "C:\\x", "\\\\host\\x", "a\0b",
    ],
)  # fmt: skip
def test_outside(root, name):
    assert refused(root, name).slug == "file-outside"


@pytest.mark.parametrize("name", ["%2e%2e/%2e%2e/secret", "..\\..\\secret", "none.md", "policy.md/x", "x" * 5000])
def test_nothing_is_decoded_and_nothing_is_there(root, name):
    assert refused(root, name).slug == "file-unreadable"


def test_links_are_followed_inside_and_never_outside(root, tmp_path):
    links = {
        "good.md": "policy.md",
        "up.md": "../shared.md",
        "bad.md": "../../secret",
        "absolute.md": str(tmp_path / "secret"),
        "own.md": str(root / "shared.md"),
        "loop.md": "loop.md",
        "folder": "../..",
    }
    for name, target in links.items():
        (root / "suites" / name).symlink_to(target)
    (root / "suites" / "chain.md").symlink_to("sub/../up.md")
    assert read(root, "good.md") == "policy"
    assert read(root, "up.md") == "shared"
    assert read(root, "chain.md") == "shared"
    assert refused(root, "bad.md").slug == "file-outside"
    assert refused(root, "absolute.md").slug == "file-outside"
    assert refused(root, "own.md").slug == "file-outside"  # absolute links are not followed at all
    assert refused(root, "folder/secret").slug == "file-outside"
    assert refused(root, "loop.md").slug == "file-unreadable"


def test_a_suite_outside_the_project_names_no_files(root, tmp_path):
    with pytest.raises(Refusal, match="outside the project"):
        read_inside(root, tmp_path, "secret", CAP)


def special_files(folder):
    os.mkfifo(folder / "fifo")
    (folder / "dir").mkdir()
    (folder / "sparse").touch()
    os.truncate(folder / "sparse", 5_000_000_000)
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)
        try:
            server.bind("socket")
        finally:
            os.chdir(here)


@pytest.mark.parametrize(
    ("name", "slug", "words"),
    [
        ("fifo", "file-not-regular", "a pipe"),
        ("dir", "file-not-regular", "a folder"),
        ("sparse", "file-too-big", "5000.0 MB"),
        ("socket", "file-unreadable", ""),
    ],
)
def test_only_regular_files_of_a_bounded_size_and_at_once(root, name, slug, words, seconds):
    special_files(root / "suites")
    with seconds(3):
        found = refused(root, name)
        with pytest.raises(Refusal) as caught:
            read_file(root / "suites" / name, CAP)
    assert found.slug == caught.value.slug == slug
    assert words in found.message


def test_devices_are_not_read():
    with pytest.raises(Refusal, match="a device"):
        read_file(Path("/dev/zero"), CAP)


def test_no_handle_is_left_open(root):
    special_files(root / "suites")
    (root / "suites" / "bad.md").symlink_to("../../secret")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("policy.md", "fifo", "dir", "sparse", "socket", "bad.md", "none", "../../secret", "sub/../policy.md"):
        try:
            with open_inside(root, root / "suites", name, CAP) as file:
                file.read()
        except Refusal:
            pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_swapping_a_link_while_we_look_never_leads_outside(root, tmp_path):
    place = root / "suites" / "swap"
    inside, outside, stop = root / "suites" / "a", root / "suites" / "b", threading.Event()
    outside.symlink_to(tmp_path / "secret")
    inside.write_text("fine")

    def swap():
        while not stop.is_set():
            os.link(inside, place)
            place.unlink()
            place.symlink_to(tmp_path / "secret")
            place.unlink()

    thread = threading.Thread(target=swap)
    thread.start()
    found = set()
    try:
        for _ in range(10_000):
            try:
                found.add(read(root, "swap"))
            except Refusal as refusal:
                found.add(refusal.slug)
    finally:
        stop.set()
        thread.join()
    assert found <= {"fine", "file-outside", "file-unreadable"}
    assert "canary" not in found
