"""How each case of a suite went, run by run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from harness.model.past import Measurement

CASES, NIGHTS = 60, 40
"""Cases shown, those that failed most often first, and the newest runs of them."""
State = Literal["good", "bad", "missing", "absent"]


@dataclass(frozen=True, slots=True)
class CaseNight:
    at: str
    state: State


@dataclass(frozen=True, slots=True)
class Strips:
    """For each case a strip for each target; `left` cases are not shown."""

    targets: tuple[str, ...]
    rows: list[tuple[str, list[list[CaseNight]]]]
    left: int


def strips(measured: Iterable[Measurement]) -> Strips:
    runs: dict[str, str] = {}
    states: dict[str, dict[tuple[str, str], State]] = {}
    targets: dict[str, None] = {}
    for measurement in measured:
        runs[measurement.run] = measurement.started_at
        targets[measurement.target] = None
        states.setdefault(measurement.case, {})[measurement.target, measurement.run] = _state(measurement)
    newest = list(runs.items())[-NIGHTS:]
    # `sorted` is stable: cases that failed equally often keep their order.
    ranked = sorted(states, key=lambda case: -sum(state == "bad" for state in states[case].values()))
    rows = [
        (case, [[CaseNight(at, states[case].get((target, run), "absent")) for run, at in newest] for target in targets])
        for case in ranked[:CASES]
    ]
    return Strips(tuple(targets), rows, max(len(ranked) - CASES, 0))


def _state(measurement: Measurement) -> State:
    """Trouble outranks failure, as everywhere."""
    if measurement.errors:
        return "missing"
    return "bad" if measurement.failed else "good" if measurement.passed else "absent"
