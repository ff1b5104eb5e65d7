"""What a run would take, without taking it: `--dry-run`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from harness.cassettes.shared import address_of
from harness.engine.judge_forecast import first_questions
from harness.engine.noise_floor import first_unrecorded, is_floor, with_floor_as_had, with_shared
from harness.facts import book
from harness.model.config import Price, Target
from harness.model.exchange import Request
from harness.planning.plan import Plan
from harness.planning.workflow import Course
from harness.planning.works import Work
from harness.scoring.judge_tasks import JudgeCall, sample_call
from harness.scoring.judges import judges_of
from harness.scoring.timed import measures_time
from harness.sending.batching import price_in_batch, why_singly
from harness.sending.budget import estimate, require_bounds
from harness.sending.pictures import unseen
from harness.sending.recordings import Recordings, targets_of

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One target's share of a run. `calls` are the least: a step whose model uses tools takes more, and so may a
    judge. `output_tokens`, `expected_usd` and `worst_usd` are None where a call has no `max_tokens` or the target no
    price; `missing` are answers that only a call could give while calls are not allowed. Of the calls `floor_calls` are
    for the noise floor of the baseline alone, for about `floor_usd`. `published`: the target has no price, and
    the costs are by what its vendor publishes (`harness.facts`).
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
    floor_calls: int = 0
    floor_usd: float | None = None
    published: bool = False


def require_affordable(plan: Plan) -> None:
    """Refuses what the run would refuse: a budget that cannot be kept. Raises UsageError."""
    budget = plan.config.budget_usd if plan.options.budget_usd is None else plan.options.budget_usd
    if budget is None or plan.options.record == "none":
        return
    recordings = Recordings(plan.config)
    with_shared(plan, recordings, keep=False)
    plan = with_floor_as_had(plan, recordings)
    # With "all" and "live" every call is sent, recorded or not.
    replays = plan.options.record == "new"
    works = (first_unrecorded(work, recordings) if replays else work for work in plan.works)
    targets = plan.config.targets
    calls = [work for work in works if work and not targets[work.id.target].replays_only]
    judges = [sample_call(judge) for judge in judges_of(plan.config, plan.suites)]
    require_bounds(targets, [*calls, *judges])


def forecast(plan: Plan) -> tuple[Forecast, ...]:
    """By target. Input tokens are estimated by script; the expected cost assumes that half
    of `max_tokens` is used, the worst all of it.

    Raises:
        StoreError: a cassette cannot be read.
    """
    recordings = Recordings(plan.config)
    with_shared(plan, recordings, keep=False)
    plan = with_floor_as_had(plan, recordings)
    lanes = targets_of(plan.works, plan.targets)
    answers = [_of_target(plan, plan.config.targets[name], works, recordings) for name, works in lanes.items()]
    asked_first = first_questions(plan, recordings)
    if plan.options.record in ("none", "new"):
        recordings.fetch(asked_first, keep=False)
    questions = targets_of(asked_first, plan.config.targets.values())
    judges = [
        _of_judge(plan, plan.config.targets[name], asked, recordings) for name, asked in questions.items() if asked
    ]
    return (*answers, *judges)


def _of_target(plan: Plan, target: Target, works: Sequence[Work], recordings: Recordings) -> Forecast:
    replays = plan.options.record in ("none", "new") or target.replays_only
    open_works = [missing for work in works if (missing := first_unrecorded(work, recordings) if replays else work)]
    callable_works = (
        []
        if plan.options.record == "none" or target.replays_only
        else [work for work in open_works if not unseen(work.request, target)]
    )
    calls = [(request, _price_of(plan, work, target)) for work in callable_works for request in _requests(work.course)]
    counts = len(works), len(open_works), len(open_works) - len(callable_works)
    floor = [
        estimate(work.request, _price_of(plan, work, target)) for work in callable_works if is_floor(plan, work.id)
    ]
    costs = _total([call.expected_usd for call in floor])
    return replace(_forecast(target.name, target, calls, counts), floor_calls=len(floor), floor_usd=costs)


def _of_judge(plan: Plan, judge: Target, questions: Sequence[JudgeCall], recordings: Recordings) -> Forecast:
    """What a judge is asked is counted as its answers, apart from those it may give as a candidate."""
    mode = plan.options.record
    replays, asks = mode in ("none", "new") or judge.replays_only, mode != "none" and not judge.replays_only
    waiting = [call for call in questions if not (replays and recordings.replay(call, lambda _: None))]
    counts = len(questions), len(waiting), 0 if asks else len(waiting)
    calls = [(call.request, _price(judge)) for call in waiting] if asks else []
    return _forecast(f"{judge.name} (judge)", judge, calls, counts)


def _forecast(
    name: str, target: Target, calls: Sequence[tuple[Request, Price | None]], counts: tuple[int, int, int]
) -> Forecast:
    """`calls` have their prices; `counts` are the answers, those not recorded, and of these those that nobody would be
    called for.
    """
    answers, waiting, missing = counts
    estimates = [estimate(request, price) for request, price in calls]
    outputs = [estimated.output_tokens for estimated in estimates]
    return Forecast(
        target=name,
        answers=answers,
        recorded=answers - waiting,
        calls=len(calls),
        missing=missing,
        input_tokens=sum(estimated.input_tokens for estimated in estimates),
        output_tokens=_total(outputs),
        expected_usd=_total([estimated.expected_usd for estimated in estimates]),
        worst_usd=_total([estimated.worst_usd for estimated in estimates]),
        published=target.price is None and _price(target) is not None,
    )


def _price(target: Target) -> Price | None:
    """The user's own, else what is published; a run itself counts by the user's alone."""
    return target.price or book().price(target)


def _price_of(plan: Plan, work: Work, target: Target) -> Price | None:
    """Of the calls of a sample, which go into batches if the run's do."""
    timed = (work.id.suite,) if measures_time(plan.suite(work.id.suite)) else ()
    is_shared = plan.options.record in ("new", "all") and address_of(plan.config.recordings, os.environ) is not None
    in_batch = plan.options.batch and not why_singly(work, target, timed, is_shared=is_shared)
    return price_in_batch(_price(target), target) if in_batch else _price(target)


def _requests(course: Course) -> Iterator[Request]:
    """The calls still to come, one for each step; what earlier steps will answer is not known yet and left out."""
    request = course.request
    if request is None:
        return
    yield request
    # An answer that is not there yet is left out: its length would be a guess, and the vendor bills it as input.
    for step in course.suite.steps[len(course.steps) + 1 :]:
        messages = step.prompt if step.fresh else (*request.messages, *step.prompt)
        request = replace(request, messages=messages, params={**request.params, **step.params}, tools=step.tools)
        yield request


def _total(values: Sequence[Number | None]) -> Number | None:
    """The sum, or None if a part of it is unknown."""
    total: Number | None = None
    for value in values:
        if value is None:
            return None
        total = value if total is None else total + value
    return total
