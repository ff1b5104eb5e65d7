"""One request on its way through the chain: what comes next, given what has happened.

A pure state machine: `first` and `after_trouble` take the time and the breakers and give a decision. It never asks a
target again unchanged that refused the request itself, never sends more than `most_sends`, and always comes to an
end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from harness.model.exchange import Trouble
from harness.model.failover import Failover

HEALTH = frozenset(
    ("connection", "protocol", "dns", "tls", "timeout", "rate-limit", "overloaded", "server", "truncated")
) | {"bad-response", "empty", "quota", "auth"}
"""Kinds of trouble that speak against the target; all others speak against the request."""


@dataclass(frozen=True, slots=True)
class Send:
    """Ask the target, after waiting; `within_s` bounds the attempt by the request's deadline (None: it has none)."""

    target: str
    wait_s: float = 0.0
    within_s: float | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nobody is left to ask; `trouble` is what the caller is told."""

    trouble: Trouble


Decision = Send | GiveUp
Allowed = Callable[[str], bool]
"""Whether a target's breaker lets an attempt through now."""


@dataclass(frozen=True, slots=True)
class RequestJourney:
    """How far a request has come: since when, at which place of the chain, how often that target and all together were
    asked, and the troubles so far. `ordered` is the chain as it holds for this request.
    """

    began_s: float
    ordered: tuple[str, ...]
    place: int = 0
    attempts: int = 0
    sends: int = 0
    troubles: tuple[tuple[str, Trouble], ...] = ()


def first(policy: Failover, order: tuple[str, ...], now: float, allowed: Allowed) -> tuple[RequestJourney, Decision]:
    """The beginning of a request."""
    return _ask(policy, RequestJourney(now, order), now, allowed)


def after_trouble(
    policy: Failover, journey: RequestJourney, trouble: Trouble, now: float, allowed: Allowed
) -> tuple[RequestJourney, Decision]:
    """What comes after an attempt that failed."""
    target = journey.ordered[journey.place]
    journey = replace(journey, troubles=(*journey.troubles, (target, trouble)))
    answer = policy.answers.get(trouble.kind, "next")
    if answer == "fail":
        return journey, GiveUp(trouble)
    wait = _wait(policy, trouble, journey.attempts)
    if answer == "retry" and wait is not None and journey.attempts < policy.attempts and allowed(target):
        left = _left(policy, journey, now)
        if journey.sends < policy.most_sends and (left is None or wait < left):
            return _sent(policy, journey, now, wait)
    return _ask(policy, replace(journey, place=journey.place + 1, attempts=0), now, allowed)


def _ask(policy: Failover, journey: RequestJourney, now: float, allowed: Allowed) -> tuple[RequestJourney, Decision]:
    """The next target that may be asked; where all breakers are open, the last one is asked all the same: a request
    that nobody tries is certainly lost.
    """
    left = _left(policy, journey, now)
    if journey.sends >= policy.most_sends or (left is not None and left <= 0):
        return journey, GiveUp(_last_trouble(journey))
    for place in range(journey.place, len(journey.ordered)):
        if allowed(journey.ordered[place]):
            return _sent(policy, replace(journey, place=place), now, 0.0)
    if journey.sends == 0 and journey.ordered:
        return _sent(policy, replace(journey, place=len(journey.ordered) - 1), now, 0.0)
    return journey, GiveUp(_last_trouble(journey))


def _sent(policy: Failover, journey: RequestJourney, now: float, wait: float) -> tuple[RequestJourney, Decision]:
    left = _left(policy, journey, now)
    within = None if left is None else left - wait
    counted = replace(journey, attempts=journey.attempts + 1, sends=journey.sends + 1)
    return counted, Send(journey.ordered[journey.place], wait, within)


def _left(policy: Failover, journey: RequestJourney, now: float) -> float | None:
    return None if policy.deadline_s is None else journey.began_s + policy.deadline_s - now


def _wait(policy: Failover, trouble: Trouble, attempts: int) -> float | None:
    """Seconds before the same target is asked again; None if that would take too long."""
    backoff = min(policy.backoff_at_most_s, policy.backoff_s * 2.0 ** max(0, attempts - 1))
    if trouble.retry_after_s is None:
        return backoff
    return max(backoff, trouble.retry_after_s) if trouble.retry_after_s <= policy.retry_after_at_most_s else None


def _last_trouble(journey: RequestJourney) -> Trouble:
    """What the first choice said tells the caller most: a fallback's refusal must not hide the outage behind it."""
    if journey.troubles:
        return journey.troubles[0][1]
    return Trouble(kind="overloaded", message="no target of the chain may be asked now")
