"""A circuit breaker: closed while things go well, open for a while once they do not, then one probe decides.

Pure: the time is handed in, every change gives a new value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from harness.model.failover import BreakerRule

BreakerState = Literal["closed", "open", "probing"]


@dataclass(frozen=True, slots=True)
class Breaker:
    """`results` are those of the last attempts, the newest last (true: it went well)."""

    state: BreakerState = "closed"
    results: tuple[bool, ...] = ()
    opened_s: float = 0.0


def allows(breaker: Breaker, rule: BreakerRule, now: float) -> bool:
    """Whether an attempt may be made; while a probe is under way no second one may."""
    if breaker.state == "closed":
        return True
    return breaker.state == "open" and now >= breaker.opened_s + rule.cooldown_s


def sent(breaker: Breaker) -> Breaker:
    """An attempt begins; through an open breaker it is the probe."""
    return replace(breaker, state="probing") if breaker.state == "open" else breaker


def succeeded(breaker: Breaker, rule: BreakerRule) -> Breaker:
    """One good probe closes it, and what went before is forgotten."""
    if breaker.state == "probing":
        return Breaker()
    return replace(breaker, results=(*breaker.results, True)[-rule.window :])


def failed(breaker: Breaker, rule: BreakerRule, now: float) -> Breaker:
    """A failed probe opens it for another cooldown."""
    results = (*breaker.results, False)[-rule.window :]
    failures = results.count(False)
    trips = breaker.state == "probing" or (len(results) >= rule.requests and failures >= rule.share * len(results))
    if breaker.state == "open":  # a straggler, sent before it opened
        return replace(breaker, results=results)
    return Breaker("open", results, now) if trips else replace(breaker, results=results)


def abandoned(breaker: Breaker) -> Breaker:
    """An attempt ended without telling anything about the target; a probe may be made again at once."""
    return replace(breaker, state="open") if breaker.state == "probing" else breaker
