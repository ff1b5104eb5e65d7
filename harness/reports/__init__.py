"""Reports: one file a format, picked by the suffix of the file to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from harness.errors import UsageError
from harness.files import write_atomically
from harness.model.summary import Summary

if TYPE_CHECKING:
    from harness.protocols import Report

Choice: TypeAlias = "tuple[Path, Report]"


def choose(paths: Sequence[Path]) -> tuple[Choice, ...]:
    """Each file with its report module.

    Raises:
        UsageError: no report has this suffix.
    """
    if not paths:
        return ()
    from harness import plugins  # for who wants a report: a run without one loads none

    by_suffix: dict[str, Report] = {}
    for name in plugins.names("reports"):
        module = plugins.load("reports", name)
        by_suffix[module.SUFFIX] = module
    return tuple((path, _report_for(path, by_suffix)) for path in paths)


def _report_for(path: Path, by_suffix: Mapping[str, Report]) -> Report:
    # The longest first: `x.badge.json` is a badge, and `x.json` a results file.
    for suffix in sorted(by_suffix, key=len, reverse=True):
        if path.name.lower().endswith(suffix) and path.suffix:
            return by_suffix[suffix]
    hint = f"one of: {', '.join(sorted(by_suffix))}"
    raise UsageError(f"{path}: no report has the suffix {path.suffix!r}", slug="unknown-report", hint=hint)


def write(summary: Summary, chosen: Sequence[Choice]) -> tuple[Path, ...]:
    """Write every report, each whole or not at all; returns the folders that were made for them.

    Raises:
        StoreError: one cannot be written.
    """
    made: dict[Path, None] = {}
    for path, report in chosen:
        is_new = not path.parent.is_dir()
        write_atomically(path, report.render(summary))
        made |= {path.parent: None} if is_new else {}
    return tuple(made)
