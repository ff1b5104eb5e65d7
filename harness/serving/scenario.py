"""A scenario: which faults are on, when, for whom. It is a timeline, and asks nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness import plugins
from harness.model.wire import Exchange, Proceed, WireReply

HEALTHY = "fallback"
"""Requests for a model of this name are disturbed only by entries that name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledFault:
    """A fault and when it is on: from `after_s` for `for_s` seconds (None: for ever) since the first request that the
    scenario concerns, for each model's first `attempts` requests (None: all), for a `share` of them, for the models
    named in `on` (empty: all but `fallback`).
    """

    fault: str
    settings: Any
    after_s: float = 0.0
    for_s: float | None = None
    attempts: int | None = None
    share: float = 1.0
    on: frozenset[str] = frozenset()

    def concerns(self, model: str) -> bool:
        return model in self.on if self.on else model != HEALTHY

    def is_on(self, elapsed_s: float) -> bool:
        return self.after_s <= elapsed_s and (self.for_s is None or elapsed_s < self.after_s + self.for_s)

    async def disturb(self, exchange: Exchange, proceed: Proceed) -> WireReply:
        reply: WireReply = await plugins.load("faults", self.fault).disturb(exchange, self.settings, proceed)
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`entries` stack in their order: the first stands nearest to the client."""

    id: str
    title: str = ""
    entries: tuple[ScheduledFault, ...] = ()

    def concerns(self, model: str) -> bool:
        return any(entry.concerns(model) for entry in self.entries)

    def chosen(self, model: str, attempt: int, elapsed_s: float, draws: Sequence[float]) -> tuple[ScheduledFault, ...]:
        """The faults that this request meets; `draws` in [0, 1), one for each entry, decide for shares."""
        return tuple(
            entry
            for entry, draw in zip(self.entries, draws, strict=True)
            if entry.concerns(model)
            and entry.is_on(elapsed_s)
            and (entry.attempts is None or attempt <= entry.attempts)
            and draw < entry.share
        )

    @property
    def recovers_s(self) -> float | None:
        """When the last fault that goes by the clock is over; None if one never is."""
        ends = [entry.after_s + entry.for_s if entry.for_s is not None else None for entry in self.entries]
        timed = [end for end in ends if end is not None]
        return max(timed, default=0.0) if len(timed) == len(ends) else None

    def outages(self, attribute: str) -> list[tuple[float, float | None]]:
        """(from, to) of the faults whose module says the attribute (`CLOSES_PORT`, `UNRESOLVABLE`)."""
        return [
            (entry.after_s, None if entry.for_s is None else entry.after_s + entry.for_s)
            for entry in self.entries
            if getattr(plugins.load("faults", entry.fault), attribute, False)
        ]


UNDISTURBED = Scenario(id="none")


def lasting(fault: str, settings: Any, **when: Any) -> Scenario:
    """One fault and nothing else."""
    return Scenario(id=fault, entries=(ScheduledFault(fault=fault, settings=settings, **when),))


def combined(scenarios: Iterable[Scenario]) -> Scenario:
    """Several at once."""
    several = tuple(scenarios)
    return Scenario(id="+".join(one.id for one in several), entries=tuple(e for one in several for e in one.entries))


@dataclass(slots=True)
class Clock:
    """A scenario's time: starts with the first request it concerns, and runs `1 / scale` times as fast."""

    scale: float = 1.0
    started: float | None = field(default=None)

    def elapsed(self, now: float) -> float:
        """Seconds of the scenario; the first call starts it."""
        if self.started is None:
            self.started = now
        return (now - self.started) / self.scale if self.scale > 0 else float("inf")
