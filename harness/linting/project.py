"""A project loaded and linted, or its calendar read; without what a run needs, which takes longer to import."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from harness.facts import Book, book
from harness.linting import check
from harness.linting.against import PLACEHOLDER, target_of
from harness.linting.calendar import ModelInUse, embedder_targets
from harness.linting.calendar import calendar as entries
from harness.model.config import Config, Target
from harness.model.suite import Suite
from harness.probes.listing import ask
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites
from harness.yamlfile.configuration_path import configuration_path
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
    live: Mapping[str, str] | None = None,
) -> check.Linted:
    """See `harness.api.lint`; with an environment as `live`, servers are asked about their models with its keys."""
    documents: dict[str, Document] = {}
    project = load_config(configuration_path(config))
    options = check.LintOptions(
        today=today or datetime.now(UTC).date(),
        select=tuple(select),
        ignore=tuple(ignore),
        against=tuple(target_of(name) for name in against),
    )
    loaded = load_suites(suites or [Path(project.root) / "suites"], project, documents)
    known = _asked(project, loaded, options.against, live)
    return check.lint(project, loaded, documents, known, options)


def calendar(
    config: ConfigPath = None, *, today: date | None = None, live: Mapping[str, str] | None = None
) -> tuple[ModelInUse, ...]:
    """See `harness.api.calendar`; `live` as for `lint`."""
    project = load_config(configuration_path(config))
    folder = Path(project.root) / "suites"
    suites = load_suites([folder], project) if folder.is_dir() else ()
    return entries(project, suites, _asked(project, suites, (), live), today or datetime.now(UTC).date())


def _asked(config: Config, suites: Sequence[Suite], added: Sequence[Target], env: Mapping[str, str] | None) -> Book:
    """The published facts and, with keys, what the targets' servers say."""
    if env is None:
        return book()
    # A placeholder's address is nobody's.
    reachable = (target for target in added if target.base_url != PLACEHOLDER)
    return replace(book(), listings=ask((*config.targets.values(), *embedder_targets(config, suites), *reachable), env))
