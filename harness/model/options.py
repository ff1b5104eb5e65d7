"""How a run is to be made: what the command line, pytest or Python asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RecordMode = Literal["none", "new", "all", "live"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run. `record`: `none` replays only, `new` calls and records what is missing, `all` calls
    everything afresh, `live` calls everything and records nothing. With a `baseline`, every suite compares
    `targets` with it, whatever targets and baseline the suite names. `allow_exec` lets checks run the code of answers.
    `resend_in_doubt` sends calls again of which it is not known what came, `resend` also those that a damaged journal
    may have had. `baseline_samples` goes before what suites say of it. `case_ids` are the only cases meant, where any
    are named; `failed_cases` (`suite/case`) are those that did not come out well before: chosen by what came of them,
    they are no evidence. `batch` asks vendors that have a batch endpoint through it, at half the price and within a
    day; `wait` stays until the batches have ended, `cancel_batches` has their vendors stop. `stored_scores` lets
    what an earlier run judged of the same answers be used again. `auto` asks only for as much of the plan as
    settles the verdicts (`harness.planning.stages`). `engine` is where calls are made from, and the `ray_…` are
    what that engine is told. `jobs` processes judge pairs of answers at most, None as many as are usual.
    """

    record: RecordMode = "new"
    baseline: str | None = None
    targets: tuple[str, ...] = ()
    cases: str = ""
    case_ids: tuple[str, ...] = ()
    failed_cases: tuple[str, ...] = ()
    samples: int | None = None
    baseline_samples: int | None = None
    auto: bool = False
    batch: bool = False
    wait: bool = False
    cancel_batches: bool = False
    concurrency: int | None = None
    budget_usd: float | None = None
    resend_in_doubt: bool = False
    resend: bool = False
    allow_exec: bool = False
    stored_scores: bool = True
    engine: str = "local"
    ray_address: str | None = None
    ray_workers: int | None = None
    jobs: int | None = None
