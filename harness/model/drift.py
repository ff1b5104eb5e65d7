"""What the nightly watch found: the same target, held against its own pinned run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DriftVerdict = Literal["steady", "drifting", "unreadable"]
WatchName = Literal[
    "equivalence", "pass-rate", "refusals", "shorter", "longer", "ttft", "latency", "speed", "errors", "rate-limits"
]

ALARMS_A_YEAR = 0.1
"""The default promise: one false alarm in ten years, over all suites, targets and watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night of one watch. `value` is what people know it by (a rate, seconds, characters, tokens a second)."""

    run: str
    at: str
    value: float
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReading:
    """One watch of one target on one suite.

    `before` and `after` are typical values before and since the change, which began at `since`, the night of that
    number after the pin; `found_after` nights it was certain. `visible` is what would be seen within a week, if it is
    steady. `new` says that the verdict *drifting* began with the last night, `recovered` that it ended with it.
    """

    suite: str
    target: str
    watch: WatchName
    verdict: DriftVerdict
    before: float | None = None
    after: float | None = None
    since: str | None = None
    night: int | None = None
    found_after: int | None = None
    visible: float | None = None
    new: bool = False
    recovered: bool = False
    missing: bool = False
    """Unreadable since answers that should be there are not; else there are too few to tell."""
    reason: str = ""
    nights: tuple[Night, ...] = ()
    """Those that could be read, the pinned run first where it says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedChange:
    """The vendor began to answer with another model or fingerprint; `new` if in the last night."""

    target: str
    at: str
    what: Literal["model", "fingerprint"]
    before: str
    after: str
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Every watch of every target, and by what promise they were read.

    The probability of any false alarm in any of `watches` within 365 nights is at most `alarms_a_year`.
    """

    pinned: str
    pinned_at: str
    since: str
    last_run: str | None
    """The last nightly run; None if there is none."""
    last: str | None
    """When it began."""
    nights: int
    watches: int
    alarms_a_year: float
    readings: tuple[WatchReading, ...]
    served: tuple[ServedChange, ...] = ()
    notices: tuple[str, ...] = ()

    def of(self, verdict: DriftVerdict) -> tuple[WatchReading, ...]:
        return tuple(one for one in self.readings if one.verdict == verdict)
