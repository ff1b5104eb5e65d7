"""The verbs about past runs, for Python and for the edges: history, keep, load, bundle, drift, prune."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from harness.api import configuration
from harness.api import load as load_project
from harness.errors import UsageError
from harness.model.drift import ALARMS_A_YEAR, Drift
from harness.model.past import BASELINE
from harness.model.result import Run
from harness.periods import period, stamp
from harness.periods import since as moment_since
from harness.sending.pruning import prune_journals
from harness.sending.run_folders import runs_folder
from harness.yamlfile.configuration_path import Paths

if TYPE_CHECKING:
    from harness.history import History


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed: ids of runs, the oldest first, from history and from the journals."""

    runs: tuple[str, ...]
    journals: tuple[str, ...]


def history(config: str | os.PathLike[str] | None = None) -> History:
    """The project's history, opened; see `harness.history`. Use it as a context manager.

    Raises:
        StoreError: it cannot be opened, is damaged, or was written by a newer version.
    """
    from harness import history as histories

    project_config = configuration(config)
    return histories.open(project_config.history, project_config.root)


def keep(run: Run, *, config: str | os.PathLike[str] | None = None, nightly: bool = False) -> None:
    """Keep a run in the project's history; one of the same id is replaced.

    Raises:
        StoreError: it cannot be written; what was kept before is still there.
    """
    with history(config) as past:
        past.add(run, nightly=nightly)


def load(name: str = "last", *, config: str | os.PathLike[str] | None = None) -> Run:
    """A run as it was: from the results file of that name (`….json`), else from history (id, pin or `last`).

    Raises:
        UsageError: there is none.
        StoreError: what is kept of it cannot be read.
    """
    if name.lower().endswith(".json"):
        from harness.resultsfile.reading import read

        return read(Path(name))
    with history(config) as past:
        return past.load(name)


def bundle(
    run: Run, path: str | os.PathLike[str], *, config: str | os.PathLike[str] | None = None, stale_after: timedelta
) -> str:
    """Write the evidence of a run to `path` and return its digest; see `harness.evidence`.

    Raises:
        UsageError: its suites or recordings have changed, so that its numbers cannot be reached again.
        StoreError: something cannot be read or written.
    """
    from harness.evidence.bundle import make

    return make(Path(path), run, configuration(config), stale_after=stale_after)


def drift(
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    since: str = "30d",
    targets: Iterable[str] = (),
    against: str = BASELINE,
    alarms_a_year: float = ALARMS_A_YEAR,
    now: datetime | None = None,
) -> Drift:
    """Whether the targets have changed since a run was pinned, by all nightly runs since then.

    `suites` and `targets` narrow what is told. `since` is the period in which there must be nights. `against` is
    a run as for `harness report`; the promise is at most `alarms_a_year` false alarms, over all suites together.

    Raises:
        UsageError: nothing is pinned, or a suite or target is not part of what was.
        InputError: the project's files are wrong.
        StoreError: history cannot be read.
    """
    from harness.drift.judge import judge
    from harness.drift.reading import DriftQuestion

    first = stamp(moment_since(since, now or datetime.now(UTC)))
    project = load_project(config=config)
    asked = load_project(suites, config=config).suites if suites else ()
    question = DriftQuestion(
        pinned=against,
        since=first,
        suites={suite.name: suite for suite in (*project.suites, *asked)},
        only=frozenset(suite.name for suite in asked) or None,
        targets=frozenset(targets) or None,
        alarms_a_year=alarms_a_year,
    )
    with history(config) as past:
        if against == BASELINE and all(pin.name != BASELINE for pin in past.pins()):
            raise UsageError(
                "no run is pinned as the baseline yet",
                slug="nothing-pinned",
                hint="pin one that you are content with: `harness history pin last`",
            )
        return judge(past, project.config, question)


def prune(span: str, *, config: str | os.PathLike[str] | None = None, now: datetime | None = None) -> Pruned:
    """Forget runs older than `span` (`90d`) and their journals; pinned runs stay.

    Raises:
        UsageError: it is no span of time.
        StoreError: something cannot be removed.
    """
    before = (now or datetime.now(UTC)) - period(span, "--keep")
    with history(config) as past:
        gone, pinned = past.prune(stamp(before)), {pin.run for pin in past.pins()}
    return Pruned(gone, prune_journals(runs_folder(configuration(config).root), before, pinned))
