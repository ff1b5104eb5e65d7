"""What the engine tells its listeners while it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.model.batches import BatchStatus
from harness.model.config import Limits
from harness.model.exchange import Trouble
from harness.model.result import CaseResult, Reply, Run, WorkId


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The plan is made, and nothing is asked yet."""

    run_id: str
    calls: dict[str, int]
    """Answers to be had, by target."""
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """How hard each target may be driven."""


@dataclass(frozen=True, slots=True)
class WaitingForRun:
    """Another process of the project is sending; this one waits until it is done."""

    run_id: str


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call is about to be sent; attempts are counted from 1."""

    work: WorkId
    attempt: int


@dataclass(frozen=True, slots=True)
class CallRetried:
    """An attempt failed in a way that may pass; the next is made after `wait_s` seconds."""

    work: WorkId
    attempt: int
    trouble: Trouble
    wait_s: float


@dataclass(frozen=True, slots=True)
class BatchSeen:
    """A batch was submitted, or its vendor was asked how far it is."""

    status: BatchStatus


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer is in, or could not be had; it has not been scored yet."""

    work: WorkId
    reply: Reply


@dataclass(frozen=True, slots=True)
class JudgesAsked:
    """All answers are in, and what only judges can decide is asked."""

    calls: dict[str, int]
    """Questions that are now put to judges, by target."""


@dataclass(frozen=True, slots=True)
class JudgeAnswered:
    """The reply to a question to a judge is in, or could not be had."""

    work: WorkId
    reply: Reply


@dataclass(frozen=True, slots=True)
class CaseScored:
    """Every answer to a case has been checked."""

    suite: str
    case: CaseResult


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is whole, verdicts included."""

    run: Run


Event = (
    RunStarted
    | WaitingForRun
    | CallStarted
    | CallRetried
    | BatchSeen
    | Answered
    | JudgesAsked
    | JudgeAnswered
    | CaseScored
    | RunFinished
)
