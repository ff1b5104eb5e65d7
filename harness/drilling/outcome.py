"""What a drill comes to as an exit code."""

from __future__ import annotations

from harness.exit_codes import FAILED, GOOD, INCOMPLETE
from harness.model.drill import Drill, SuiteDrill


def drill_code(drill: Drill) -> int:
    """4 where recordings are missing; 1 where a critical suite went unanswered or was served answers that do not port,
    an entry of a chain is dead, or the standby was late.
    """
    if drill.missing:
        return INCOMPLETE
    late = drill.standby is not None and not drill.standby.in_time
    lost = any(suite.critical and is_lost(suite) for outage in drill.outages for suite in outage.suites)
    return FAILED if lost or late or any(trial.trouble for trial in drill.trials) else GOOD


def is_lost(suite: SuiteDrill) -> bool:
    """Whether the suite did not survive: somebody got no answer, or answers that do not port."""
    verdict = suite.comparison.verdict if suite.comparison else None
    return suite.answered < suite.samples or verdict == "does-not-port"
