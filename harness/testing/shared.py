"""The runs behind the items: everything selected is asked for once, at once.

In one process all suites run together when the first item needs an answer. Under pytest-xdist
each suite is run by the first worker that needs it, under a lock; the others read what it found.
If that worker dies, the next one resumes its journal, so no answer is paid twice.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from harness import api
from harness.engine import run as runs
from harness.engine.plan import Options, Plan, plan
from harness.errors import UsageError
from harness.files import write_atomically
from harness.model.config import Config
from harness.model.events import WorkId
from harness.model.result import Run, SuiteResult
from harness.results.reading import read
from harness.results.writing import pieces
from harness.suitefile.suite import load_suite
from harness.testing.settings import Settings, settings
from harness.testing.workers import folder

KEY = pytest.StashKey["SharedRuns"]()


class SharedRuns:
    """All suites of one pytest session."""

    def __init__(self, chosen: Settings, folder: Path | None) -> None:
        self.settings = chosen
        self._folder = folder
        self._configs: dict[Path, Config] = {}
        self._plans: dict[Path, Plan] = {}
        self._wanted: dict[Path, set[tuple[str, str]]] = defaultdict(set)
        self._runs: dict[Path, Run] = {}

    def plan(self, path: Path) -> Plan:
        """The plan of one suite file.

        Raises:
            InputError, UsageError: it cannot be loaded, or there is no configuration.
        """
        if path not in self._plans:
            config = self._config(path)
            chosen = Options(record=self.settings.record, samples=self.settings.samples, targets=self.settings.targets)
            self._plans[path] = plan(config, [load_suite(path, config)], chosen)
        return self._plans[path]

    def want(self, path: Path, pairs: Iterable[tuple[str, str]]) -> None:
        """Select (case, target) pairs of a suite; only these are asked for."""
        self._wanted[path].update(pairs)

    def suite(self, path: Path) -> SuiteResult:
        """The result of a suite, all of its selected answers had and scored.

        Raises:
            StoreError: a cassette or journal cannot be read or written.
        """
        if path not in self._runs:
            self._run([path] if self._folder else [*self._wanted])
        (found,) = (one for one in self._runs[path].suites if one.path == self._plans[path].suites[0].path)
        return found

    def finished(self) -> list[Run]:
        """The runs of this process and, for xdist's controller, of its workers."""
        if self._folder is None:
            return list({run.id: run for run in self._runs.values()}.values())
        return [read(path) for path in sorted(self._folder.glob("*.json"))]

    def _run(self, paths: Iterable[Path]) -> None:
        by_config: dict[str, list[Path]] = defaultdict(list)
        for path in paths:
            by_config[self._plans[path].config.path].append(path)
        for together in by_config.values():
            run = self._had(together[0]) if self._folder else asyncio.run(runs.execute(self._merged(together)))
            self._runs |= dict.fromkeys(together, run)

    def _had(self, path: Path) -> Run:
        """What another worker found, or else what this one finds, resuming where a dead one stopped."""
        assert self._folder is not None  # noqa: S101 - for the type checker
        planned = self._merged([path])
        name = planned.suites[0].name
        kept = self._folder / f"{name}.json"
        with _locked(self._folder / f"{name}.lock"):
            if not kept.exists():
                run = asyncio.run(
                    runs.execute(planned, begun=self._begun(planned, f"pytest-{self._folder.name}-{name}"))
                )
                write_atomically(kept, pieces(run))
        return read(kept)

    def _begun(self, planned: Plan, run_id: str) -> runs.New | runs.Resumed:
        try:
            return runs.resume(planned.config.root, run_id)[0]
        except UsageError:
            return runs.New(run_id, {})

    def _merged(self, paths: list[Path]) -> Plan:
        plans = [self._plans[path] for path in paths]
        wanted = {
            (plan.suites[0].name, *pair) for path, plan in zip(paths, plans, strict=True) for pair in self._wanted[path]
        }
        merged = replace(
            plans[0],
            suites=tuple(plan.suites[0] for plan in plans),
            works=tuple(work for plan in plans for work in plan.works),
        )

        def selected(work: WorkId) -> bool:
            return (work.suite, work.case, work.target) in wanted

        return merged.only(selected)

    def _config(self, path: Path) -> Config:
        named = self.settings.config
        found = api.configuration_path(named, path.parent)
        if found not in self._configs:
            self._configs[found] = api.configuration(found)
        return self._configs[found]


def shared_runs(config: pytest.Config) -> SharedRuns:
    """The session's runs, made at first use."""
    if KEY not in config.stash:
        config.stash[KEY] = SharedRuns(settings(config), folder(config))
    return config.stash[KEY]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The lock goes with the process: a dead worker holds none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)
