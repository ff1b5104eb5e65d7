"""Which cases did not come out well when they were last run, in `.harness/failed.json`: what `run --failed` runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from harness import strictjson
from harness.errors import StoreError, UsageError
from harness.files import write_atomically

if TYPE_CHECKING:
    from harness.model.result import Run
    from harness.model.suite import Suite
    from harness.model.summary import Summary

FILE = Path(".harness", "failed.json")
SCHEMA = "harness.failed/1"
NEVER_ASKED = frozenset({"no-key", "budget", "interrupted"})
Place = tuple[str, str, str]
"""Suite, case and target."""


def keep(root: Path, summary: Summary) -> None:
    """Keep what a run lists under *why not* and *could not be measured*. What it did not ask, or could not for want
    of a key or of money, stays as it was.

    Raises:
        StoreError: the file cannot be written.
    """
    failed = {(why.suite, why.case, why.target) for why in summary.whys}
    path = root / FILE
    before = _read(path) or set()
    # What failed now and before stays, asked or not.
    asked = _asked(summary.run, before ^ failed) if before != failed else set()
    places = sorted(before & failed | (before - asked) | (failed & asked))
    document = {"schema": SCHEMA, "run": summary.run.id, "failed": places}
    try:
        write_atomically(path, [json.dumps(document, indent=1) + "\n"], mode=0o600)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}", slug="output-unwritable") from error


def _asked(run: Run, concerned: set[Place]) -> set[Place]:
    return {
        place
        for suite in run.suites
        for case in suite.cases
        for answer in case.answers
        if (place := (suite.name, case.id, answer.target)) in concerned
        and answer.outcome != "skip"
        and not (answer.trouble and answer.trouble.kind in NEVER_ASKED)
    }


def failed_cases(root: Path, suites: Iterable[Suite], targets: Iterable[str] = ()) -> tuple[str, ...]:
    """The `suite/case` of these suites that did not come out well, with `targets` only those of them or the baseline.

    Raises:
        UsageError: nothing is kept of an earlier run, or nothing of these suites failed.
    """
    kept = _read(root / FILE)
    if kept is None:
        raise UsageError(
            f"--failed: nothing is kept of an earlier run in {FILE}",
            slug="nothing-failed",
            hint="run once without --failed",
        )
    wanted, chosen = frozenset(targets), []
    for suite in suites:
        counted = wanted | {suite.baseline} if wanted else None
        failed = {case for name, case, target in kept if name == suite.name and (not counted or target in counted)}
        chosen += [f"{suite.name}/{case.id}" for case in suite.cases if case.id in failed]
    if not chosen:
        raise UsageError(
            "--failed: no case of these suites and targets failed when it was last run",
            slug="nothing-failed",
            hint="leave out --failed to run them all",
        )
    return tuple(chosen)


def _read(path: Path) -> set[Place] | None:
    """None where nothing can be read: what is kept here is a convenience, and made anew by any run."""
    try:
        data = strictjson.read(path.read_bytes())
        if data["schema"] != SCHEMA:
            return None
        return {(str(suite), str(case), str(target)) for suite, case, target in data["failed"]}
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None
