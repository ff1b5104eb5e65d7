"""What is read of users' files while somebody wants to know it, so that what rests on them can be told from what does
not any more.

Whoever opens such a file, lists a folder of them or looks for one in vain says so here. What is said goes to all who
listen, whatever thread it comes from: to have noted too much makes nobody believe anything false.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_CHUNK = 1 << 20
_listening: list[Reads] = []


@dataclass(slots=True)
class Reads:
    """Digests by path: of files as they were when they were opened, and of the names below folders as they were
    listed, both with where links lead. `absent` were looked for in vain; of `variables` of the environment it is told
    whether they are set. `beyond` says what else was rested on, which no digest can tell, and `torn` that something
    was written meanwhile.
    """

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    variables: dict[str, bool] = field(default_factory=dict)
    beyond: str = ""
    torn: bool = False

    def are_settled(self) -> bool:
        """Whether all is still as it was read, and is all that was rested on."""
        return (
            not self.beyond
            and not self.torn
            and as_noted(self.files, digest_of_file)
            and as_noted(self.folders, digest_of_names)
            and not any(map(os.path.lexists, self.absent))
        )


@contextmanager
def recorded() -> Iterator[Reads]:
    """What is read inside."""
    reads = Reads()
    _listening.append(reads)
    try:
        yield reads
    finally:
        # By identity: two who listen may have heard the same.
        _listening[:] = [one for one in _listening if one is not reads]


def note_file(path: str | os.PathLike[str], handle: int) -> None:
    """A file is about to be read from `handle`, which stands at its beginning."""
    if _listening:
        name = str(Path(path).absolute())
        found = _digest(handle) + _elsewhere(name)
        os.lseek(handle, 0, os.SEEK_SET)
        for reads in _listening:
            reads.torn |= reads.files.setdefault(name, found) != found


def note_look(path: str | os.PathLike[str]) -> None:
    """A file was looked for, and read if it is there."""
    if _listening:
        name = str(Path(path).absolute())
        found = digest_of_file(name)
        for reads in _listening:
            if found is None:
                reads.absent.add(name)
            else:
                reads.torn |= reads.files.setdefault(name, found) != found


def note_names(folder: str | os.PathLike[str]) -> None:
    """The names below a folder were gone through."""
    if _listening:
        name = str(Path(folder).absolute())
        found = digest_of_names(name)
        for reads in _listening:
            reads.torn |= reads.folders.setdefault(name, found) != found


def note_variable(name: str, env: Mapping[str, str]) -> None:
    """It was asked whether a variable is set: for a key, of which nothing is ever kept, not even a digest."""
    for reads in _listening:
        reads.variables[name] = bool(env.get(name))


def note_beyond(what: str) -> None:
    """Something was rested on that is in no file: what a server said, a run that was cut, code of others."""
    for reads in _listening:
        reads.beyond = reads.beyond or what


def as_noted(noted: Mapping[str, str], look: Callable[[str], str | None]) -> bool:
    """Whether a look at each path finds what was noted."""
    return all(look(path) == digest for path, digest in noted.items())


def digest_of_file(path: str) -> str | None:
    """Of its bytes, and where the path leads if there are links in it; None where it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        # What is no regular file may never end.
        return _digest(handle) + _elsewhere(path) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)


def digest_of_names(folder: str) -> str:
    """Of the names of files and folders below `folder`, hidden ones left out, and where links among them lead."""
    state = hashlib.sha256(_elsewhere(folder).encode("utf-8", "surrogateescape"))
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, "", *sorted(files)):
            place = Path(at, name)
            leads = place.readlink() if name and place.is_symlink() else ""
            state.update(f"{place}\0{leads}\0".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def _elsewhere(path: str) -> str:
    real = os.path.realpath(path)
    return "" if real == path else f" {real}"


def _digest(handle: int) -> str:
    state = hashlib.sha256()
    while piece := os.read(handle, _CHUNK):
        state.update(piece)
    return state.hexdigest()
