"""How a candidate stands on a workflow, as one value: whatever is said of it, anywhere, is derived from this.

It decides nothing: verdict, causes and survivals are the engine's; here they become one of five states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harness.model.comparison import Cause, Comparison, Verdict
from harness.model.result import SuiteResult, Survival

State = Literal["proven", "unproven", "failing", "unmeasured", "down"]
"""*failing*: the baseline itself fails its checks; *unmeasured*: too little was compared; *down*: it does not port, or
there is no candidate."""
_UNMEASURED: tuple[Cause, ...] = ("nothing compared", "cases missing")


@dataclass(frozen=True, slots=True)
class Standing:
    """`by` is the target it is about, None where there is none. While unproven, `cases_needed` more cases should
    lead to `leads_to`, both None where that cannot be foreseen or where cases are not what is missing (`cause`).
    """

    state: State
    by: str | None = None
    cases_needed: int | None = None
    leads_to: Verdict | None = None
    cause: Cause | None = None

    @property
    def provable(self) -> bool:
        """Whether further cases alone should prove it."""
        return self.state == "unproven" and self.cases_needed is not None and self.leads_to == "ports"


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
    return Standing("unproven", by, comparison.cases_needed, comparison.leads_to, cause)


def in_outage(suite: SuiteResult, survival: Survival) -> Standing:
    """What becomes of a suite while the domain of `survival` is lost."""
    if survival.state == "down-already":
        return Standing("failing", survival.by, cause="baseline fails")
    if survival.state == "down":
        return Standing("down")
    if survival.by == suite.baseline:
        return Standing("proven", survival.by)
    nearest = next((comparison for comparison in suite.comparisons if comparison.candidate == survival.by), None)
    if nearest is None:
        return Standing("unmeasured", survival.by)
    standing = of_comparison(nearest)
    # What the engine does not call served is never called proven, whatever the verdict alone would say.
    unserved = standing.state == "proven" and survival.state != "served"
    return Standing("unproven", survival.by) if unserved else standing
