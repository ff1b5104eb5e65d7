"""What history tells of past runs. Moments are ISO 8601 in UTC, whole seconds; they sort as text."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.comparison import Verdict
from harness.model.result import Totals

BASELINE = "baseline"
"""The pin that later runs are held against, unless another is named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate's verdict on a suite."""

    suite: str
    candidate: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run as it stands in the list; `pins` are the names it is pinned under."""

    id: str
    started_at: str
    finished_at: str
    version: str
    record: str
    complete: bool
    nightly: bool
    config_digest: str
    suites: tuple[str, ...]
    targets: tuple[str, ...]
    verdicts: tuple[Judged, ...]
    totals: Totals
    pins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which runs are meant; what is None does not matter. `since` is included, `until` is not."""

    suite: str | None = None
    target: str | None = None
    since: str | None = None
    until: str | None = None
    verdict: str | None = None
    nightly: bool | None = None
    limit: int | None = None
    """The newest so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """All samples of one case for one target in one run.

    `passed + failed + errors + skipped` are the samples, `live` those called for in that run: only they say
    anything about the vendor of that day. Means are over the answers that were had (`answers`); they are None
    where nothing is known. `score` and `equivalent` compare with the baseline's answers of the same run.
    """

    run: str
    started_at: str
    suite: str
    suite_digest: str
    prompt_digest: str
    case: str
    target: str
    passed: int
    failed: int
    errors: int
    skipped: int
    live: int
    answers: int
    refusals: int
    compared: int
    equivalent: int
    score: float | None
    latency_s: float | None
    ttft_s: float | None
    input_tokens: float | None
    output_tokens: float | None
    tokens_per_s: float | None
    """Output tokens by the seconds they took to come: from the first one where that is known."""
    characters: float | None
    cost_usd: float | None
    troubles: tuple[tuple[str, int], ...] = ()
    """Kinds of trouble and how often each, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedModel:
    """What stood behind a target in one run: the model as the vendor named it, its fingerprint, in how many answers."""

    run: str
    started_at: str
    target: str
    model: str
    fingerprint: str
    answers: int
    live: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many samples of a case say the same as the answer of a pinned run, by the rules that `how` stands for."""

    run: str
    pinned: str
    suite: str
    case: str
    target: str
    how: str
    compared: int
    equivalent: int


@dataclass(frozen=True, slots=True)
class Pin:
    """A name for a run that is kept whatever its age."""

    name: str
    run: str
    pinned_at: str
