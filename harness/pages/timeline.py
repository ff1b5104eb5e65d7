"""An outage over time: a row a target, a mark for every attempt, the fault shaded."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.drill import DrilledOutage
from harness.summary.phrases import duration

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 120, 12, 26, 10
_LEAST = 2.0
"""Marks are this wide at least, or a quick answer could not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineMark:
    x: float
    y: float
    width: float
    state: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything in pixels; `shade` is (x, width) of the fault."""

    height: int
    rows: tuple[tuple[str, float], ...]
    marks: tuple[TimelineMark, ...]
    shade: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]


def drawn(outage: DrilledOutage) -> Timeline:
    """The picture of one outage."""
    targets = list(dict.fromkeys([*outage.targets, *(attempt.target for attempt in outage.attempts)]))
    lasts = max([outage.fault_s, *(attempt.ended_s for attempt in outage.attempts), 0.001])
    room = WIDTH - LEFT - RIGHT

    def x(seconds: float) -> float:
        return round(LEFT + room * max(0.0, seconds) / lasts, 1)

    marks = [
        TimelineMark(
            x=x(attempt.began_s),
            y=TOP + ROW * targets.index(attempt.target) + 5,
            width=max(_LEAST, round(x(attempt.ended_s) - x(attempt.began_s), 1)),
            state="bad" if attempt.trouble else "good",
            words=f"{attempt.target}, {attempt.suite}/{attempt.case}, at {duration(max(0.0, attempt.began_s))}: "
            + (attempt.trouble or "answered"),
        )
        for attempt in outage.attempts
    ]
    return Timeline(
        height=TOP + ROW * len(targets) + 24,
        rows=tuple((name, TOP + ROW * number + ROW / 2 + 4) for number, name in enumerate(targets)),
        marks=tuple(marks),
        shade=(x(0), round(x(outage.fault_s) - x(0), 1)),
        ticks=tuple((x(lasts * part), duration(lasts * part)) for part in (0, 0.5, 1)),
    )
