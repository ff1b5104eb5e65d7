"""How a product falls back when a target fails: what the user wrote under `failover:`, every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from harness.model.exchange import TroubleKind

Answer = Literal["retry", "next", "fail"]
"""What a kind of trouble calls for: the same target again, the next one at once, or the end."""
Scope = Literal["target", "vendor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: until the request is sent, until the first word of a streamed answer, between two pieces of it, and in
    all. `total_s` bounds one attempt.
    """

    connect_s: float = 5.0
    first_token_s: float = 10.0
    gap_s: float = 10.0
    total_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRule:
    """Opens once, of the last `window` attempts and at least `requests` of them, `share` have failed; after
    `cooldown_s` seconds one probe is let through. `scope`: what is given up together.
    """

    requests: int = 3
    window: int = 10
    share: float = 0.5
    cooldown_s: float = 15.0
    scope: Scope = "target"


ANSWERS: Mapping[TroubleKind, Answer] = {
    # What may pass in a moment.
    "connection": "retry",
    "protocol": "retry",
    "rate-limit": "retry",
    "overloaded": "retry",
    "server": "retry",
    "bad-response": "retry",
    "truncated": "retry",
    "empty": "retry",
    # What would only take as long again, or cost as much again.
    "dns": "next",
    "tls": "next",
    "timeout": "next",
    "too-large": "next",
    "quota": "next",
    "auth": "next",
    "no-key": "next",
    "not-found": "next",
    "context": "next",
    "bad-request": "next",
    "unsupported": "next",
    "crash": "next",
    "budget": "next",
    "missing-recording": "next",
    # What another vendor should not be asked to do instead, unless the user says so.
    "filter": "fail",
    "in-doubt": "fail",
    "in-batch": "fail",
    "interrupted": "fail",
}
"""For each kind of trouble; `failover: {answers: …}` replaces single ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failover:
    """`order` names targets, the first choice first; those of a group in `groups` share its place: each request begins
    with the next of them. `attempts` bounds the tries of one target, `most_sends` those of a
    request on all of them, `deadline_s` its time (None: no bound beyond those of the attempts).

    `backoff_s` is the first wait before a retry, doubled each time up to `backoff_at_most_s`; a vendor's Retry-After
    replaces it, unless it is longer than `retry_after_at_most_s`: then the next target is asked. `least_tokens_per_s`
    gives up a streamed answer that comes more slowly.
    """

    order: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    attempts: int = 2
    timeouts: Timeouts = field(default_factory=Timeouts)
    answers: Mapping[TroubleKind, Answer] = field(default_factory=lambda: ANSWERS)
    backoff_s: float = 0.5
    backoff_at_most_s: float = 8.0
    retry_after_at_most_s: float = 5.0
    most_sends: int = 6
    deadline_s: float | None = 60.0
    least_tokens_per_s: float | None = None
    breaker: BreakerRule | None = field(default_factory=BreakerRule)
    same_model_first: bool = False

    def turned(self, chain: tuple[str, ...], number: int) -> tuple[str, ...]:
        """The chain for request `number`, counted from 0: those of a group change places in turn."""
        turned = list(chain)
        for group in self.groups:
            places = [place for place, name in enumerate(chain) if name in group]
            names = [chain[place] for place in places]
            for offset, place in enumerate(places):
                turned[place] = names[(offset + number) % len(names)]
        return tuple(turned)
