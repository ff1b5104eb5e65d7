"""The readings as lines over time, in the form in which reports draw them (see `harness.pages.trend`)."""

from __future__ import annotations

from typing import Any

from harness.model.drift import Drift, WatchName, WatchReading
from harness.summary import drift as words

ALWAYS: tuple[WatchName, ...] = ("pass-rate", "equivalence", "latency")
"""Drawn whatever they say; the others only where they drift."""
_ORDER = {"drifting": 0, "unreadable": 1, "steady": 2}
_UNITS: dict[WatchName, str] = dict.fromkeys(("ttft", "latency"), "seconds") | dict.fromkeys(  # type: ignore[assignment]
    ("shorter", "longer", "speed"), "number"
)
_POINTS = 2
"""Fewer make no line."""


def trends(drift: Drift) -> list[dict[str, Any]]:
    """What drifts first. Points are `[at, value]`, changes `[at, words]`."""
    drawn = [
        reading
        for reading in drift.readings
        if len(reading.nights) >= _POINTS and (reading.watch in ALWAYS or reading.verdict == "drifting")
    ]
    return [_trend(reading, drift) for reading in sorted(drawn, key=lambda reading: _ORDER[reading.verdict])]


def _trend(reading: WatchReading, drift: Drift) -> dict[str, Any]:
    changes = [[reading.since, words.levels(reading)]] if reading.since else []
    changes += [[change.at, words.now_served(change)] for change in drift.served if change.target == reading.target]
    return {
        "title": f"{reading.suite} · {reading.target} · {words.TITLES[reading.watch]}",
        "unit": _UNITS.get(reading.watch, "share"),
        "points": [[night.at, night.value] for night in reading.nights],
        "changes": changes,
        "state": reading.verdict,
        "words": words.reading(reading),
    }
