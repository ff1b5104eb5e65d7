"""How hard one target may be driven, and whether to try again.

One gate a target. It starts with two calls in flight, so that a wrong key or model name is found
out twice and not a hundred times. Who refuses does it about as soon as a connection is made: once the
first request has left, four times as many may go after each such while in which nothing was heard of
the target. The first answer opens the gate fully. A 429
halves what is allowed in flight and parks the target for as long as the server asked; answers open it
again one by one. Trouble that every further call would meet closes it for the rest of the run.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from harness.errors import ProviderError
from harness.model.config import Limits
from harness.model.exchange import Trouble
from harness.protocols import Pacing

FIRST_IN_FLIGHT = 2
GROWS_BY = 4
"""Times as many calls as before may go after each step in which nothing was heard."""
CONNECTING_TIMES = 2.0
"""A step, in times of what it took to connect: a request and its refusal are fewer ways there and back than that."""
SHORTEST_STEP_S = 0.02
LONGEST_WAIT_S = 60.0
FIRST_RETRIES = 10
MOST_SAVED_RETRIES = 100.0
FEWEST_FAILURES_TO_CLOSE = 10
MINUTE_S = 60.0
CLOSING = frozenset({"auth", "quota", "no-key", "not-found", "tls", "unsupported"})


class Gate:
    """Limits, back-off and retries of one target."""

    def __init__(
        self,
        name: str,
        limits: Limits,
        *,
        pace: Pacing | None = None,
        jitter: Callable[[], float] = random.random,
        grows: bool = True,
    ) -> None:
        """`pace` keeps the rates a minute, by default for this gate alone. Without `grows` nothing but an answer lets
        more than the first two go.
        """
        self.name = name
        self._most = limits.concurrency
        self._allowed = float(min(FIRST_IN_FLIGHT, limits.concurrency))
        self._in_flight = 0
        self._attempts = limits.attempts
        self._retries = float(FIRST_RETRIES)
        self._failures = 0
        self._parked_until = 0.0
        self._closed: Trouble | None = None
        self._answered = False
        self._grows = grows and self._allowed < self._most
        """Whether silence lets more calls go: until anything is heard of the target."""
        self._step: asyncio.TimerHandle | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._pace = pace or Pace(limits)
        self._jitter = jitter

    async def enter(self, tokens: int) -> None:
        """Wait for a place.

        Raises:
            ProviderError: the target was closed; nothing is sent.
        """
        while not self._closed and self._in_flight >= int(self._allowed):
            await self._until_woken()
        self._require_open()
        self._in_flight += 1
        try:
            await self._take_turn(tokens)
            self._require_open()
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Give the place to another; after `succeeded` or `failed`, which say how many there are."""
        self._in_flight -= 1
        self._wake()

    def sent(self, after_s: float) -> None:
        """A request has left, so many seconds after it was begun to connect for it."""
        if self._grows and self._step is None:
            self._await_growth(max(SHORTEST_STEP_S, CONNECTING_TIMES * after_s))

    def succeeded(self) -> None:
        """An answer came: open further and earn a retry."""
        self._stop_growing()
        self._failures = 0
        self._retries = min(self._retries + 1.0, MOST_SAVED_RETRIES)
        if not self._answered:
            self._answered, self._allowed = True, float(self._most)
        self._allowed = min(self._allowed + 1.0 / max(self._allowed, 1.0), float(self._most))

    def failed(self, trouble: Trouble) -> None:
        """An attempt failed: slow down, park or close."""
        self._stop_growing()
        if not trouble.retryable and trouble.kind not in CLOSING and trouble.kind != "in-doubt":
            # The vendor is there and answered; it only refused this request.
            self._failures = 0
            return
        self._failures += 1
        wait = trouble.retry_after_s or 0.0
        # Halved and opened again one by one, as TCP does: it finds the vendor's limit without being told.
        if trouble.kind == "rate-limit":
            self._allowed = max(1.0, self._allowed / 2)
        if wait > LONGEST_WAIT_S:
            self._close(trouble, f"the server asked for a wait of {wait:.0f} s")
        elif trouble.kind in CLOSING:
            self._close(trouble, "every further call would meet the same")
        elif self._failures >= max(FEWEST_FAILURES_TO_CLOSE, 2 * self._most):
            self._close(trouble, f"{self._failures} calls in a row failed")
        else:
            self._parked_until = max(self._parked_until, asyncio.get_running_loop().time() + wait)

    def retry_wait(self, trouble: Trouble, attempt: int) -> float | None:
        """Seconds to wait before another attempt, or None if there should be none.

        Exponential with full jitter, never earlier than the server asked. Retries are paid from an
        allowance that answers refill, so that an outage is not met with a storm.
        """
        if not trouble.retryable or attempt >= self._attempts or self._closed or self._retries < 1.0:
            return None
        # Full jitter: calls that failed together would else come back together.
        self._retries -= 1.0
        backoff = min(20.0, 0.5 * 2.0 ** (attempt - 1)) * self._jitter()
        return max(backoff, min(trouble.retry_after_s or 0.0, LONGEST_WAIT_S))

    def _await_growth(self, step_s: float) -> None:
        self._step = asyncio.get_running_loop().call_later(step_s, self._grow, step_s)

    def _grow(self, step_s: float) -> None:
        self._allowed = min(GROWS_BY * self._allowed, float(self._most))
        if self._allowed < self._most:
            self._await_growth(step_s)
        self._wake()

    def _stop_growing(self) -> None:
        self._grows = False
        if self._step is not None:
            self._step.cancel()

    async def _until_woken(self) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._waiting.append(woken)
        try:
            await woken
        except asyncio.CancelledError:
            if not woken.cancelled():
                self._wake()  # the place is another's
            raise

    def _wake(self) -> None:
        """Those for whom there is a place; all of them, if it is to learn that there is none any more."""
        free = math.inf if self._closed else int(self._allowed) - self._in_flight
        while self._waiting and free > 0:
            woken = self._waiting.popleft()
            if not woken.done():
                woken.set_result(None)
                free -= 1

    async def _take_turn(self, tokens: int) -> None:
        loop = asyncio.get_running_loop()
        while (wait := self._parked_until - loop.time()) > 0:  # noqa: ASYNC110 - it waits for a time, not for an event
            await asyncio.sleep(wait)
        await self._pace.take(tokens)

    def _require_open(self) -> None:
        if self._closed is not None:
            raise ProviderError(self._closed)

    def _close(self, trouble: Trouble, why: str) -> None:
        self._closed = self._closed or replace(
            trouble,
            message=f"not sent: {why} ({trouble.message})",
            retryable=False,
            billed=False,
            partial="",
        )


class Pace:
    """The rates of a target, requests and tokens a minute, kept in this process."""

    def __init__(self, limits: Limits) -> None:
        self._rates = rates(limits)
        self._used = {what: Used() for what in self._rates}

    async def take(self, tokens: int) -> None:
        """Wait until a call of so many tokens may be made. Who gives up waiting has used it."""
        for what, per_minute in self._rates.items():
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(self._used[what].wait_s(1 if what == "requests" else tokens, per_minute, now))


def rates(limits: Limits) -> dict[str, float]:
    """What is limited, requests first, and how much of it there may be a minute."""
    return {what: rate for what, rate in (("requests", limits.rpm), ("tokens", limits.tpm)) if rate}


class Used:
    """So much a minute, spread over it: a tenth may be used in one burst. Places are given in the order they were asked
    for, each with its time at once, so that a thousand that wait wake once each.
    """

    def __init__(self) -> None:
        self._up_to = -math.inf  # the time at which all that was taken is paid for

    def wait_s(self, amount: float, per_minute: float, now: float) -> float:
        """Take an amount, and say how long to wait until there is room for it; more than a burst counts as a burst.
        `now` in seconds of one clock.
        """
        burst, unit_s = max(1.0, per_minute / 10), MINUTE_S / per_minute
        self._up_to = max(self._up_to, now) + min(amount, burst) * unit_s
        return max(0.0, self._up_to - burst * unit_s - now)
