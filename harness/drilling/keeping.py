"""Which drills may be called one: the whole suite, with the domain down for every request, to the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.drilling.drill import DrillOptions
from harness.engine import drills
from harness.model.config import Config
from harness.model.drill import Drill
from harness.model.suite import Suite
from harness.suitefile.digests import config_digest, digest


def keep(config: Config, suites: Sequence[Suite], options: DrillOptions, drill: Drill) -> int:
    """Keep what came of it for the readiness matrix; how many outcomes were kept.

    A scenario of one's own may spare most requests, a handover most calls, and missing recordings say nothing of
    the fallback: none of them is an outage that was gone through.

    Raises:
        StoreError: the file cannot be written.
    """
    if options.scenario is not None or options.at is not None or drill.missing:
        return 0
    # A part of the cases (`-k`) has another digest than the suite of that name.
    entire = {suite.name: suite.digest for suite in suites if digest(suite) == suite.digest}
    now = config_digest(config)
    entries = [
        drills.DrillEntry(
            suite=suite.suite,
            domain=outage.domain.replace("=", ":", 1),
            at=drill.started_at,
            answered=suite.answered == suite.samples,
            verdict=suite.comparison.verdict if suite.comparison else None,
            offline=drill.offline,
            suite_digest=entire[suite.suite],
            config_digest=now,
        )
        for outage in drill.outages
        for suite in outage.suites
        if suite.suite in entire
    ]
    if entries:
        drills.keep(Path(config.root), {(entry.suite, entry.domain): entry for entry in entries})
    return len(entries)
