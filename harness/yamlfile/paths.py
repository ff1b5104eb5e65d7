"""Paths as people want to read them."""

from __future__ import annotations

import os
from pathlib import Path


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
