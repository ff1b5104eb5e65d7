"""Opening users' files: regular files of a bounded size, and for what a suite names, only inside the project.

A suite may come from a stranger's pull request, so the files it names are opened component by component, never
following a link blindly: nothing outside the root can be reached, not even by swapping a link while we look.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from contextlib import contextmanager
from errno import ELOOP, ENOTDIR
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from harness import reads
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1_000_000
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK  # a pipe without a writer must not block
_MOST_LINKS = 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_file(path: Path, cap: int) -> bytes:
    """The bytes of a file the user named.

    Raises:
        Refusal: it cannot be read, is no regular file, or is larger than `cap` bytes.
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise _unreadable(str(path), error) from None
    with _regular(handle, str(path), cap) as file:
        reads.note_file(path, file.fileno())
        return _read(file, str(path), cap)


def read_inside(root: Path, folder: Path, name: str, cap: int) -> bytes:
    """As `read_file`, of a file that a suite names; see `open_inside`."""
    with open_inside(root, folder, name, cap) as file:
        return _read(file, name, cap)


@contextmanager
def open_inside(root: Path, folder: Path, name: str, cap: int) -> Iterator[BinaryIO]:
    """Open `name`, relative to `folder`, without ever leaving `root`; both are absolute, links resolved.

    Raises:
        Refusal: the path leaves the root, or as in `read_file`.
    """
    if name.startswith(("/", "~", "\\")) or "\0" in name or "://" in name or name[1:2] == ":":
        raise Refusal(
            "file-outside",
            f"the file {shorten(name, 200)!r} is not named by a relative path",
            "name it relative to the suite's own folder, for example: data/policy.md",
        )
    if not folder.is_relative_to(root):
        raise Refusal(
            "file-outside",
            f"the suite lies outside the project {root}, so it can name no files",
            "move the suite below the folder of harness.yaml",
        )
    path = folder / name
    try:
        handle = _descend(root, [*folder.relative_to(root).parts, *name.split("/")], name)
    except Refusal:
        reads.note_look(path)
        raise
    with _regular(handle, name, cap) as file:
        reads.note_file(path, file.fileno())
        yield file


def _descend(root: Path, parts: list[str], name: str) -> int:
    """A handle of the file at root/parts. Folders are held open on the way, so `..` is where we came from."""
    folders, links, waiting = [_open_root(root)], 0, deque(parts)
    try:
        while waiting:
            part = waiting.popleft()
            if part in ("", "."):
                continue
            if part == "..":
                os.close(folders.pop())
                if not folders:
                    raise _outside(name, root)
                continue
            try:
                handle = os.open(part, _FLAGS | os.O_NOFOLLOW, dir_fd=folders[-1])
            except OSError as error:
                target = _link(part, folders[-1], error)
                links += 1
                if target is None or links > _MOST_LINKS:
                    raise _unreadable(name, error) from None
                if target.startswith("/"):
                    raise _outside(name, root) from None
                waiting.extendleft(reversed(target.split("/")))
                continue
            folders.append(handle)
        return folders.pop()
    finally:
        for folder in folders:
            os.close(folder)


def _open_root(root: Path) -> int:
    try:
        return os.open(root, _FLAGS | os.O_DIRECTORY)
    except OSError as error:
        raise _unreadable(str(root), error) from None


def _link(part: str, folder: int, error: OSError) -> str | None:
    """Where the link points, or None if it was no link that stopped us."""
    if error.errno not in (ELOOP, ENOTDIR):
        return None
    try:
        return os.readlink(part, dir_fd=folder)
    except OSError:
        return None


def _regular(handle: int, name: str, cap: int) -> BinaryIO:
    """The open file, once it has proved to be a regular one of a bounded size; else it is closed."""
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        kind = next((kind for is_one, kind in _KINDS if is_one(about.st_mode)), "something else")
        raise Refusal("file-not-regular", f"{shorten(name, 200)} is {kind}, not a regular file")
    if about.st_size > cap:
        os.close(handle)
        raise _too_big(name, about.st_size, cap)
    return os.fdopen(handle, "rb")


def _read(file: BinaryIO, name: str, cap: int) -> bytes:
    try:
        data = file.read(cap + 1)
    except OSError as error:
        raise _unreadable(name, error) from None
    if len(data) > cap:  # it grew after it was measured
        raise _too_big(name, len(data), cap)
    return data


def _outside(name: str, root: Path) -> Refusal:
    return Refusal(
        "file-outside",
        f"the file {shorten(name, 200)!r} leads outside the project {root}",
        "a suite reads files below the folder of harness.yaml only; copy the file there",
    )


def _too_big(name: str, size: int, cap: int) -> Refusal:
    return Refusal(
        "file-too-big",
        f"{shorten(name, 200)} is too big: {size / MEGABYTE:.1f} MB, at most {cap // MEGABYTE} MB are read",
        "split it, or move its rows to a .csv or .jsonl file named under `cases`",
    )


def _unreadable(name: str, error: OSError) -> Refusal:
    return Refusal("file-unreadable", f"{shorten(name, 200)} cannot be read: {error.strerror}")


def shown(path: Path) -> str:
    """Relative to the working directory if it lies below it, else as a whole."""
    whole = path.absolute()
    try:
        return str(whole.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(whole)


def from_root(path: Path, root: Path) -> str:
    """`path` relative to the project's root, with forward slashes."""
    return Path(os.path.relpath(path, root)).as_posix()
