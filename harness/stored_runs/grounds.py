"""What a run rested on: the files it read and looked for, and what judged it. Contents are digested, whole; when a
file was written says nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any, Self

from harness.reads import Reads, as_noted, digest_of_file, digest_of_names
from harness.sending.run_folders import runs_folder, unfinished
from harness.version import LOADED_AT

PACKAGE = Path(__file__).parent.parent
HELD = ".onnx"
"""Models whose digest stands in the code that reads them."""
_OF_OTHERS = "[harness."
"""How a distribution's list of entry points names a plug-in of ours."""
_PIECE = 1 << 18
"""Bytes of a file that are read at once: all of most."""
_CLOCK_S = 1.0
"""How coarse the times of files may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Digests by path as in `harness.reads.Reads`; `instrument` is that of what judges."""

    instrument: str
    files: Mapping[str, str]
    folders: Mapping[str, str]
    absent: tuple[str, ...]
    variables: Mapping[str, bool]

    @classmethod
    def of(cls, reads: Reads) -> Self | None:
        """None where they cannot be told for certain: more was rested on than files, one of them was written
        meanwhile, or the code that ran is no longer the one on disk.
        """
        instrument = Instrument.here()
        if instrument is None or instrument.written_at > LOADED_AT - _CLOCK_S or not reads.are_settled():
            return None
        return cls(
            instrument=instrument.digest,
            files=dict(sorted(reads.files.items())),
            folders=dict(sorted(reads.folders.items())),
            absent=tuple(sorted(reads.absent)),
            variables=dict(sorted(reads.variables.items())),
        )

    @classmethod
    def from_json(cls, data: Any) -> Self:
        return cls(**{**data, "absent": tuple(data["absent"])})

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def hold(self, root: Path, env: Mapping[str, str] = os.environ) -> bool:
        """Whether a run of the project would rest on the very same now."""
        instrument = Instrument.here()
        return (
            instrument is not None
            and instrument.digest == self.instrument
            and all(bool(env.get(name)) == is_set for name, is_set in self.variables.items())
            and as_noted(self.folders, digest_of_names)
            and not any(map(os.path.lexists, self.absent))
            and as_noted(self.files, digest_of_file)
            and not unfinished(runs_folder(str(root)))
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """What judges: the code and data of harness, and the Python and libraries that it runs on; `written_at` is when
    the last of its own files was changed.
    """

    digest: str
    written_at: float

    @classmethod
    def here(cls) -> Instrument | None:
        """None where plug-ins of others are installed: what they do rests on who knows what."""
        state, written_at = hashlib.sha256(), 0.0
        state.update(repr([sys.version, sys.flags, sysconfig.get_platform(), sys.path]).encode())
        for name, offered in _installed():
            if _OF_OTHERS in offered:
                return None
            state.update(f"{name}\0{offered}\0".encode("utf-8", "surrogateescape"))
        for path in _files():
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a thousand of them
                about = os.fstat(file.fileno())
                written_at = max(written_at, about.st_ctime)
                state.update(f"{path}\0{about.st_size}\0".encode("utf-8", "surrogateescape"))
                # The model's vectors, read whole, would be what a run takes most memory for.
                while content := file.read(_PIECE):
                    state.update(content)
        return cls(state.hexdigest(), written_at)


def _installed() -> Iterator[tuple[str, str]]:
    """Of each installed distribution the name with its version, and what it offers to others."""
    ordinary = all(finder is PathFinder or not hasattr(finder, "find_distributions") for finder in sys.meta_path)
    for place in (os.path.abspath(place) for place in sys.path):  # noqa: PTH100 - "" is the working directory
        names = sorted(os.listdir(place)) if os.path.isdir(place) else ()  # noqa: PTH208, PTH112
        # An archive, or a package that was unpacked with its description inside.
        ordinary &= not place.lower().endswith(".egg") and (os.path.isdir(place) or not os.path.lexists(place))  # noqa: PTH112
        for name in names:
            if name.lower().endswith((".dist-info", ".egg-info")):
                try:
                    offered = Path(place, name, "entry_points.txt").read_text(encoding="utf-8", errors="replace")
                except OSError:
                    offered = ""
                yield name, offered
    if not ordinary:
        yield from _found_by_python()


def _found_by_python() -> Iterator[tuple[str, str]]:
    """What Python itself finds, wherever it looks. Seldom: it takes time to load."""
    from importlib import metadata

    for found in metadata.distributions():
        yield f"{found.metadata['Name']}-{found.version}", found.read_text("entry_points.txt") or ""


def _files() -> Iterator[str]:
    for at, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if not name.endswith(HELD):
                yield f"{at}/{name}"
