"""Which report a file's suffix stands for, and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness import plugins
from harness.errors import UsageError
from harness.files import write_atomically
from harness.model.result import Run


def reports(paths: Sequence[Path]) -> tuple[tuple[Path, Any], ...]:
    """Each file with its report module.

    Raises:
        UsageError: no report has this suffix.
    """
    if not paths:
        return ()
    modules = [plugins.load("reports", name) for name in plugins.names("reports")]
    by_suffix = {module.SUFFIX: module for module in modules}
    for path in paths:
        if path.suffix.lower() not in by_suffix:
            known = ", ".join(sorted(by_suffix))
            raise UsageError(
                f"-o {path}: no report has the suffix {path.suffix!r}", slug="unknown-report", hint=f"one of: {known}"
            )
    return tuple((path, by_suffix[path.suffix.lower()]) for path in paths)


def write(run: Run, chosen: Sequence[tuple[Path, Any]]) -> None:
    """Write every report, each whole or not at all.

    Raises:
        StoreError: one cannot be written.
    """
    for path, module in chosen:
        write_atomically(path, module.render(run))
