"""A project loaded and linted, or its calendar read; without what a run needs, which takes longer to import."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from harness.facts import book
from harness.linting import check
from harness.linting.against import target_of
from harness.linting.calendar import Entry
from harness.linting.calendar import calendar as entries
from harness.suitefile.config import configuration_path, load_config
from harness.suitefile.suite import load_suites
from harness.yamlfile.document import Document

ConfigPath = str | os.PathLike[str] | None


def lint(
    suites: Sequence[Path],
    config: ConfigPath = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    against: Iterable[str] = (),
    today: date | None = None,
) -> check.Linted:
    """See `harness.api.lint`."""
    documents: dict[str, Document] = {}
    project = load_config(configuration_path(config))
    options = check.Options(
        today=today or datetime.now(UTC).date(),
        select=tuple(select),
        ignore=tuple(ignore),
        against=tuple(target_of(name) for name in against),
    )
    loaded = load_suites(suites or [Path(project.root) / "suites"], project, documents)
    return check.lint(project, loaded, documents, book(), options)


def calendar(config: ConfigPath = None, *, today: date | None = None) -> tuple[Entry, ...]:
    """See `harness.api.calendar`."""
    project = load_config(configuration_path(config))
    folder = Path(project.root) / "suites"
    suites = load_suites([folder], project) if folder.is_dir() else ()
    return entries(project, suites, book(), today or datetime.now(UTC).date())
