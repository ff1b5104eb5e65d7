"""A candidate beside the baseline on one suite: the verdict, and the figures it rests on.

The field names are those of the results file (`harness schema results`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Claim = Literal["like-these", "these-cases"]
"""What a verdict is about: traffic of which the cases are a sample, or exactly these cases."""
Ask = Literal["same", "as-good", "checks"]
"""What makes an answer count beside its checks: it says the same as the baseline's, a judge finds it not worse, or
nothing else does."""
Measure = Literal["cost", "latency", "p95_latency", "ttft"]
"""What a budget is about: US dollars an answer, seconds (mean, 95th percentile), seconds to the first token."""
Verdict = Literal["ports", "does-not-port", "inconclusive"]
Cause = Literal[
    "only failed cases",
    "nothing compared",
    "cases missing",
    "noise floor unknown",
    "baseline fails",
    "too open",
    "placebo ports",
    "other model served",
    "several comparisons",
    "by meaning alone",
]
"""Why a verdict is inconclusive although its bounds may say more (`docs/verdict.md` has a paragraph on each)."""
BudgetState = Literal["kept", "broken", "inconclusive"]


@dataclass(frozen=True, slots=True)
class PassRate:
    baseline: float | None
    candidate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetResult:
    """What became of a claim about cost or time.

    `limit` is a multiple of the baseline's value where `relative`, else US dollars an answer or seconds; `value` and
    its one-sided bounds `lower` and `upper` are of the same unit, None where nothing was measured.
    """

    measure: Measure
    limit: float
    relative: bool
    state: BudgetState
    value: float | None
    lower: float | None
    upper: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a judge preferred where it was asked which answer is better: counts of pairs of answers. `reversed` are
    those on which it changed its mind with the order; they count as ties.
    """

    wins: int
    ties: int
    losses: int
    reversed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A candidate beside the baseline on one suite. Rates and bounds are shares in [-1, 1].

    `matches` is how many of `cases` the candidate answered as well as the baseline would, or better. Of the suite's
    cases `missing` could not be measured and `skipped` were not to be compared, of these `xfailed` because the suite
    declares that they fail; `cases` were, in `groups` units of
    evidence. `lost` and `gained` count the cases that came out worse and better than with the baseline. `weight` is
    how many calls the cases stand for: None where each stands for itself.

    `noise_floor` is how often the baseline agrees with itself: None where it was asked once. `placebo` is the rate of
    the candidate's answers shuffled over the cases. `cases_needed` more cases (or groups) should lead to the verdict
    `leads_to`; where the claim is about these cases, `samples_needed` more answers to each, and `draws` are the
    candidate's answers that count.

    `causes` say in fixed words why a verdict is withheld, `reasons` in sentences, in the same order. `judge` names who
    was asked about the answers, and `preferences` what it said where it was asked whether they are as good.
    """

    candidate: str
    verdict: Verdict
    cases: int
    missing: int
    matches: float
    difference: float | None
    lower: float | None
    upper: float | None
    margin: float
    confidence: float
    pass_rate: PassRate
    noise_floor: float | None
    cases_needed: int | None
    samples_needed: int | None = None
    leads_to: Verdict | None = None
    groups: int
    claim: Claim = "like-these"
    draws: int | None = None
    gained: int = 0
    lost: int = 0
    skipped: int = 0
    xfailed: int = 0
    weight: float | None = None
    placebo: float | None = None
    ask: Ask = "same"
    judge: str | None = None
    preferences: Preferences | None = None
    budgets: tuple[BudgetResult, ...] = ()
    causes: tuple[Cause, ...] = ()
    reasons: tuple[str, ...] = ()
