"""Where a project lies: its configuration, named or found by walking up, and suites as a caller names them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from harness.errors import UsageError

FILE = "harness.yaml"
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def find_config(start: Path) -> Path | None:
    """The nearest `harness.yaml` in `start` or a folder above it."""
    start = start.absolute()
    return next((path for folder in (start, *start.parents) if (path := folder / FILE).is_file()), None)


def configuration_path(config: str | os.PathLike[str] | None = None, start: Path | None = None) -> Path:
    """Where the configuration lies: `config`, else HARNESS_CONFIG, else the `harness.yaml` above `start`.

    Raises:
        UsageError: there is none.
    """
    named = config or os.environ.get("HARNESS_CONFIG")
    path = Path(named) if named else find_config(start or Path.cwd())
    if path is None:
        raise UsageError(
            "there is no harness.yaml here or in any folder above",
            slug="no-config",
            hint="`harness init` writes one with a first suite; --config names another",
        )
    return path.resolve()


def paths_of(suites: Paths) -> list[Path]:
    """One path or several, as they were given."""
    if isinstance(suites, str | os.PathLike):
        return [Path(suites)]
    return [Path(path) for path in suites]
