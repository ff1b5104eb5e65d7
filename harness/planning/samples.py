"""Samples as they come in: the replies to the calls of a workflow, added up until it is at its end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from harness.model.events import Answered
from harness.model.exchange import Trouble
from harness.model.result import Reply, WorkId
from harness.planning.workflow import joined
from harness.planning.works import Work
from harness.protocols import Listener
from harness.spool import sizes
from harness.spool.mapping import SpooledMapping


class Samples:
    """What has come of each sample, `expected` of them. `emit` hears of those that are settled."""

    def __init__(self, emit: Listener, expected: int | None = None) -> None:
        self._emit = emit
        self._settled: SpooledMapping[WorkId, Reply] = SpooledMapping(WorkId, expected)
        self._under_way: dict[WorkId, Reply] = {}
        """Of workflows under way: what the calls so far add up to."""

    @property
    def replies(self) -> Mapping[WorkId, Reply]:
        """Of the settled samples."""
        return self._settled

    def await_calls(self, number: int) -> None:
        """So many calls are about to be made: what comes of many is kept on disk, see `harness.spool.sizes.LIVE`."""
        if number > sizes.LIVE:
            self._settled.keep_at_most(sizes.LIVE)

    def take(self, work: Work, reply: Reply) -> Work | None:
        """Take in the reply to a call; the call that follows in its workflow, None once the sample is settled."""
        # What a workflow's earlier calls came to counts even if a later one fails: it was paid.
        before = self._under_way.pop(work.sample, None) if self._under_way else None
        total = _added(before, reply) if before else reply
        if reply.response is None:
            self._settle(work.sample, replace(total, steps=work.course.steps))
            return None
        course = work.course.after(reply.response)
        if course.request is None:
            response = joined([taken.response for taken in course.steps])
            self._settle(
                work.sample,
                Reply(
                    response=response,
                    trouble=total.trouble,
                    source=total.source,
                    origin=total.origin,
                    cost_usd=total.cost_usd,
                    attempts=total.attempts,
                    steps=course.steps,
                    broken=course.broken,
                ),
            )
            return None
        self._under_way[work.sample] = total
        return work.following(course)

    def cut(self, works: Iterable[Work]) -> None:
        """Work that was never begun, or was cut off in flight, is an error of its own kind."""
        for sample in (work.sample for work in works if work.sample not in self._settled):
            message = f"{sample}: the run was stopped before its answer came"
            reply = Reply(trouble=Trouble(kind="interrupted", message=message))
            before = self._under_way.pop(sample, None)
            self._settled[sample] = _added(before, reply) if before else reply

    def _settle(self, sample: WorkId, reply: Reply) -> None:
        self._settled[sample] = reply
        self._emit(Answered(sample, reply))


def _added(before: Reply, reply: Reply) -> Reply:
    """Two replies of one workflow as one: the later one's answer, attempts and dollars added up. It is as live as
    the liveliest of them.
    """
    live = before if before.source == "live" else reply
    costs = (before.cost_usd, reply.cost_usd)
    return replace(
        reply,
        source=live.source,
        origin=live.origin,
        cost_usd=None if None in costs else math.fsum(cost or 0.0 for cost in costs),
        attempts=before.attempts + reply.attempts,
    )
