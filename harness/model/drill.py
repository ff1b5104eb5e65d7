"""What came of a drill: who answered while a failure domain was down, how soon, and how well.

Moments are seconds of the scenario since the fault began (before it: negative).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from harness.model.comparison import Comparison
from harness.model.result import SuiteResult

UNDER_OUTAGE = "under-outage"
"""The name under which the answers of an outage are scored; no target and no recording ever has it."""
Fate = Literal["served", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTry:
    """One sending: to whom, when, and what was wrong ("" if it was answered)."""

    suite: str
    case: str
    target: str
    began_s: float
    ended_s: float
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Seconds an answer took; None where nothing was measured."""

    p50_s: float | None = None
    p95_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteDrill:
    """A suite under an outage. `samples` were asked, `answered` of them were; `by` counts who answered. `served` are
    (asked for, answered as) models that differ. `sends` were made for all samples. `cost_usd` and `normal_cost_usd` are
    sums, None where a price is unknown. `first_good_s` is when the first answer came that passed its
    checks and says what the baseline says. `comparison` is the verdict on what was served; `unanswered` names cases.
    """

    suite: str
    critical: bool
    samples: int
    answered: int
    by: Mapping[str, int]
    served: tuple[tuple[str, str], ...] = ()
    first_good_s: float | None = None
    speed: Speed = field(default_factory=Speed)
    normal: Speed = field(default_factory=Speed)
    cost_usd: float | None = None
    normal_cost_usd: float | None = None
    sends: int = 0
    comparison: Comparison | None = None
    unanswered: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    """What was stripped or rewritten where a conversation went on with another target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrilledOutage:
    """A failure domain taken down. `fault_s` is how long it was; `back_s` how long after recovery the first choice
    answered again (None: it did not, or nobody looked). `results` are the scored suites, for the answers themselves.
    """

    domain: str
    scenario: str
    targets: tuple[str, ...]
    suites: tuple[SuiteDrill, ...]
    attempts: tuple[TargetTry, ...]
    fault_s: float
    back_s: float | None
    results: tuple[SuiteResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTrial:
    """One entry of the chain, forced for one case of a suite; `trouble` is "" where it answered."""

    suite: str
    case: str
    target: str
    trouble: str = ""
    latency_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """A model on this machine that starts as the fault begins: seconds until it was ready and until its first token."""

    target: str
    ready_s: float | None
    first_token_s: float | None
    within_s: float | None
    trouble: str = ""

    @property
    def in_time(self) -> bool:
        if self.trouble or self.first_token_s is None:
            return False
        return self.within_s is None or self.first_token_s <= self.within_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A whole drill. `offline`: the answers are recorded ones, sent over real sockets. `time_scale` multiplied every
    duration of the scenario and of the policy.
    """

    id: str
    version: str
    started_at: str
    offline: bool
    time_scale: float
    chain: tuple[str, ...]
    load: int | None = None
    """How many requests were under way at once, each target's own limits in force."""
    outages: tuple[DrilledOutage, ...] = ()
    trials: tuple[EntryTrial, ...] = ()
    standby: Standby | None = None
    missing: tuple[str, ...] = ()
    """What could not be drilled for want of a recording."""
