"""Where suites lie: files as they are named, and YAML files below folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import InputError, UsageError
from harness.model.config import Config
from harness.model.location import Location, Problem
from harness.plugins import suggest
from harness.yamlfile.opening import shown

_SUFFIXES = (".yaml", ".yml")
_CONFIG = "harness.yaml"


@dataclass(frozen=True, slots=True)
class SuiteCandidate:
    """A file that may be a suite; one that the user `named` has to be one."""

    path: Path
    named: bool


def find_suites(paths: Sequence[Path], config: Config) -> tuple[SuiteCandidate, ...]:
    """Every file once, in the order of the paths, sorted below a folder; hidden folders are left out.

    Raises:
        UsageError: a path does not exist, or nothing is found.
        InputError: a link below a folder leads out of the project.
    """
    files: dict[Path, SuiteCandidate] = {}
    for path in paths:
        if path.is_dir():
            for file in _below(path, config):
                # Not over an entry that the user named: what is named must be a suite.
                files.setdefault(file.resolve(), SuiteCandidate(file, named=False))
        elif path.exists():
            files[path.resolve()] = SuiteCandidate(path, named=True)
        else:
            raise UsageError(
                f"there is no file or folder {str(path)!r}", slug="no-suites", hint=_near(path, Path(config.root))
            )
    if not files:
        raise nothing(paths)
    return tuple(files.values())


def nothing(paths: Sequence[Path]) -> UsageError:
    """The error for paths without a suite."""
    where = ", ".join(map(str, paths)) or "nothing"
    return UsageError(f"no suite in {where}", slug="no-suites", hint="`harness init DIR` writes a first one")


def _below(folder: Path, config: Config) -> Iterator[Path]:
    roots = (Path(config.root), folder.resolve())
    for at, folders, files in os.walk(folder):
        # In place: os.walk goes into what is left in this list, in its order.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(at, name)
            if path.suffix.lower() in _SUFFIXES and not name.startswith(".") and name != _CONFIG:
                real = path.resolve()
                if path.is_symlink() and not any(real.is_relative_to(root) for root in roots):
                    message = f"this link leads outside the project, to {real}"
                    hint = "name the file itself on the command line, or copy it"
                    raise InputError([Problem("file-outside", message, Location(shown(path)), "", hint)])
                yield path


def _near(path: Path, root: Path) -> str:
    """The file of the suite whose name was written instead, or what is named alike beside the path."""
    for suffix in _SUFFIXES:
        file = root / "suites" / f"{path.name}{suffix}"
        if file.is_file():
            return f'did you mean "{shown(file)}"?'
    try:
        names = tuple(sorted(entry.name for entry in path.parent.iterdir()))
    except OSError:
        return ""
    return suggest(path.name, names)
