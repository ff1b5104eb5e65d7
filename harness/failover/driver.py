"""Doing what the policy decides: waiting, sending, watching the clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from harness.errors import HarnessError, ProviderError
from harness.failover import breaker as rules
from harness.failover.breaker import Breaker
from harness.failover.machine import HEALTH, GiveUp, Send, after_trouble, first
from harness.model.exchange import Request, Response, Trouble
from harness.model.failover import Failover
from harness.model.progress import WATCHER, CallProgress
from harness.protocols import Connection

_RATE_AFTER_S = 3.0
_TICK_S = 0.05
"""How often a running attempt's clocks are looked at; deadlines are kept to about this."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One attempt: to whom, from when to when (seconds on the drill's clock), and what came (None: an answer)."""

    target: str
    began_s: float
    ended_s: float
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a request: the answer and whose it is, or the trouble that the caller was told."""

    began_s: float
    ended_s: float
    sendings: tuple[Sending, ...]
    target: str | None = None
    response: Response | None = None
    trouble: Trouble | None = None


@dataclass
class Driver:
    """Answers requests by the policy. Breakers are shared by all of them; `scopes` says which targets share one."""

    policy: Failover
    connections: Mapping[str, Connection]
    scopes: Mapping[str, str]
    now: Callable[[], float] = time.monotonic
    pace: float = 1.0
    """Multiplies the policy's own seconds, for drills with shortened time."""
    breakers: dict[str, Breaker] = field(default_factory=dict)
    """By scope; drivers that share them know what each has learnt."""

    async def answer(self, requests: Mapping[str, Request], order: tuple[str, ...] | None = None) -> Delivery:
        """The answer to a request, which may differ by target (`requests`: by its name)."""
        began, sendings = self._now(), list[Sending]()
        chain = tuple(name for name in (order or self.policy.order) if name in requests)
        journey, decision = first(self.policy, chain, began, self._allowed)
        while isinstance(decision, Send):
            await asyncio.sleep(decision.wait_s * self.pace)
            started = self._now()
            outcome = await self._attempt(decision, requests[decision.target])
            trouble = outcome if isinstance(outcome, Trouble) else None
            sendings.append(Sending(decision.target, started, self._now(), trouble))
            if isinstance(outcome, Response):
                return Delivery(began, self._now(), tuple(sendings), decision.target, outcome)
            journey, decision = after_trouble(self.policy, journey, outcome, self._now(), self._allowed)
        assert isinstance(decision, GiveUp)  # noqa: S101 - for the type checker
        return Delivery(began, self._now(), tuple(sendings), trouble=decision.trouble)

    def forget(self) -> None:
        """Close every breaker."""
        self.breakers.clear()

    def is_open(self, target: str) -> bool:
        """Whether the breaker keeps requests away from the target now."""
        return not self._allowed(target)

    def _now(self) -> float:
        return self.now() / self.pace

    def _allowed(self, target: str) -> bool:
        rule = self.policy.breaker
        return rule is None or rules.allows(self._breaker(target), rule, self._now())

    def _breaker(self, target: str) -> Breaker:
        return self.breakers.get(self.scopes[target], Breaker())

    async def _attempt(self, decision: Send, request: Request) -> Response | Trouble:
        key, rule = self.scopes[decision.target], self.policy.breaker
        self.breakers[key] = rules.sent(self._breaker(decision.target))
        outcome: Response | Trouble | None = None
        try:
            outcome = await self._watched(decision, request)
        finally:
            state = self.breakers[key]
            if rule is not None and isinstance(outcome, Response):
                self.breakers[key] = rules.succeeded(state, rule)
            elif rule is not None and isinstance(outcome, Trouble) and outcome.kind in HEALTH:
                self.breakers[key] = rules.failed(state, rule, self._now())
            else:
                self.breakers[key] = rules.abandoned(state)
        return outcome

    async def _watched(self, decision: Send, request: Request) -> Response | Trouble:
        """The attempt, ended by the first clock that runs out."""
        watched: list[CallProgress] = []
        token = WATCHER.set(watched.append)
        began = self._now()
        try:
            task = asyncio.ensure_future(self.connections[decision.target].complete(request))
        finally:
            WATCHER.reset(token)
        try:
            while not task.done():
                late = self._late(watched[0] if watched else None, request, self._now() - began, decision.within_s)
                if late:
                    sent = bool(watched and watched[0].sent)
                    return Trouble(kind="timeout", message=f"{decision.target}: {late}", retryable=True, billed=sent)
                await asyncio.wait({task}, timeout=_TICK_S * self.pace)
            return task.result()
        except ProviderError as error:
            return error.trouble
        except HarnessError as error:
            return Trouble(kind="unsupported", message=str(error))
        finally:
            task.cancel()

    def _late(self, progress: CallProgress | None, request: Request, elapsed: float, within: float | None) -> str:
        """Which clock has run out; "" while none has."""
        limits = self.policy.timeouts
        if within is not None and elapsed > within:
            return "the deadline of the whole request is over"
        if elapsed > limits.total_s:
            return f"no whole answer within {limits.total_s:g} s"
        if progress is None or not progress.sent:
            return f"the request could not be sent within {limits.connect_s:g} s" if elapsed > limits.connect_s else ""
        return self._silent(progress, elapsed) if request.stream else ""

    def _silent(self, progress: CallProgress, elapsed: float) -> str:
        limits = self.policy.timeouts
        if progress.heard is None:
            return f"no first token within {limits.first_token_s:g} s" if elapsed > limits.first_token_s else ""
        if progress.since_heard() / self.pace > limits.gap_s:
            return f"silent for more than {limits.gap_s:g} s in the middle of the answer"
        return self._slow(progress)

    def _slow(self, progress: CallProgress) -> str:
        """A rate is only told after some seconds of it; words stand in for tokens until the vendor has counted."""
        least = self.policy.least_tokens_per_s
        spent = progress.since_first() / self.pace
        if least is None or spent < _RATE_AFTER_S or progress.pieces / spent >= least:
            return ""
        return f"{progress.pieces / spent:.1f} pieces a second, at least {least:g} wanted"
