"""One run among many that share their recordings: it holds a call before it asks, and gives out the answer at once.

A call that another run is asking is put back and looked at again; one whose run died before it was sent is taken over;
one that may have been paid is in doubt, as it is after a run of one's own that was cut.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from harness.cassettes.shared import terms
from harness.cassettes.shared.terms import Elsewhere, InDoubt, Ours, RecordingAddress, SharedRecordings
from harness.cassettes.store import Interaction
from harness.errors import StoreError
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply
from harness.sending.call import AnyCall, Call
from harness.sending.recordings import Recordings, address_of

Result = TypeVar("Result")
POLL_S = 0.5
"""Between two looks whether another job has its answer."""
BEATS = 6
"""Signs of life in a lease."""


class HoldLost(Exception):  # noqa: N818 - not trouble: the call is looked at again
    """Others took a call over, thinking this run dead."""


class Sharing:
    """What one run holds. Closed by `close`."""

    def __init__(
        self,
        store: SharedRecordings,
        recordings: Recordings,
        *,
        job: str,
        afresh: bool,
        may_resend: Callable[[Call], bool],
        price: Callable[[Call, Response], float | None],
    ) -> None:
        """`job` names the run among all others. A run that asks everything `afresh` holds nothing, and its answers
        replace others'.

        Raises:
            StoreError: the store cannot be written.
        """
        self.twice = 0
        """Answers that another job gave out first, though this one asked, too."""
        self._store = store
        self._recordings = recordings
        self._job = job
        self._afresh = afresh
        self._may_resend = may_resend
        self._price = price
        self._held: dict[RecordingAddress, bool] = {}
        """Whether the call was sent."""
        self._is_broken = False
        self._pool = ThreadPoolExecutor(store.threads, thread_name_prefix="sharing")
        self._closed = threading.Event()
        self._steady_since = time.monotonic()
        store.renew(job)
        self._heart = threading.Thread(target=self._beat, name="sharing-alive", daemon=True)
        self._heart.start()

    async def hold(self, call: Call) -> Reply | Elsewhere | None:
        """None where the call is this run's to make; else what is recorded, why it is not made, or who makes it.

        Raises:
            StoreError: the store does not answer.
        """
        if self._afresh:
            return None
        address, resend = address_of(call), self._may_resend(call)
        # Only who has seen the store up for a lease can tell a dead job from one that could not reach it either.
        may_bury = time.monotonic() - self._steady_since > terms.LEASE_S
        held = await self._do(lambda: self._store.hold(address, self._job, resend=resend, may_bury=may_bury))
        if isinstance(held, Ours):
            self._held[address] = False
            return None
        if isinstance(held, Elsewhere):
            return held
        if isinstance(held, InDoubt):
            message = (
                f"{call.id}: sent by {held.job}, its answer never arrived; it may have been charged (--resend-in-doubt"
                " sends it again)"
            )
            return Reply(trouble=Trouble(kind="in-doubt", message=message, billed=True))
        self._recordings.take_in(call, held, keep=True)
        return self._recordings.replay(call, lambda response: self._price(call, response))

    async def sending(self, call: Call) -> None:
        """Say that the call is about to be sent.

        Raises:
            HoldLost: it is another's by now.
            StoreError: the store does not answer.
        """
        address = address_of(call)
        if self._afresh or self._held.get(address):
            return
        if not await self._do(lambda: self._store.sent(address, self._job)):
            self._held.pop(address, None)
            raise HoldLost
        self._held[address] = True

    async def settle(self, call: Call, reply: Reply) -> None:
        """Record the answer and give it out, or let go of the call. Raises StoreError."""
        address, response = address_of(call), reply.response
        if response is not None:
            interaction = self._recordings.keep(call, response)
            await self._do(lambda: self.give_out(address, interaction))
        elif address in self._held:
            del self._held[address]
            in_doubt = reply.trouble is not None and reply.trouble.kind == "in-doubt"
            await self._do(lambda: self._store.give_up(address, self._job, in_doubt=in_doubt))

    def give_out(self, address: RecordingAddress, interaction: Interaction) -> None:
        """Let the others have an answer; blocks. Raises StoreError."""
        kept = self._store.add(address, interaction, replace=self._afresh)
        self.twice += self._held.pop(address, None) is not None and not kept

    def give_out_missing(self, answers: Sequence[tuple[RecordingAddress, Interaction]]) -> None:
        """Let the others have what an earlier run may not have come to giving out; blocks. Raises StoreError."""
        there = {} if self._afresh else self._store.fetch([address for address, _ in answers])
        for address, interaction in answers:
            if address not in there or there[address].case != address.case:
                self.give_out(address, interaction)

    def close(self) -> None:
        """What was sent and is not known of is in doubt for the others; the rest is theirs."""
        self._closed.set()
        self._heart.join()
        self._pool.shutdown()
        if not self._is_broken:  # else what is held goes with the lease
            with suppress(StoreError):
                for address, is_sent in self._held.items():
                    self._store.give_up(address, self._job, in_doubt=is_sent)
                self._store.retire(self._job)
        self._store.close()

    async def _do(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except StoreError:
            self._is_broken = True
            raise

    def _beat(self) -> None:
        seen = time.monotonic()
        while not self._closed.wait(terms.LEASE_S / BEATS):
            with suppress(StoreError):
                self._store.renew(self._job)
                now = time.monotonic()
                if now - seen > terms.LEASE_S / 2:
                    self._steady_since = now
                seen = now


class Backlog(Generic[AnyCall]):
    """The calls that wait for a worker; one that another job is asking comes again after the rest."""

    def __init__(self, calls: Iterable[AnyCall]) -> None:
        self._fresh = iter(calls)
        self._later: deque[AnyCall] = deque()
        self._is_fresh = True

    def __iter__(self) -> Iterator[AnyCall]:
        return self

    def __next__(self) -> AnyCall:
        for call in self._fresh:
            return call
        self._is_fresh = False
        if not self._later:
            raise StopIteration
        return self._later.popleft()

    async def put_back(self, call: AnyCall, stop: asyncio.Event) -> bool:
        """Keep the call for later; waits a little, and says so, where nothing else is left to be done meanwhile."""
        waits = not self._is_fresh
        if waits:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), POLL_S)
        self._later.append(call)
        return waits


def job_of(run_id: str, root: str) -> str:
    """A name for a run that is the same when it is resumed and no other's: runs of two machines may have one id."""
    place = hashlib.sha256(str(Path(root).resolve()).encode()).hexdigest()[:8]
    return f"{run_id}@{socket.gethostname()}-{place}"
