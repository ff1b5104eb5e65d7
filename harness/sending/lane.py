"""One target's calls: several workers, one gate, one connection. Lanes do not wait for each other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from harness.cassettes.shared import Elsewhere
from harness.errors import ProviderError, StoreError
from harness.model.config import Target
from harness.model.events import CallRetried, CallStarted, WaitingForRun
from harness.model.exchange import Response, Trouble
from harness.model.progress import WATCHER, CallProgress
from harness.model.result import Reply
from harness.protocols import Connection, Listener, Workers
from harness.sending.budget import BudgetLedger, RequestSize, cost, estimate, learn, size_of
from harness.sending.call import AnyCall, Call
from harness.sending.gate import Gate
from harness.sending.journal import Journal
from harness.sending.keys import Keys
from harness.sending.outcomes import trouble_of
from harness.sending.sharing import Backlog, HoldLost, Sharing
from harness.sending.tokens import Bills

DRAIN_S = 3.0
"""How long calls in flight may still take after a stop: who stops a run has the prompt again within 5 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One sending of a call."""

    call: Call
    size: RequestSize
    number: int
    worst_usd: float | None


class Lane:
    """Answers the calls to one target, `limits.concurrency` at a time."""

    def __init__(
        self,
        target: Target,
        *,
        journal: Journal,
        ledger: BudgetLedger,
        emit: Listener,
        may_resend: Callable[[Call], bool],
        exchange: Callable[[Call], str],
        keys: Keys,
        workers: Workers,
        sharing: Sharing | None = None,
    ) -> None:
        """`may_resend` says whether a call may be sent again that ran out of time; `exchange` what the journal keeps
        of a call beside its answer; `sharing` holds calls against other jobs.
        """
        self.target = target
        self._may_resend = may_resend
        self._exchange = exchange
        self._keys = keys
        self._sharing = sharing
        self._waited_for: set[str] = set()
        self._workers = workers
        # What calls cost is learnt from the first bill: a budget is not staked on more than two of them before.
        self.gate = Gate(target.name, target.limits, pace=workers.pace(target), grows=not ledger.is_limited)
        self._journal = journal
        self._ledger = ledger
        self._emit = emit
        self._connection: Connection | None = None
        self._bills = Bills()

    def warm_up(self) -> None:
        """Connect ahead of the first call: importing what a provider needs takes a moment, with local models many
        seconds, in which no other lane could read its answers. What goes wrong is met, and told, by the first call.
        """
        with suppress(Exception):
            self._connect()

    async def run(
        self, calls: Iterable[AnyCall], stop: asyncio.Event, done: Callable[[AnyCall, Reply], AnyCall | None]
    ) -> None:
        """Answer all calls; after `stop` nothing new is sent. `done` takes in the reply to a call; it gives the next
        one of the same workflow, if one has to be made.

        Raises:
            StoreError: the journal cannot be written, so nothing more may be sent.
        """
        # One iterator for all workers: each takes the next call when it is free, so that none waits for a slow one.
        waiting = Backlog(calls)
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self._hands()):
                    workers.create_task(self._work(waiting, stop, done))
        except* StoreError as group:
            raise group.exceptions[0] from None
        finally:
            if self._connection is not None:
                with suppress(Exception):  # closing must not hide what happened before
                    await self._connection.close()
            self._connection = None

    def _hands(self) -> int:
        """How many calls are under way at once: as many as may be in flight, and others that are ready to go when an
        answer comes, so that the disk is waited for once, for the answer and for the next call together.
        """
        most = self.target.limits.concurrency
        return most if self._sharing else 2 * most  # what is shared is not held before its time

    def _watch(self, progress: CallProgress) -> None:
        progress.on_sent = self.gate.sent

    async def _work(
        self, waiting: Backlog[AnyCall], stop: asyncio.Event, done: Callable[[AnyCall, Reply], AnyCall | None]
    ) -> None:
        WATCHER.set(self._watch)  # in this task alone
        for call in waiting:
            following: AnyCall | None = call
            while following is not None:
                if stop.is_set():
                    return
                reply = await self._held_reply(following, stop)
                if reply is None:
                    return
                if isinstance(reply, Elsewhere):
                    put_back = await waiting.put_back(following, stop)
                    if put_back and reply.job and reply.job not in self._waited_for:  # told once a job
                        self._waited_for.add(reply.job)
                        self._emit(WaitingForRun(reply.job))
                    break
                following = done(following, reply)

    async def _held_reply(self, call: Call, stop: asyncio.Event) -> Reply | Elsewhere | None:
        """None where the call was not made before the stop."""
        if self._sharing is None:
            return await self._reply(call, stop)
        try:
            had = await self._sharing.hold(call)
            if had is not None:
                return had
            reply = await self._reply(call, stop)
        except HoldLost:
            return Elsewhere("")
        if reply is not None:
            await self._sharing.settle(call, reply)
        return reply

    async def _reply(self, call: Call, stop: asyncio.Event) -> Reply | None:
        met: Trouble | None = None
        price, size = self.target.price, size_of(call.request)
        number = 0
        while True:
            number += 1
            foreseen = estimate(size, price, self._bills)
            try:
                await self.gate.enter(foreseen.input_tokens + (foreseen.output_tokens or 0))
            except ProviderError as error:
                return Reply(trouble=error.trouble, attempts=number - 1)
            if stop.is_set():
                self.gate.leave()
                return Reply(trouble=met, attempts=number - 1 - met.unsent) if met else None
            # While it waited, bills of others may have taught that such calls cost more.
            worst_usd = estimate(size, price, self._bills).worst_usd
            outcome = await self._attempt(Dispatch(call=call, size=size, number=number, worst_usd=worst_usd))
            if isinstance(outcome, Response):
                return Reply(response=outcome, cost_usd=cost(outcome.usage, price), attempts=number)
            met = outcome
            wait = None if stop.is_set() else self.gate.retry_wait(outcome, number)
            if wait is None:
                return Reply(trouble=outcome, attempts=number - outcome.unsent)
            self._emit(CallRetried(call.id, number, outcome, wait))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)

    async def _attempt(self, attempt: Dispatch) -> Response | Trouble:
        """Reserve, journal, send, journal, settle: in this order, so that a kill at any point is accounted for. Leaves
        the gate once the answer has come: to write it down is no call in flight.
        """
        try:
            number, outcome = await self._sent(attempt)
        finally:
            self.gate.leave()
        if number is None:
            return outcome
        if isinstance(outcome, Trouble):
            # A call that may have been charged is booked at its worst.
            actual = attempt.worst_usd if outcome.billed else 0.0
            await self._journal.failed(number, outcome, actual)
        else:
            actual = cost(outcome.usage, self.target.price)
            await self._journal.answered(number, outcome, actual, self._exchange(attempt.call))
        self._ledger.settle(attempt.worst_usd, actual)
        return outcome

    async def _sent(self, attempt: Dispatch) -> tuple[int | None, Response | Trouble]:
        """What came of it, and its number in the journal; None where nothing was sent."""
        if self._sharing is not None:
            await self._sharing.sending(attempt.call)
        if not self._ledger.reserve(attempt.worst_usd):
            message = f"not sent: the budget does not hold another call (${self._ledger.spent:.4f} spent)"
            return None, Trouble(kind="budget", message=message)
        call = attempt.call
        number = await self._journal.intend(
            str(call.id), call.key, attempt.number, attempt.worst_usd, datetime.now(UTC).isoformat()
        )
        self._emit(CallStarted(call.id, attempt.number))
        try:
            response = self._keys.hidden(await self._connect().complete(call.request))
        except Exception as error:  # noqa: BLE001 - a provider is a plug-in: its crash is one answer's trouble
            trouble = self._trouble(attempt, trouble_of(error, self.target.provider))
            self.gate.failed(trouble)
            return number, trouble
        learn(self._bills, attempt.size, response.usage)
        self.gate.succeeded()
        return number, response

    def _trouble(self, attempt: Dispatch, trouble: Trouble) -> Trouble:
        trouble = self._keys.hidden_in(trouble)
        if trouble.kind == "timeout" and trouble.billed and not self._may_resend(attempt.call):
            # The vendor may be answering still, and charge for it: sending again would pay twice.
            return self._in_doubt(attempt, trouble)
        return trouble

    def _in_doubt(self, attempt: Dispatch, trouble: Trouble) -> Trouble:
        booked = f"; ${attempt.worst_usd:.4f} are booked for it" if attempt.worst_usd is not None else ""
        message = (
            f"{trouble.message}; it may be charged, so it is not sent again (--resend-in-doubt sends it, `resend: true`"
            f" of the suite or target always does){booked}"
        )
        return replace(trouble, kind="in-doubt", message=message, retryable=False)

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._workers.connect(self.target, os.environ)
        return self._connection


def limited(target: Target, concurrency: int | None) -> Target:
    """The target with the command line's concurrency, if there is one."""
    return target if concurrency is None else replace(target, limits=replace(target.limits, concurrency=concurrency))


async def until_stopped(lanes: Sequence[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
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
