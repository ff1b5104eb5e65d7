"""Files written whole or not at all, and why one cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from fcntl import LOCK_EX, LOCK_NB, flock
from glob import escape
from pathlib import Path

from harness.errors import StoreError, UsageError

SYNCHRONOUS = "FULL"
"""What our databases in SQLite wait for at a commit (`PRAGMA synchronous`): FULL makes it survive a power cut. Tests,
which no power cut meets, wait for no disk."""


def write_atomically(path: Path, pieces: Iterable[str | bytes], *, mode: int = 0o644) -> None:
    """Write the pieces, text as UTF-8, to `path`; on any failure what stood there before stays untouched.

    Missing folders are made. `mode` is subject to the umask. A device or pipe (`/dev/stdout`)
    is written to directly, since it cannot be replaced.

    Raises:
        StoreError: the file cannot be written; names it, the reason and the errno.
    """
    try:
        if _is_stream(path):
            _write(os.open(path, os.O_WRONLY), pieces, durable=False)
        else:
            make_folder(path.parent)
            _replace(path, pieces, mode)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written: {error.strerror} (errno {error.errno})",
            slug="output-unwritable",
            hint=remedy(error),
        ) from error


def require_writable(paths: Iterable[Path | None]) -> None:
    """Refuse places where `write_atomically` would fail, before anything is done that takes time or money. Folders that
    are missing are not made. None is no place at all.

    Raises:
        UsageError: one of them cannot be written.
    """
    for path in paths:
        if path is None:
            continue
        if why := why_unwritable(path):
            raise UsageError(
                f"{path}: cannot be written: {why}",
                slug="output-unwritable",
                hint="choose another place; nothing was sent",
            )


def why_unwritable(path: Path) -> str:
    """What stands in the way of `write_atomically`, found by making a file beside it and removing that; else empty."""
    try:
        return _obstacle(path)
    except OSError as error:
        return f"{error.strerror} (errno {error.errno})"


def _obstacle(path: Path) -> str:
    """Raises OSError as writing would."""
    if _is_stream(path):
        path.stat()
        return "" if os.access(path, os.W_OK) else "Permission denied"
    if path.is_dir():
        return "it is a folder, and a file is wanted"
    missing = [path]
    while not os.path.lexists(folder := missing[-1].parent):
        missing.append(folder)
    if not folder.is_dir():
        return f"{folder} is no folder"
    for part in missing:
        with suppress(FileNotFoundError):  # what the file system refuses is the name, were it too long
            (folder / part.name).lstat()
    beside, handle = make_beside(folder / path.name, ".tmp", 0o600)
    os.close(handle)
    beside.unlink()
    return ""


def remedy(error: OSError) -> str:
    """What helps where something could not be written."""
    if error.errno in (ENOSPC, EDQUOT):
        return "free some space there, or choose another place"
    if error.errno in (EACCES, EPERM, EROFS):
        return "check the permissions, or choose another place"
    return "free some space, check the permissions, or choose another place"


def why_unreadable(error: Exception) -> str:
    """What stopped the reading of a file, in words: "No such file or directory", without Python's own numbers."""
    if isinstance(error, UnicodeDecodeError):
        return f"it is no UTF-8 text, from byte {error.start + 1:,} on"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, nobody else's to write into even where the umask is 0.

    Raises:
        OSError: it cannot be made.
    """
    for part in reversed((folder, *folder.parents)):
        # Not `mkdir(parents=True, mode=…)`: that gives its mode to the last folder only.
        if not part.is_dir():
            part.mkdir(mode=0o755, exist_ok=True)


def make_beside(path: Path, suffix: str, mode: int) -> tuple[Path, int]:
    """A new, empty file beside `path`, for what is to be moved there when it is whole, and its handle, which is to be
    kept open until then. What those who were killed before they came so far left of the kind is removed.

    Raises:
        OSError: it cannot be made.
    """
    remove_abandoned(path, suffix)
    while True:
        # Beside the target, for a rename is atomic on one file system only; unguessable and O_EXCL,
        # so that nobody can have put a link there.
        beside = path.parent / f"{_beginning(path)}{os.urandom(8).hex()}{suffix}"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with suppress(OSError):  # some network file systems know no locks
            flock(handle, LOCK_EX)
        if os.fstat(handle).st_nlink:
            return beside, handle
        os.close(handle)  # taken for abandoned before it was locked


def remove_abandoned(path: Path, suffix: str) -> None:
    """Remove what `make_beside` made for those who were killed since."""
    for left in path.parent.glob(f"{escape(_beginning(path))}{'[0-9a-f]' * 16}{suffix}"):
        with suppress(OSError):  # somebody is writing it, or it is another's
            handle = os.open(left, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                flock(handle, LOCK_EX | LOCK_NB)
                left.unlink()
            finally:
                os.close(handle)


def _beginning(path: Path) -> str:
    return f".{path.name[:80]}."


def _replace(path: Path, pieces: Iterable[str | bytes], mode: int) -> None:
    temporary, handle = make_beside(path, ".tmp", mode)
    try:
        _write(os.dup(handle), pieces, durable=True)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        os.close(handle)
    sync_folder(path.parent)


def _write(handle: int, pieces: Iterable[str | bytes], *, durable: bool) -> None:
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)
        file.flush()
        if durable:
            os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems refuse it; the file itself is safe
            os.fsync(handle)
    finally:
        os.close(handle)


def _is_stream(path: Path) -> bool:
    if path.exists() and not (path.is_file() or path.is_dir()):
        return True
    # `/dev/stdout` and `/dev/fd/1` look like regular files when they are redirected into one.
    link = str(path.readlink()) if path.is_symlink() else ""
    return link.startswith("/proc/") or str(path.parent.resolve()).startswith("/proc/")
