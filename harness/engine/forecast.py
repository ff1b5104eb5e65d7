"""What a run would take, without taking it: `--dry-run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from harness.engine.budget import estimate
from harness.engine.plan import Plan, Work
from harness.engine.recordings import Recordings, targets_of
from harness.model.config import Target

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One target's share of a run. `output_tokens`, `expected_usd` and `worst_usd` are None where a call
    has no `max_tokens` or the target no price; `missing` are answers that only a call could give while
    calls are not allowed.
    """

    target: str
    answers: int
    recorded: int
    calls: int
    missing: int
    input_tokens: int
    output_tokens: int | None
    expected_usd: float | None
    worst_usd: float | None


def forecast(plan: Plan) -> tuple[Forecast, ...]:
    """By target. Input tokens are estimated at four characters each; the expected cost assumes that half
    of `max_tokens` is used, the worst all of it.

    Raises:
        StoreError: a cassette cannot be read.
    """
    recordings = Recordings(Path(plan.config.root))
    lanes = targets_of(plan.works, plan.targets)
    return tuple(_of_target(plan, plan.config.targets[name], works, recordings) for name, works in lanes.items())


def _of_target(plan: Plan, target: Target, works: list[Work], recordings: Recordings) -> Forecast:
    replays = plan.options.record in ("none", "new") or target.replays_only
    open_works = [work for work in works if not (replays and recordings.replay(work, lambda _: None))]
    calls = [] if plan.options.record == "none" or target.replays_only else open_works
    estimates = [estimate(work.request, target.price) for work in calls]
    outputs = [one.output_tokens for one in estimates]
    return Forecast(
        target=target.name,
        answers=len(works),
        recorded=len(works) - len(open_works),
        calls=len(calls),
        missing=len(open_works) - len(calls),
        input_tokens=sum(one.input_tokens for one in estimates),
        output_tokens=_total(outputs),
        expected_usd=_total([one.expected_usd for one in estimates]),
        worst_usd=_total([one.worst_usd for one in estimates]),
    )


def _total(values: Sequence[Number | None]) -> Number | None:
    """The sum, or None if a part of it is unknown."""
    total: Number | None = None
    for value in values:
        if value is None:
            return None
        total = value if total is None else total + value
    return total
