"""What adapting a suite to another target tries, sees and keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.model.comparison import Comparison, Verdict
from harness.model.exchange import Message

Part = Literal["train", "validation", "held-out"]
"""What a case is for: to learn from, to choose by, or to prove with."""
PARTS: tuple[Part, ...] = ("train", "validation", "held-out")
Outcome = Literal["adopted", "portable", "not proven", "not repaired", "nothing to adapt", "cut"]
"""How an attempt ended: a variant or a portable prompt was proven; the held-out part did not bear it out; nothing did
well enough to be looked at; nothing failed; it was stopped or ran out of budget.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One search. `inputs` is a digest of the suite and the targets it was made with, `spent_usd` and `calls` what all
    of its runs came to. Moments are ISO 8601 in UTC; `finished_at` is empty while it is under way.
    """

    id: str
    suite: str
    candidate: str
    inputs: str
    begun_at: str
    finished_at: str = ""
    outcome: Outcome | None = None
    spent_usd: float = 0.0
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """A prompt that was tried, with its scores: the share of good answers on each part, None where it was not asked.

    `tuning` is a digest of prompts and parameters, `body` both as JSON, `note` what is different about it.
    """

    attempt: str
    number: int
    stage: str
    tuning: str
    note: str
    body: str
    train: float | None
    train_cases: int
    validation: float | None
    validation_cases: int
    tried_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a held-out part. `confidence` is the level it had to hold at; `verdict` is None while the answers are
    still being had: a look that was begun counts, whatever came of it.
    """

    suite: str
    candidate: str
    model: str
    attempt: str
    tuning: str
    looked_at: str
    confidence: float
    verdict: Verdict | None = None
    good: float = 0.0
    cases: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStep:
    """One trial of a search. Rates are shares of good answers."""

    stage: str
    number: int
    note: str
    train: float | None
    validation: float | None
    best: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a search is, in US dollars too: `left_usd` is None without a budget."""

    step: SearchStep
    spent_usd: float
    left_usd: float | None


@dataclass(frozen=True, slots=True)
class Rate:
    """Good answers over the cases of a part: `good` of `cases`, a sum of shares."""

    good: float
    cases: int


Prompts = Mapping[str, tuple[Message, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """What came of an attempt. `rates` are by part, before and after; the held-out part has no before, since it is
    looked at once. Seconds and US dollars are those of one answer of the candidate, before and after.

    `held_out` is the comparison that decides, `portable` the same of the baseline under the new prompt. `change` is the
    file's new text where it is to be written, and `patch` the difference; `bundle` where the evidence lies.
    """

    suite: str
    path: str
    baseline: str
    candidate: str
    outcome: Outcome
    stage: str = ""
    note: str = ""
    before: Mapping[Part, Rate] = field(default_factory=dict)
    after: Mapping[Part, Rate] = field(default_factory=dict)
    units: Mapping[Part, int] = field(default_factory=dict)
    held_out: Comparison | None = None
    portable: Comparison | None = None
    look: int = 0
    latency_s: tuple[float | None, float | None] = (None, None)
    cost_usd: tuple[float | None, float | None] = (None, None)
    prompts: tuple[Prompts, Prompts] = field(default_factory=lambda: ({}, {}))
    params: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1
    resumed: bool = False
    trials: int = 0
    spent_usd: float = 0.0
    calls: int = 0
    notices: tuple[str, ...] = ()
    change: str = ""
    patch: str = ""
    bundle: str = ""
    interrupted: bool = False

    @property
    def proven(self) -> bool:
        return self.outcome in ("adopted", "portable")
