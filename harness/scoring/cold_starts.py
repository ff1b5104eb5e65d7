"""How soon targets on this machine are ready: measured in the run that first asks, once each.

`ready-within` asks for it; how it is measured is `probes/coldstart.py`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

from harness.errors import CheckError
from harness.model.coldstart import ColdStart
from harness.planning.plan import Plan
from harness.probes import coldstart

ColdStarts = Callable[[str], ColdStart | None]
"""Takes a target's name; gives None for one that answers over the network."""


def cold_starts(plan: Plan) -> ColdStarts | None:
    """Measures a target when it is first asked about; None where nothing but replaying is wanted."""
    if plan.options.record == "none":
        return None

    @cache  # a model takes seconds to load, and every case may ask for the same figure
    def measured(target: str) -> ColdStart | None:
        chosen = plan.config.targets[target]
        if chosen.replays_only:
            raise CheckError(f"{target} only replays answers made elsewhere")
        return asyncio.run(coldstart.measure_one(chosen)) if coldstart.runs_here(chosen) else None

    return measured
