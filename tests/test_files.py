from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import StoreError, UsageError
from harness.files import make_beside, require_writable, write_atomically


def test_writes_pieces_as_utf8_and_makes_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "out.txt"
    write_atomically(path, ["één ", "→\n"])
    assert path.read_bytes() == "één →\n".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["out.txt"]


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_mode_holds_under_an_open_umask(tmp_path: Path, mode: int) -> None:
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "out", ["x"], mode=mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode


def test_what_a_killed_writer_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    path = tmp_path / "out[1].txt"
    beside, handle = make_beside(path, ".tmp", 0o600)
    unlike = tmp_path / ".out[1].txt.notes.tmp"
    unlike.write_text("somebody else's")
    write_atomically(path, ["while another writes"])
    assert beside.exists()
    os.close(handle)  # as when it is killed
    write_atomically(path, ["afterwards"])
    assert sorted(tmp_path.iterdir()) == sorted([path, unlike])


def test_a_new_file_taken_for_abandoned_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[Path] = []

    def lock(handle: int, _operation: int) -> None:
        if not removed:
            removed.extend(tmp_path.iterdir())
            removed[0].unlink()

    monkeypatch.setattr("harness.files.flock", lock)
    beside, handle = make_beside(tmp_path / "out", ".tmp", 0o600)
    os.close(handle)
    assert beside.exists()
    assert removed
    assert beside not in removed


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")])
def test_what_stood_there_survives_a_failure_half_way(tmp_path: Path, trouble: BaseException) -> None:
    path = tmp_path / "out"
    path.write_text("before")

    def pieces() -> Iterator[str]:
        yield "half"
        raise trouble

    with pytest.raises((StoreError, KeyboardInterrupt, ValueError)):
        write_atomically(path, pieces())
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_device_is_a_store_error_with_path_and_errno() -> None:
    with pytest.raises(StoreError, match=r"/dev/full: cannot be written: No space left on device \(errno 28\)"):
        write_atomically(Path("/dev/full"), ["x"])
    assert Path("/dev/full").is_char_device()


def test_a_folder_in_the_way_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Is a directory"):
        write_atomically(tmp_path, ["x"])
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file/out"):
        write_atomically(tmp_path / "file" / "out", ["x"])


@pytest.mark.parametrize("name", ["new", "there", "a/b/new", "link", "dead", "/dev/null", "/dev/stdout"])
def test_a_place_that_can_be_written_is_not_refused_and_nothing_is_left_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").write_text("before")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    before = sorted(os.walk(tmp_path))
    require_writable([None, tmp_path / name])
    assert sorted(os.walk(tmp_path)) == before
    if not name.startswith("/"):
        write_atomically(tmp_path / name, ["x"])


@pytest.mark.parametrize("name", [".", "file/out", "dead/out", "x" * 256, "a/" + "x" * 256, "/proc/nobody/out", "/"])
def test_what_is_refused_beforehand_could_not_have_been_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    with pytest.raises(UsageError, match="cannot be written"):
        require_writable([tmp_path / name])
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / name, ["x"])


def test_standard_output_is_written_to_even_when_redirected(tmp_path: Path) -> None:
    target = tmp_path / "redirected"
    with target.open("w") as file:
        write_atomically(Path(f"/proc/self/fd/{file.fileno()}"), ["x"])
    assert target.read_text() == "x"


def test_a_link_is_replaced_and_never_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("precious")
    link.symlink_to(victim)
    write_atomically(link, ["x"])
    assert victim.read_text() == "precious"
    assert not link.is_symlink()


def test_with_a_umask_of_zero_nobody_else_may_write(tmp_path):
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "a" / "b" / "c.txt", ["x"])
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a", "a/b", "a/b/c.txt")]
    assert modes == [0o755, 0o755, 0o644]
