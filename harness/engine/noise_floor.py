"""The baseline's further answers, from which its noise floor is known: which of them are taken, and which asked for.

A call for them is made only in a live run. What was recorded once without them stays as it is: nobody who replays
pays a vendor for a floor that was never asked for.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from harness.model.result import WorkId
from harness.planning.plan import Plan
from harness.planning.works import Work
from harness.sending.recordings import Recordings


def with_floor_as_had(plan: Plan, recordings: Recordings, had: Container[tuple[str, str]] = ()) -> Plan:
    """The plan without those further answers that are neither recorded nor to be asked for. `had` are the calls, by
    work and key, that the run itself made before it was cut.

    Raises:
        StoreError: a cassette cannot be read.
    """
    left_out = frozenset(_left_out(plan, recordings, had))
    return plan.only(lambda work: work not in left_out) if left_out else plan


def _left_out(plan: Plan, recordings: Recordings, had: Container[tuple[str, str]]) -> Iterator[WorkId]:
    """In the order of the plan, in which the samples of a case follow each other."""
    mode, asked_now = plan.options.record, ("", "")
    for work in plan.works:
        if not _is_baseline(plan, work.id):
            continue
        place = work.id.suite, work.id.case
        if is_floor(plan, work.id):
            if not _is_taken(plan, work, recordings, asked_now=asked_now == place):
                yield work.id
        elif (
            mode == "new"
            and _has_floor(plan, work.id)
            and (
                # What this run asked before it was cut is recorded by now, and yet as live as the rest.
                (str(work.id), work.key) in had or first_unrecorded(work, recordings) is not None
            )
        ):
            asked_now = place


def _is_taken(plan: Plan, work: Work, recordings: Recordings, *, asked_now: bool) -> bool:
    """`asked_now` says that this run asks the baseline for its other answers to the case."""
    mode, replays_only = plan.options.record, plan.config.targets[work.id.target].replays_only
    if mode in ("all", "live") and not replays_only:
        return True
    if first_unrecorded(work, recordings) is None:
        return True
    if mode == "none" or replays_only:
        return False
    return work.id.suite in plan.floor_asked or asked_now


def _has_floor(plan: Plan, work: WorkId) -> bool:
    suite = plan.suite(work.suite)
    return suite.samples_of(suite.baseline) > suite.samples


def is_floor(plan: Plan, work: WorkId) -> bool:
    """Whether an answer is asked for nothing but the noise floor."""
    return _is_baseline(plan, work) and work.sample >= plan.suite(work.suite).samples


def first_unrecorded(work: Work, recordings: Recordings) -> Work | None:
    """The first call of the sample that is not recorded."""
    following: Work | None = work
    while following is not None:
        recorded = recordings.find(following)
        if recorded is None:
            return following
        course = following.course.after(recorded)
        following = following.following(course) if course.request else None
    return following


def with_shared(plan: Plan, recordings: Recordings, *, keep: bool) -> None:
    """Have what is recorded elsewhere for the plan: the first calls of its samples, then those that follow them. With
    `keep` it is written into the cassettes in time.

    Raises:
        UsageError, MissingExtra, StoreError: the shared recordings cannot be read.
    """
    if plan.config.recordings is None or plan.options.record not in ("none", "new"):
        return
    missing = [call for work in plan.works if (call := first_unrecorded(work, recordings))]
    while missing and recordings.fetch(missing, keep=keep):
        missing = [call for work in missing if (call := first_unrecorded(work, recordings))]


def _is_baseline(plan: Plan, work: WorkId) -> bool:
    return work.target == plan.suite(work.suite).baseline
