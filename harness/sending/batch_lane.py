"""One target's calls, many at a time: submitted as batches, left alone, and collected when they have ended.

A batch is journaled with all of its calls before its vendor hears of it, and again right before the request that
submits it leaves, so that a kill at any moment leaves one of three: it was never submitted; its vendor has it and it is
found there; or nobody can tell yet, and then nothing is sent again before somebody can.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from harness.errors import ProviderError, StoreError
from harness.model.batches import BatchStatus, VendorBatch
from harness.model.config import Target
from harness.model.events import BatchSeen
from harness.model.exchange import Trouble
from harness.model.result import Reply
from harness.sending.batch_journal import BatchedCall, OpenBatch, custom_id
from harness.sending.batch_results import Awaited, Desk, Done, Entry, now
from harness.sending.call import Call
from harness.sending.gate import CLOSING, LONGEST_WAIT_S

FIRST_POLL_S = 5.0
LONGEST_POLL_S = 60.0
"""Between two looks at batches that are waited for."""
SETTLE_S = 60.0
"""Within which a vendor lists a batch that it has made; see `settle_s`."""
STAMP_S = 30.0
"""While a submission is under way, so often it is journaled that it still is."""

NO_SUCH_PLACE = frozenset((404, 405, 501))
"""What a server answers where it has no batches."""

CANCELLED = Trouble(kind="interrupted", message="not sent: the run's batches are being cancelled")

Given = TypeVar("Given")


class BatchLane:
    """Answers the calls to one target in batches; those that have not ended are left in `statuses`."""

    def __init__(
        self, desk: Desk, batches: Iterable[OpenBatch], *, wait: bool, give_up: bool, cancel: bool = False
    ) -> None:
        """`batches` are those that the run submitted before it was cut. With `wait` it is stayed until all have ended;
        `give_up` says that calls may be sent again of which it cannot be told whether their batch arrived; with
        `cancel` the batches are cancelled at their vendor and nothing more is submitted.
        """
        self._desk = desk
        self._wait = wait
        self._give_up = give_up
        self._cancel = cancel
        self._is_offered = False
        self._awaited = [Awaited(batch) for batch in batches]
        for awaited in self._awaited:
            desk.journal.go_on_with(awaited.batch)

    @property
    def statuses(self) -> tuple[BatchStatus, ...]:
        """Of the batches that are not collected."""
        return tuple(map(self._desk.status, self._awaited))

    @property
    def notices(self) -> Sequence[str]:
        return self._desk.notices

    async def run(self, calls: Iterable[Call], stop: asyncio.Event, done: Done) -> None:
        """Collect what has ended, submit what is to be asked, and again where answers lead to further calls.

        Raises:
            StoreError: the journal cannot be written, so nothing more may be sent.
        """
        try:
            entries, pause = self._attach(calls), FIRST_POLL_S
            while True:
                entries += await self._look_at_all(done)
                if entries and not stop.is_set():
                    await (self._leave(entries, done) if self._cancel else self._submit(entries, stop, done))
                    entries = []
                if stop.is_set() or not self._awaited or not (self._wait or self._may_soon_tell()):
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(pause * 1.5, LONGEST_POLL_S)
        finally:
            with suppress(Exception):  # closing must not hide what happened before
                await self._desk.batches.close()

    async def _leave(self, entries: Sequence[Entry], done: Done) -> None:
        """Tell of calls that they are in no batch any more."""
        for entry in entries:
            done(entry.call, Reply(trouble=CANCELLED, attempts=entry.attempt - 1))

    def _attach(self, calls: Iterable[Call]) -> list[Entry]:
        """Give the batches under way their calls; the others are to be submitted."""
        places = {
            (row.work, row.key): (awaited, number)
            for awaited in self._awaited
            for number, row in awaited.batch.calls.items()
        }
        entries = []
        for call in calls:
            if (place := places.get((str(call.id), call.key))) is not None:
                awaited, number = place
                awaited.calls[number] = call
            else:
                entries.append(Entry(call))
        return entries

    async def _look_at_all(self, done: Done) -> list[Entry]:
        """One look at each batch; the calls that are to be made next."""
        following = []
        for awaited in list(self._awaited):
            try:
                following += await self._look(awaited, done)
            except ProviderError as error:
                awaited.note = f"{self._desk.target.vendor} could not be asked: {error.trouble.message}"
            self._desk.emit(BatchSeen(self._desk.status(awaited)))
        return following

    async def _look(self, awaited: Awaited, done: Done) -> list[Entry]:
        batch = awaited.batch
        if batch.vendor_id is None:
            entries = await self._recover(awaited, done)
            if batch.vendor_id is None:
                return entries
        else:
            awaited.seen = await self._desk.batches.look(batch.vendor_id)
        if self._cancel and batch.vendor_id is not None and awaited.seen is not None and not awaited.seen.ended:
            awaited.seen = await self._desk.batches.cancel(batch.vendor_id)
        awaited.note = ""
        if awaited.seen is None or not awaited.seen.ended:
            return []
        following = await self._desk.collect(awaited, awaited.seen, done)
        if awaited.batch.calls and self._give_up:
            # It has ended, so it is charged for, whether or not anybody can read what came of it.
            lost = _in_doubt(awaited.note)
            following += self._again(await self._desk.give_up(awaited, lost, billed=True), lost, done)
        if not awaited.batch.calls:
            self._awaited.remove(awaited)
        return following

    async def _recover(self, awaited: Awaited, done: Done) -> list[Entry]:
        """Find out whether a batch arrived that was sent without an answer; its calls, if it did not."""
        batch, doubt = awaited.batch, ""
        if batch.sent_at is not None:
            # Any of the requests may be the one that arrived, also the first.
            since = datetime.fromisoformat(batch.intended_at)
            sighting = await self._desk.batches.find(batch.token, since, batch.size)
            awaited.suspects = sighting.suspects
            if sighting.batch is not None:
                await self._submitted(awaited, sighting.batch)
                return []
            doubt = _doubt(awaited, batch.sent_at, settle_s(self._desk.target))
            if doubt and not self._give_up:
                awaited.note = doubt
                return []
        self._awaited.remove(awaited)
        if doubt:
            lost = _in_doubt(f"its batch was given up ({doubt})")
        else:
            why = f"its batch did not arrive ({awaited.note})" if awaited.note else "its batch was never sent"
            lost = Trouble(kind="interrupted", message=why)
        entries = await self._desk.give_up(awaited, lost, billed=bool(doubt))
        return entries if batch.sent_at is None else self._again(entries, lost, done)

    def _again(self, entries: Sequence[Entry], lost: Trouble, done: Done) -> list[Entry]:
        """Calls whose batch is lost, for the next one; those that were sent as often as may be are told."""
        most, again = self._desk.target.limits.attempts, list[Entry]()
        for entry in entries:
            if entry.attempt < most:
                again.append(Entry(entry.call, entry.attempt + 1))
            else:
                done(entry.call, Reply(trouble=lost, attempts=entry.attempt))
        return again

    async def _submitted(self, awaited: Awaited, seen: VendorBatch) -> None:
        awaited.batch.vendor_id, awaited.seen, awaited.note = seen.id, seen, ""
        await self._desk.journal.keep_batch(awaited.batch)

    def _may_soon_tell(self) -> bool:
        """Whether a batch of unknown fate will soon be found out about, so that it is worth staying."""
        soon_s = settle_s(self._desk.target) + LONGEST_POLL_S
        return any(
            batch.vendor_id is None and _age_s(batch) < soon_s
            for batch in (awaited.batch for awaited in self._awaited if not awaited.suspects)
        )

    async def _submit(self, entries: Sequence[Entry], stop: asyncio.Event, done: Done) -> None:
        """As many batches as the vendor's limits ask for. After a trouble that every batch would meet, the rest of the
        calls get it, too.
        """
        closed = await self._without_batches()
        for token, chosen, lines in self._parts(entries, done):
            if closed is None and not stop.is_set():
                closed = await self._submit_one(token, chosen, lines, done)
                continue
            for entry in chosen:
                self._desk.ledger.settle(self._desk.worst_usd(entry.call.request), 0.0)
                if closed is not None:
                    message = f"not sent: every further batch would meet the same ({closed.message})"
                    done(entry.call, Reply(trouble=Trouble(kind=closed.kind, message=message, status=closed.status)))

    async def _without_batches(self) -> Trouble | None:
        """Whether a server that is not the vendor's own has no batches, asked for its list before anything is brought
        to it, and once.
        """
        if self._is_offered or self._desk.target.base_url is None:
            return None
        self._is_offered = True
        try:
            await self._desk.batches.find("", datetime.now(UTC), 0)
        except ProviderError as error:
            if error.trouble.status in NO_SUCH_PLACE:
                message = f"the server has no batches: {error.trouble.message}; leave out --batch"
                return Trouble(kind="unsupported", message=message)
        return None

    def _parts(self, entries: Sequence[Entry], done: Done) -> Iterator[tuple[str, list[Entry], list[bytes]]]:
        """The name of each batch, its calls, which the budget holds, and how they are written."""
        batches = self._desk.batches
        waiting = iter(entries)
        entry = next(waiting, None)
        while entry is not None:
            token = f"{self._desk.journal.run_id}-{secrets.token_hex(3)}"
            chosen, lines, size = list[Entry](), list[bytes](), 0
            while entry is not None and len(chosen) < batches.most_requests:
                line = self._line(custom_id(token, len(chosen)), entry, done)
                if line is not None:
                    if size + len(line) > batches.most_bytes:
                        self._desk.ledger.settle(self._desk.worst_usd(entry.call.request), 0.0)
                        break
                    chosen.append(entry)
                    lines.append(line)
                    size += len(line) + 1
                entry = next(waiting, None)
            if chosen:
                yield token, chosen, lines

    def _line(self, name: str, entry: Entry, done: Done) -> bytes | None:
        """The call as it stands in a batch, its worst case set aside; None if it cannot be made."""
        trouble: Trouble
        try:
            line = self._desk.batches.line(name, entry.call.request)
        except ProviderError as error:
            trouble = error.trouble
        else:
            if len(line) >= self._desk.batches.most_bytes:
                trouble = Trouble(kind="too-large", message=f"{entry.call.id}: larger than a batch may be")
            elif self._desk.ledger.reserve(self._desk.worst_usd(entry.call.request)):
                return line
            else:
                spent = self._desk.ledger.spent
                message = f"not sent: the budget does not hold another call (${spent:.4f} spent)"
                trouble = Trouble(kind="budget", message=message)
        done(entry.call, Reply(trouble=trouble, attempts=entry.attempt - 1))
        return None

    async def _submit_one(
        self, token: str, entries: Sequence[Entry], lines: Sequence[bytes], done: Done
    ) -> Trouble | None:
        """Submit a batch. If it certainly was not, what became of its calls is told; the trouble, if the next would
        meet it, too.
        """
        desk = self._desk
        rows = [
            BatchedCall(
                work=str(entry.call.id),
                key=entry.call.key,
                attempt=entry.attempt,
                worst_usd=desk.worst_usd(entry.call.request),
                exchange=desk.exchange(entry.call),
            )
            for entry in entries
        ]
        batch = await desk.journal.intend_batch(token, desk.target.name, rows, now())
        awaited = Awaited(batch, {batch.first + index: entry.call for index, entry in enumerate(entries)})
        self._awaited.append(awaited)
        try:
            # Uploaded twice, it costs nothing and is charged for nothing.
            batch.file = await self._patiently(lambda: desk.batches.upload(token, lines), lambda _: True)
            create = self._creation(batch, batch.file, lines)
            seen = await self._patiently(create, lambda trouble: not trouble.billed)
        except ProviderError as error:
            trouble = error.trouble
            if batch.sent_at is not None and trouble.billed:
                awaited.note = f"not known whether it arrived: {trouble.message}"
                return None
            self._awaited.remove(awaited)
            for entry in await desk.give_up(awaited, trouble, billed=False):
                done(entry.call, Reply(trouble=trouble, attempts=entry.attempt - trouble.unsent))
            return trouble if trouble.kind in CLOSING else None
        await self._submitted(awaited, seen)
        desk.emit(BatchSeen(desk.status(awaited)))
        return None

    def _creation(self, batch: OpenBatch, file: str, lines: Sequence[bytes]) -> Callable[[], Awaitable[VendorBatch]]:
        """The request that submits a batch. Journaled are the moment before each, that at which it went unanswered, and
        some in between: a slow one, with a large batch, is on its way for minutes, and may be killed in any of them.
        """

        async def create() -> VendorBatch:
            await self._stamp(batch)
            stamps = asyncio.create_task(self._stamp_on(batch))
            try:
                return await self._desk.batches.create(batch.token, file, lines)
            except ProviderError as error:
                if error.trouble.billed:
                    await self._stamp(batch)
                raise
            finally:
                stamps.cancel()

        return create

    async def _stamp_on(self, batch: OpenBatch) -> None:
        with suppress(StoreError):  # the journal's next write raises it where it is heard
            while True:
                await asyncio.sleep(STAMP_S)
                await self._stamp(batch)

    async def _stamp(self, batch: OpenBatch) -> None:
        batch.sent_at = now()
        await self._desk.journal.keep_batch(batch)

    async def _patiently(self, ask: Callable[[], Awaitable[Given]], may_repeat: Callable[[Trouble], bool]) -> Given:
        """Ask again after trouble that passes, within the target's attempts. Raises ProviderError."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await ask()
            except ProviderError as error:
                trouble = error.trouble
                if not trouble.retryable or not may_repeat(trouble) or attempt >= self._desk.target.limits.attempts:
                    raise
                backoff = min(20.0, 0.5 * 2.0 ** (attempt - 1)) * random.random()  # noqa: S311 - jitter
                await asyncio.sleep(max(backoff, min(trouble.retry_after_s or 0.0, LONGEST_WAIT_S)))


def settle_s(target: Target) -> float:
    """Seconds after which a batch that was sent and is not listed never arrived. A run may be killed when the whole
    request has just left, so that it is more than the answer may take.
    """
    return target.timeout_s + SETTLE_S


def _doubt(awaited: Awaited, sent_at: str, settle: float) -> str:
    """Why it cannot be told yet whether a batch arrived; empty if it did not."""
    if awaited.suspects:
        return f"sent without an answer; it may be {' or '.join(awaited.suspects)}, which is told once that has ended"
    settled = datetime.fromisoformat(sent_at) + timedelta(seconds=settle)
    if datetime.now(UTC) >= settled:
        return ""
    return f"sent without an answer; its vendor does not list it, and until {settled:%H:%M:%S} UTC it may be on its way"


def _age_s(batch: OpenBatch) -> float:
    sent_at = datetime.fromisoformat(batch.sent_at or now())
    return (datetime.now(UTC) - sent_at).total_seconds()


def _in_doubt(message: str) -> Trouble:
    return Trouble(kind="in-doubt", message=f"{message}; it may have been charged", billed=True)
