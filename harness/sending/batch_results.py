"""Taking in what came of a batch's calls: each answer is journaled before anybody hears, each call accounted for once.

The results of a batch can be fetched as often as one likes: what was cut off is fetched again, and what was taken in
before is passed over.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from harness.errors import ProviderError
from harness.model.batches import BatchItem, BatchStatus, VendorBatch
from harness.model.config import Price, Target
from harness.model.events import CallRetried
from harness.model.exchange import Request, Response, Trouble
from harness.model.result import Reply
from harness.protocols import Batches, Listener
from harness.sending.batch_journal import BatchedCall, OpenBatch
from harness.sending.budget import BudgetLedger, cost, estimate, learn, size_of
from harness.sending.call import Call
from harness.sending.journal import Journal
from harness.sending.keys import Keys
from harness.sending.tokens import Bills

GROUP = 200
"""Results journaled together: the disk is waited for once."""
FETCHES = 3
"""How often results are fetched in which something is missing, and the seconds between two tries."""
REFETCH_S = 1.0
MOST_TIMES = 2
"""Batches that a call is put into, at most: each may take a day."""

Done = Callable[[Call, Reply], Call | None]
"""Takes in the reply to a call; gives the call that follows, if one has to be made."""


@dataclass(slots=True)
class Awaited:
    """A batch under way: what the journal has of it, those of its calls that the run's plan has, what its vendor said
    last, and what is wrong.
    """

    batch: OpenBatch
    calls: dict[int, Call] = field(default_factory=dict)
    seen: VendorBatch | None = None
    suspects: tuple[str, ...] = ()
    note: str = ""
    is_cut: bool = False
    """The results that could be fetched so far are not whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that goes into the next batch, for the `attempt`th time."""

    call: Call
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What it takes to account for one target's calls in batches. `price` is that of a batch,
    `foreseen_price` the same by what is published where the user names none; `exchange` says what the
    journal keeps of a call beside its answer, `record` keeps an answer, also to a call that the plan no longer has.
    """

    target: Target
    batches: Batches
    price: Price | None
    foreseen_price: Price | None
    journal: Journal
    ledger: BudgetLedger
    emit: Listener
    keys: Keys
    exchange: Callable[[Call], str]
    record: Callable[[str, Mapping[str, Any], Response], None]
    bills: Bills = field(default_factory=Bills)
    notices: list[str] = field(default_factory=list)

    @property
    def most_times(self) -> int:
        return min(MOST_TIMES, self.target.limits.attempts)

    def worst_usd(self, request: Request) -> float | None:
        return estimate(request, self.price, self.bills).worst_usd

    def status(self, awaited: Awaited) -> BatchStatus:
        batch, seen = awaited.batch, awaited.seen
        waiting = [estimate(call.request, self.foreseen_price).expected_usd for call in awaited.calls.values()]
        return BatchStatus(
            target=self.target.name,
            token=batch.token,
            id=batch.vendor_id or "",
            state=seen.state if seen else "submitted" if batch.vendor_id else "unknown",
            total=batch.size,
            answered=seen.answered if seen else 0,
            failed=seen.failed if seen else 0,
            submitted_at=batch.sent_at or "",
            ends_by=seen.ends_by if seen else "",
            expected_usd=None if None in waiting else sum(usd or 0.0 for usd in waiting),
            note=awaited.note,
        )

    async def collect(self, awaited: Awaited, seen: VendorBatch, done: Done) -> list[Entry]:
        """Take in the results of a batch that has ended; what has to be asked next. The batch is closed unless its
        results could not be had whole. Raises StoreError.
        """
        following: list[Entry] = []
        if seen.refused:
            refused = [
                (number, BatchItem(custom_id="", trouble=_refusal(seen, number - awaited.batch.first + 1)))
                for number in awaited.batch.calls
            ]
            following += await self._settle(awaited, refused, done)
        elif awaited.batch.calls:
            following += await self._fetch_all(awaited, seen, done)
        if awaited.is_cut and awaited.batch.calls:
            return following
        missing = BatchItem(custom_id="", trouble=self.batches.missing(seen))
        following += await self._settle(awaited, [(number, missing) for number in awaited.batch.calls], done)
        await self.close(awaited)
        return following

    async def give_up(self, awaited: Awaited, trouble: Trouble, *, billed: bool) -> list[Entry]:
        """Close a batch whose answers nobody will see: its calls. They cost nothing if the vendor never had them, and
        their worst case if they may have been charged for: then they are `billed`.
        """
        entries, kept = [], replace(trouble, billed=billed)
        for number, row in list(awaited.batch.calls.items()):
            spent = row.worst_usd if billed else 0.0
            await self.journal.failed(number, kept, spent)
            self.ledger.settle(row.worst_usd, spent)
            del awaited.batch.calls[number]
            if number in awaited.calls:
                entries.append(Entry(awaited.calls.pop(number), row.attempt))
        await self.close(awaited)
        return entries

    async def close(self, awaited: Awaited) -> None:
        await self.journal.close_batch(awaited.batch.token, now())

    async def _fetch_all(self, awaited: Awaited, seen: VendorBatch, done: Done) -> list[Entry]:
        following: list[Entry] = []
        for fetch in range(FETCHES):
            if fetch:
                await asyncio.sleep(REFETCH_S)
            awaited.is_cut, awaited.note, strange = False, "", _Strange()
            items = self._items(awaited, seen, strange)
            try:
                async for group in _groups(items):
                    following += await self._settle(awaited, group, done)
            except ProviderError as error:
                awaited.is_cut = True
                awaited.note = f"its results could not be had: {error.trouble.message}"
            if not awaited.batch.calls:
                break
        self.notices.extend(strange.notices(self.target.name, seen.id))
        return following

    async def _items(
        self, awaited: Awaited, seen: VendorBatch, strange: _Strange
    ) -> AsyncIterator[tuple[int, BatchItem]]:
        """Each call's result once, whatever stands in the file."""
        named: set[int] = set()
        async with aclosing(self.batches.results(seen)) as items:
            async for item in items:
                number = awaited.batch.number_of(item.custom_id)
                if number is None:
                    strange.unknown += 1
                elif number in named:
                    strange.twice += 1
                else:
                    named.add(number)
                    if number in awaited.batch.calls:
                        yield number, item

    async def _settle(self, awaited: Awaited, group: list[tuple[int, BatchItem]], done: Done) -> list[Entry]:
        """Account for calls, then say what came of them; those that are to be made next."""
        rows = [awaited.batch.calls.pop(number) for number, _ in group]
        outcomes = await asyncio.gather(
            *(
                self._account(awaited.calls.get(number), number, row, item)
                for (number, item), row in zip(group, rows, strict=True)
            )
        )
        following = []
        for (number, _), row, outcome in zip(group, rows, outcomes, strict=True):
            call = awaited.calls.pop(number, None)
            if call is not None and (entry := self._tell(call, row, outcome, done)):
                following.append(entry)
        return following

    async def _account(self, call: Call | None, number: int, row: BatchedCall, item: BatchItem) -> Response | Trouble:
        """Journal the outcome and settle what was set aside for it, as `Lane` does."""
        kept: dict[str, Any] = json.loads(row.exchange) if row.exchange else {}
        asked = Request(model="", messages=(), params=kept.get("request", {}).get("params", {}))
        request = call.request if call else asked
        outcome = self._outcome(request, item)
        if isinstance(outcome, Trouble):
            billed = row.worst_usd if outcome.billed else 0.0
            await self.journal.failed(number, outcome, billed)
            self.ledger.settle(row.worst_usd, billed)
            return outcome
        if call is not None:
            learn(self.bills, size_of(request), outcome.usage)
        actual = cost(outcome.usage, self.price)
        if kept:
            kept["recorded_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        await self.journal.answered(number, outcome, actual, json.dumps(kept) if kept else "")
        self.ledger.settle(row.worst_usd, actual)
        if kept:
            self.record(row.key, kept, outcome)
        return outcome

    def _outcome(self, request: Request, item: BatchItem) -> Response | Trouble:
        try:
            return (
                self.keys.hidden_in(item.trouble)
                if item.trouble
                else self.keys.hidden(self.batches.response(request, item))
            )
        except ProviderError as error:
            return self.keys.hidden_in(error.trouble)

    def _tell(self, call: Call, row: BatchedCall, outcome: Response | Trouble, done: Done) -> Entry | None:
        if isinstance(outcome, Response):
            # What such an answer costs where it is needed: the batch is the evaluation's saving, not the workflow's.
            usual = cost(outcome.usage, self.target.price)
            following = done(call, Reply(response=outcome, cost_usd=usual, attempts=row.attempt))
            return Entry(following) if following else None
        if outcome.retryable and row.attempt < self.most_times:
            self.emit(CallRetried(call.id, row.attempt, outcome, 0.0))
            return Entry(call, row.attempt + 1)
        done(call, Reply(trouble=replace(outcome, retryable=False), attempts=row.attempt))
        return None


@dataclass(slots=True)
class _Strange:
    """What stands in results and answers no call."""

    unknown: int = 0
    twice: int = 0

    def notices(self, target: str, batch: str) -> list[str]:
        said = []
        if self.unknown:
            said.append(f"{target}: {self.unknown} results of batch {batch} answer no call of it and were left out")
        if self.twice:
            said.append(
                f"{target}: {self.twice} results of batch {batch} came more than once; the first ones were taken"
            )
        return said


async def _groups(items: AsyncIterator[tuple[int, BatchItem]]) -> AsyncIterator[list[tuple[int, BatchItem]]]:
    """At most `GROUP` at once; what came before an error is given before it is raised."""
    group: list[tuple[int, BatchItem]] = []
    trouble: ProviderError | None = None
    try:
        async for item in items:
            group.append(item)
            if len(group) == GROUP:
                yield group
                group = []
    except ProviderError as error:
        trouble = error
    if group:
        yield group
    if trouble is not None:
        raise trouble


def _refusal(seen: VendorBatch, line: int) -> Trouble:
    """Why a call was not made whose batch was refused; one that is not to blame may go into another batch."""
    if seen.problems and line not in seen.problems and None not in seen.problems:
        other = min(number for number in seen.problems if number is not None)
        said = f"its batch was refused for another call (line {other}: {seen.problems[other]})"
        return Trouble(kind="bad-request", message=said, retryable=True)
    said = seen.problems.get(line) or seen.problems.get(None) or "no reason given"
    return Trouble(kind="quota" if "limit" in said else "bad-request", message=f"its batch was refused: {said}")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
