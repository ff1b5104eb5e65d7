"""The runs behind the items: everything selected is asked for once, at once.

In one process all suites of a configuration run together when the first item needs an answer. Under
pytest-xdist the first worker that needs one runs them, under a lock; the others read what it found.
If that worker dies, the next one resumes its journal, so no answer is paid twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from harness import api
from harness.errors import HarnessError, InputError
from harness.model.config import Config
from harness.model.location import Problem
from harness.model.options import Options
from harness.model.result import Answer, Run, SuiteResult, WorkId
from harness.model.suite import Suite
from harness.model.summary import SuiteSummary
from harness.planning.plan import Plan, plan
from harness.resultsfile.reading import read
from harness.suitefile.suite import load_suite
from harness.summary import suites
from harness.testing.execution import Execution
from harness.testing.settings import Settings, settings
from harness.testing.workers import folder

KEY = pytest.StashKey["SharedRuns"]()
Answers = Mapping[tuple[str, str], Sequence[Answer]]
"""By case and target."""


@dataclass(frozen=True)
class SuiteOutcome:
    """What came of one suite."""

    suite: SuiteResult

    @cached_property
    def summary(self) -> SuiteSummary:
        """What it says, for any number of items."""
        return suites.of(self.suite, ())

    @cached_property
    def answers(self) -> Answers:
        by_place: dict[tuple[str, str], list[Answer]] = defaultdict(list)
        for case in self.suite.cases:
            for answer in case.answers:
                by_place[case.id, answer.target].append(answer)
        return by_place


class SharedRuns:
    """All suites of one pytest session."""

    def __init__(self, chosen: Settings, execution: Execution, shared: Path | None) -> None:
        self.settings = chosen
        self._execution = execution
        self._folder = shared
        self._configs: dict[Path, Config] = {}
        self._plans: dict[Path, Plan] = {}
        self._wanted: dict[Path, set[tuple[str, str]]] = defaultdict(set)
        self._found: dict[Path, SuiteOutcome | HarnessError] = {}
        self._runs: list[Run] = []

    def plan(self, path: Path) -> Plan:
        """The plan of one suite file.

        Raises:
            InputError, UsageError: it cannot be loaded, or there is no configuration.
        """
        if path not in self._plans:
            config = self._config(path)
            suite = load_suite(path, config)
            self._require_unique(suite, config)
            chosen = Options(
                record=self.settings.record,
                samples=self.settings.samples,
                targets=self.settings.targets,
                allow_exec=self.settings.allow_exec,
            )
            self._plans[path] = plan(config, [suite], chosen)
        return self._plans[path]

    def want(self, path: Path, pairs: Iterable[tuple[str, str]]) -> None:
        """Select (case, target) pairs of a suite; only these are asked for."""
        self._wanted[path].update(pairs)

    def prepare(self) -> None:
        """Make what a run needs before a test may forbid it."""
        if self._wanted:
            self._execution.prepare()

    def outcome(self, path: Path) -> SuiteOutcome:
        """What came of a suite, all of its selected answers had and scored.

        Raises:
            UsageError: a budget cannot be kept.
            StoreError: a cassette or journal cannot be read or written.
            pytest.exit.Exception: the user stopped the run.
        """
        # The first item of any suite runs them all; the others find their answers here.
        if path not in self._found:
            self._run(path)
        outcome = self._found[path]
        if isinstance(outcome, HarnessError):
            raise outcome
        return outcome

    def finished(self) -> list[Run]:
        """The runs of this process and, for xdist's controller, of its workers."""
        return self._runs if self._folder is None else [read(path) for path in sorted(self._folder.glob("*.json"))]

    def _run(self, path: Path) -> None:
        """Run the suite with all others of its configuration. What goes wrong is kept: it is not tried again."""
        config = self._plans[path].config.path
        paths = [wanted for wanted in self._wanted if self._plans[wanted].config.path == config]
        try:
            run = self._execution.run(self._merged(paths))
        except HarnessError as error:
            self._found |= dict.fromkeys(paths, error)
            return
        # Before an exit: the summary is written of what was had.
        self._runs.append(run)
        by_name = {suite.name: SuiteOutcome(suite) for suite in run.suites}
        self._found |= {wanted: by_name[self._plans[wanted].suites[0].name] for wanted in paths}
        if run.interrupted:
            pytest.exit("interrupted: what was had is recorded; the same command goes on", returncode=2)

    def _merged(self, paths: list[Path]) -> Plan:
        plans = [self._plans[path] for path in paths]
        wanted = {
            (plan.suites[0].name, *pair) for path, plan in zip(paths, plans, strict=True) for pair in self._wanted[path]
        }
        merged = replace(
            plans[0],
            suites=tuple(plan.suites[0] for plan in plans),
            works=tuple(work for plan in plans for work in plan.works),
            skipped=frozenset(work for plan in plans for work in plan.skipped),
        )

        def selected(work: WorkId) -> bool:
            return (work.suite, work.case, work.target) in wanted

        return merged.only(selected)

    def _require_unique(self, suite: Suite, config: Config) -> None:
        for plan_ in self._plans.values():
            (other,) = plan_.suites
            if (plan_.config.path, other.name.casefold()) == (config.path, suite.name.casefold()):
                message = f"the suite {suite.name!r} is also in {other.location}"
                hint = "recordings are kept under a suite's name; rename one of them"
                raise InputError([Problem("duplicate-suite", message, suite.location, f"suite: {suite.name}", hint)])

    def _config(self, path: Path) -> Config:
        place = api.configuration_path(self.settings.config, path.parent)
        if place not in self._configs:
            self._configs[place] = api.configuration(place)
        return self._configs[place]


def shared_runs(config: pytest.Config) -> SharedRuns:
    """The session's runs, made at first use."""
    if KEY not in config.stash:
        execution = Execution(config, folder(config))
        config.stash[KEY] = SharedRuns(settings(config), execution, folder(config))
    return config.stash[KEY]
