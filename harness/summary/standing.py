"""How a candidate stands on a workflow, as one of five states.

It decides nothing: verdict, causes and survivals are the engine's. The words for it are in `phrases`.
"""

from __future__ import annotations

from harness.model.comparison import Cause, Comparison
from harness.model.result import Survival
from harness.model.summary import Standing, SuiteSummary
from harness.summary.phrases import futile

_UNMEASURED: tuple[Cause, ...] = ("nothing compared", "cases missing")


def of_comparison(comparison: Comparison) -> Standing:
    """How the candidate stands beside the baseline, whatever goes down."""
    by, cause = comparison.candidate, next(iter(comparison.causes), None)
    if "baseline fails" in comparison.causes:
        return Standing("failing", by, cause="baseline fails")
    if comparison.verdict == "ports":
        return Standing("proven", by)
    if comparison.verdict == "does-not-port":
        return Standing("down", by)
    if not comparison.cases or cause in _UNMEASURED:
        return Standing("unmeasured", by, cause=cause or "nothing compared")
    needed, leads_to = None if futile(comparison) else comparison.cases_needed, comparison.leads_to
    return Standing("unproven", by, needed, leads_to, cause, provable=needed is not None and leads_to == "ports")


def in_outage(suite: SuiteSummary, survival: Survival) -> Standing:
    """What becomes of a suite while the domain of `survival` is lost."""
    if survival.state == "down-already":
        return Standing("failing", survival.by, cause="baseline fails")
    if survival.state == "down":
        return Standing("down")
    if survival.by == suite.result.baseline:
        return Standing("proven", survival.by)
    nearest = suite.takeovers.get(survival.by or "")
    if nearest is None:
        return Standing("unmeasured", survival.by)
    standing = nearest.standing
    # What the engine does not call served is never called proven, whatever the verdict alone would say.
    unserved = standing.state == "proven" and survival.state != "served"
    return Standing("unproven", survival.by) if unserved else standing
