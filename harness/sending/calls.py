"""Having calls answered: by recordings, by the run that is taken up again, else by their targets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from harness.model.config import Config, Target
from harness.model.exchange import Response, Trouble
from harness.model.options import Options
from harness.model.result import Reply
from harness.protocols import Listener
from harness.sending import journal as journals
from harness.sending.budget import Ledger, cost, require_bounded
from harness.sending.call import AnyCall, Call
from harness.sending.lane import Lane, limited
from harness.sending.pictures import unseen
from harness.sending.recordings import Recordings, targets_of
from harness.sending.resume import NewRun, ResumedRun, RunStart, runs_folder

DRAIN_S = 5.0
"""How long calls in flight may still take after a stop."""


class Calls:
    """One budget, one journal, and one lane a target, for all that a run has to ask. Closed by `close`."""

    def __init__(
        self,
        config: Config,
        options: Options,
        start: RunStart,
        *,
        stop: asyncio.Event,
        emit: Listener,
        folder: Path | None = None,
    ) -> None:
        """`folder` is where the journal of a new run lies, by default among the runs."""
        self._config = config
        self._options = options
        self._start = start
        self._stop = stop
        self._emit = emit
        self._folder = folder or runs_folder(config.root)
        self._recordings = Recordings(config)
        self._ledger = Ledger(self._budget, start.spent_usd if isinstance(start, ResumedRun) else 0.0)
        self._journal = start.journal if isinstance(start, ResumedRun) else None
        self._lanes: dict[str, Lane] = {}

    @property
    def spent_usd(self) -> float:
        return self._ledger.spent

    def had(self, call: Call) -> Reply | None:
        """The reply, unless the call must be made.

        Raises:
            StoreError: a recording cannot be read.
        """
        mode, target = self._options.record, self._config.targets[call.id.target]
        if trouble := unseen(call.request, target):
            return Reply(trouble=trouble, source="recorded")  # nobody was asked
        if mode in ("none", "new") or target.replays_only:
            recorded = self._recordings.replay(call, lambda response: cost(response.usage, target.price))
            if recorded is not None:
                return recorded
        if mode == "none" or target.replays_only:
            return self._recordings.missing(call)
        return self._resumed_reply(call)

    def notices(self) -> tuple[str, ...]:
        """What is to be said of how the answers were had."""
        return tuple(self._recordings.notices())

    def claim(self, call: Call) -> None:
        """See `Recordings.claim`."""
        if self._records:
            self._recordings.claim(call)

    def require_bounds(self, calls: Iterable[Call]) -> None:
        """Raises UsageError if a budget is set that cannot be kept."""
        if self._budget is not None:
            for call in calls:
                require_bounded(self._config.targets[call.id.target], call.request)

    async def make(self, calls: Sequence[AnyCall], done: Callable[[AnyCall, Reply], AnyCall | None]) -> None:
        """Make the calls; `done` takes in each reply and gives the call that follows, if one has to be made. After a
        stop nothing new is sent. What was answered is recorded.

        Raises:
            StoreError: the journal or a recording cannot be written.
        """

        def taken(call: AnyCall, reply: Reply) -> AnyCall | None:
            if reply.response is not None:
                self._keep(call, reply.response)
            return done(call, reply)

        by_target = {name: found for name, found in targets_of(calls, self._config.targets.values()).items() if found}
        for name in by_target:
            self._lane(self._config.targets[name]).warm_up()
        try:
            lanes = [self._lanes[name].run(found, self._stop, taken) for name, found in by_target.items()]
            await _until_stopped(lanes, self._stop)
        finally:
            self._recordings.write()

    def close(self) -> None:
        """Write what is still to be recorded, and let go of the journal."""
        try:
            self._recordings.write()
        finally:
            if self._journal is not None:
                self._journal.close()

    @property
    def _budget(self) -> float | None:
        chosen = self._options.budget_usd
        return self._config.budget_usd if chosen is None else chosen

    @property
    def _records(self) -> bool:
        return self._options.record in ("new", "all")

    def _keep(self, call: Call, response: Response) -> None:
        if self._records:
            self._recordings.keep(call, response)

    def _resumed_reply(self, call: Call) -> Reply | None:
        if not isinstance(self._start, ResumedRun):
            return None
        place = (str(call.id), call.key)
        if place in self._start.responses:
            response, cost_usd = self._start.responses[place]
            self._keep(call, response)
            return Reply(response=response, cost_usd=cost_usd, attempts=1)
        if place in self._start.in_doubt and not self._options.resend_in_doubt:
            message = (
                f"{call.id}: sent before, its answer never arrived; it may have been charged"
                " (--resend-in-doubt sends it again)"
            )
            return Reply(trouble=Trouble(kind="in-doubt", message=message, billed=True))
        return None

    def _lane(self, target: Target) -> Lane:
        journal = self._journal
        if journal is None:
            # A resumed run brings its journal along.
            assert isinstance(self._start, NewRun)  # noqa: S101 - for the type checker
            journal = self._journal = journals.create(self._folder, self._start.run_id, self._start.meta)
        if target.name not in self._lanes:
            chosen = limited(target, self._options.concurrency)
            self._lanes[target.name] = Lane(chosen, journal=journal, ledger=self._ledger, emit=self._emit)
        return self._lanes[target.name]


async def _until_stopped(lanes: Sequence[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Wait for the lanes; once stopped, for `DRAIN_S` more, then cut off what is still in flight.

    A failing journal stops every lane at once: what could not be written down must not be sent.
    """
    tasks = [asyncio.ensure_future(lane) for lane in lanes]
    stopping = asyncio.ensure_future(stop.wait())
    try:
        pending: set[asyncio.Future[Any]] = set(tasks)
        while pending and not stop.is_set():
            finished, pending = await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            pending.discard(stopping)
            for task in finished - {stopping}:
                task.result()
        if pending:
            await asyncio.wait(pending, timeout=DRAIN_S)
    finally:
        for task in (*tasks, stopping):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
    for task in tasks:
        if not task.cancelled():
            task.result()
