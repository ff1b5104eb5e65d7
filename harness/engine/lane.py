"""One target's calls: several workers, one gate, one connection. Lanes do not wait for each other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harness import plugins
from harness.engine.budget import Ledger, cost, estimate
from harness.engine.gate import Gate
from harness.engine.journal import Journal
from harness.engine.plan import Work
from harness.errors import HarnessError, ProviderError, StoreError
from harness.model.config import Target
from harness.model.events import CallRetried, CallStarted
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply
from harness.protocols import Connection, Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one attempt needs to know."""

    work: Work
    attempt: int
    worst_usd: float | None


class Lane:
    """Answers the works of one target, `limits.concurrency` at a time."""

    def __init__(
        self,
        target: Target,
        *,
        journal: Journal,
        ledger: Ledger,
        emit: Listener,
        done: Callable[[Work, Reply], Work | None],
    ) -> None:
        """`done` takes in the reply to a call; it gives the next one of the same workflow, if one has to be made."""
        self.target = target
        self.gate = Gate(target.name, target.limits)
        self._journal = journal
        self._ledger = ledger
        self._emit = emit
        self._done = done
        self._connection: Connection | None = None

    def warm_up(self) -> None:
        """Connect ahead of the first call: importing an SDK takes a second in which no other lane could
        read its answers. What goes wrong is met, and told, by the first call.
        """
        with suppress(Exception):
            self._connect()

    async def run(self, works: Iterable[Work], stop: asyncio.Event) -> None:
        """Answer all works; after `stop` nothing new is sent.

        Raises:
            StoreError: the journal cannot be written, so nothing more may be sent.
        """
        waiting = iter(works)
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self.target.limits.concurrency):
                    workers.create_task(self._work(waiting, stop))
        except* StoreError as group:
            raise group.exceptions[0] from None
        finally:
            if self._connection is not None:
                with suppress(Exception):  # closing must not hide what happened before
                    await self._connection.close()

    async def _work(self, waiting: Iterator[Work], stop: asyncio.Event) -> None:
        for work in waiting:
            following: Work | None = work
            while following is not None:
                if stop.is_set():
                    return
                following = self._done(following, await self._reply(following, stop))

    async def _reply(self, work: Work, stop: asyncio.Event) -> Reply:
        price = self.target.price
        foreseen = estimate(work.request, price)
        attempt = 0
        while True:
            attempt += 1
            try:
                await self.gate.enter(foreseen.input_tokens + (foreseen.output_tokens or 0))
            except ProviderError as error:
                return Reply(trouble=error.trouble, attempts=attempt - 1)
            try:
                outcome = await self._attempt(Call(work=work, attempt=attempt, worst_usd=foreseen.worst_usd))
            finally:
                await self.gate.leave()
            if isinstance(outcome, Response):
                return Reply(response=outcome, cost_usd=cost(outcome.usage, price), attempts=attempt)
            wait = None if stop.is_set() else self.gate.retry_wait(outcome, attempt)
            if wait is None:
                return Reply(trouble=outcome, attempts=attempt - (outcome.kind == "budget"))
            self._emit(CallRetried(work.id, attempt, outcome, wait))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)

    async def _attempt(self, call: Call) -> Response | Trouble:
        """Reserve, journal, send, journal, settle: in this order, so that a kill at any point is accounted for."""
        if not self._ledger.reserve(call.worst_usd):
            message = f"not sent: the budget does not hold another call (${self._ledger.spent:.4f} spent)"
            return Trouble(kind="budget", message=message)
        number = await self._journal.intend(
            str(call.work.id), call.work.key, call.attempt, call.worst_usd, datetime.now(UTC).isoformat()
        )
        self._emit(CallStarted(call.work.id, call.attempt))
        try:
            response = await self._connect().complete(call.work.request)
        except ProviderError as error:
            return await self._settle_trouble(number, call, error.trouble)
        except HarnessError as error:
            message = f"{error}. {error.hint}" if error.hint else str(error)
            return await self._settle_trouble(number, call, Trouble(kind="unsupported", message=message))
        except Exception as error:  # noqa: BLE001 - a provider is a plug-in: its crash is one answer's trouble
            message = f"the provider {self.target.provider!r} crashed: {type(error).__name__}: {error}"
            return await self._settle_trouble(number, call, Trouble(kind="crash", message=message, billed=True))
        actual = cost(response.usage, self.target.price)
        await self._journal.answered(number, response, actual)
        self._ledger.settle(call.worst_usd, actual)
        self.gate.succeeded()
        return response

    async def _settle_trouble(self, number: int, call: Call, trouble: Trouble) -> Trouble:
        # A call that may have been charged is booked at its worst.
        actual = call.worst_usd if trouble.billed else 0.0
        await self._journal.failed(number, trouble, actual)
        self._ledger.settle(call.worst_usd, actual)
        self.gate.failed(trouble)
        return trouble

    def _connect(self) -> Connection:
        if self._connection is None:
            provider = plugins.load("providers", self.target.provider)
            self._connection = provider.connect(self.target, os.environ)
        assert self._connection is not None  # noqa: S101 - for the type checker: plug-ins are modules
        return self._connection


def limited(target: Target, concurrency: int | None) -> Target:
    """The target with the command line's concurrency, if there is one."""
    return target if concurrency is None else replace(target, limits=replace(target.limits, concurrency=concurrency))
