"""Where suites lie: files as they are named, and YAML files below folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from harness import reads
from harness.errors import InputError, UsageError
from harness.model.config import Config
from harness.model.location import Location, Problem
from harness.yamlfile.opening import shown

_SUFFIXES = (".yaml", ".yml")
_CONFIG = "harness.yaml"
MOST_LISTED = 8


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
            raise UsageError(f"there is no file or folder {str(path)!r}", slug="no-suites", hint=_near(path, config))
    if not files:
        raise nothing(paths)
    return tuple(files.values())


def nothing(paths: Sequence[Path], passed_over: Sequence[str] = ()) -> UsageError:
    """The error for paths without a suite; `passed_over` says of files that were found there why they are none."""
    if len(paths) == 1 and paths[0].is_dir():
        why = passed_over[0] if passed_over else "it is a folder in which no file is a suite"
        words = f"no suite in {paths[0]}: {why}"
    else:
        words = f"no suite in {', '.join(map(str, paths)) or 'nothing'}"
    return UsageError(words, slug="no-suites", hint="`harness init DIR` writes a first one")


def _below(folder: Path, config: Config) -> Iterator[Path]:
    reads.note_names(folder)
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


def _near(path: Path, config: Config) -> str:
    """The suite that was meant: by its name, or named alike, there or beside the path; else which there are."""
    folder = Path(config.root) / "suites"
    suites: dict[str, Path] = {}
    with suppress(InputError, OSError):
        suites = {file.stem: file for file in _below(folder, config) if _is_suite(file)}
    if path.name in suites:
        return f'did you mean "{shown(suites[path.name])}"?'
    for name in get_close_matches(path.stem, suites, n=1):
        return f'did you mean "{shown(suites[name])}"?'
    with suppress(OSError):
        for name in get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], n=1):
            return f'did you mean "{name}"?'
    listed = ", ".join(shown(file) for file in list(suites.values())[:MOST_LISTED])
    more = f" and {len(suites) - MOST_LISTED} more" if len(suites) > MOST_LISTED else ""
    return f"suites here: {listed}{more}" if suites else "`harness init DIR` writes a first suite"


def _is_suite(file: Path) -> bool:
    """By a glance: a table of cases, or settings of another tool, has no such key."""
    with file.open("rb") as opened:
        return re.search(rb"^suite\s*:", opened.read(100_000), re.MULTILINE) is not None
