"""The verb `run`: found again where the very same was judged before, else made by `harness.api`, which takes longer to
load than that to be found.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.garbage import seldom_collected
from harness.stored_runs.question import RunQuestion
from harness.yamlfile.configuration_path import Paths, paths_of

if TYPE_CHECKING:
    from pathlib import Path

    from harness.model.result import Run
    from harness.protocols import Listener


def run(
    suites: Paths = (),
    *,
    config: str | os.PathLike[str] | None = None,
    listeners: Sequence[Listener] = (),
    **options: Any,
) -> Run:
    """Run suites against their targets and compare every candidate with the baseline.

    A run whose answers are all recorded, and which was judged with everything as it is now, is found again
    (`docs/runs.md`, *Judged once*): it has an id and times of its own, and `extra["judged"]` says which run judged it.
    With listeners it is made anew, so that they hear of it.

    Args:
        suites: files or folders; default: the project's `suites/`.
        config: see `load`.
        listeners: called with every event (`harness.model.events`).
        options: `targets` (names), `cases` (the filter of `-k`), `samples` (or "auto"), `baseline_samples`, `record`
            ("none", "new", "all", "live"; default: HARNESS_RECORD or "new"), `concurrency`, `budget_usd`, `allow_exec`
            (lets `passes-tests` run code), `batch` (through the vendors' batch endpoints, at half the price) and `wait`
            (until these have ended), `stored_scores` (False judges every pair of answers afresh), `failed` (only
            cases that did not come out well when last run by the command line), `engine` ("local" or "ray", with
            `ray_address` and `ray_workers`), `jobs` (processes that judge pairs of answers, at most).

    Raises:
        UsageError, InputError: nothing was sent.
        AnswersAwaited: with `batch`, answers are to be collected by running the same again.
        StoreError: a journal or cassette cannot be read or written.
    """
    with seldom_collected():
        return _run(paths_of(suites), config, listeners, options)


def _run(
    named: list[Path],
    config: str | os.PathLike[str] | None,
    listeners: Sequence[Listener],
    options: dict[str, Any],
) -> Run:
    asked = None if listeners else RunQuestion.of(named, config, options)
    told: list[str] = []
    if asked:
        from harness.stored_runs import store

        if found := store.find(asked, told.append):
            return found.summary.run
    from harness import api, reads

    with reads.recorded() as seen:
        made = api.run(named, config=config, listeners=listeners, **options)
    if asked:
        from harness.exit_codes import codes_of
        from harness.summary import of

        store.keep(asked, seen, of(made), codes_of(made))
    return replace(made, notices=(*made.notices, *told)) if told else made
