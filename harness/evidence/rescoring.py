"""Scoring a run once more, from its recordings alone."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.engine.run import execute
from harness.errors import UsageError
from harness.evidence.manifest import unreadable
from harness.model.config import Config
from harness.model.options import Options
from harness.model.result import Run
from harness.model.suite import Suite
from harness.planning.plan import plan
from harness.suitefile.suite import load_suites

BUILTIN = "builtin"


def suites_of(run: Run, config: Config) -> tuple[Suite, ...]:
    """The suites of a run as they are now under the configuration's root.

    Raises:
        InputError, UsageError: one is gone or wrong.
    """
    return load_suites([Path(config.root) / suite.path for suite in run.suites], config)


def rescore(run: Run, config: Config, suites: Sequence[Suite]) -> Run:
    """The same work planned again, replayed and scored; nothing is sent and nothing written.

    Raises:
        UsageError: what the run says of its work makes no sense for these suites.
        StoreError: a recording cannot be read, or the run does not say what it did.
    """
    return asyncio.run(execute(plan(config, suites, _options(run.extra.get("options", {})))))


def require_trusted(suites: Sequence[Suite], trusted: Collection[str]) -> None:
    """A bundle does not decide what is loaded or asked over a network: other embedders are the user's word.

    Raises:
        UsageError: a suite wants one that is not trusted.
    """
    wanted = {suite.equivalence.embedder for suite in suites} - {BUILTIN, *trusted}
    if wanted:
        name = min(wanted)
        raise UsageError(
            f"the answers were compared with the embedder {name!r}, which a bundle may not choose by itself",
            slug="embedder-not-trusted",
            hint=f"--embedder {name} loads it",
        )


def _options(kept: Mapping[str, Any]) -> Options:
    try:
        return Options(
            record="none",
            baseline=kept.get("baseline"),
            targets=tuple(kept.get("targets", ())),
            cases=str(kept.get("cases", "")),
            case_ids=tuple(kept.get("case_ids", ())),
            failed_cases=tuple(kept.get("failed_cases", ())),
            samples=kept.get("samples"),
            baseline_samples=kept.get("baseline_samples"),
            auto=bool(kept.get("auto", False)),
            stored_scores=False,
        )
    except (AttributeError, TypeError) as error:
        raise unreadable(f"the run does not say what it did: {error}") from error
