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


def trends(found: Drift) -> list[dict[str, Any]]:
    """What drifts first. Points are `[at, value]`, changes `[at, words]`."""
    drawn = [one for one in found.readings if _worth_drawing(one)]
    return [_trend(one, found) for one in sorted(drawn, key=lambda one: _ORDER[one.verdict])]


def _worth_drawing(one: WatchReading) -> bool:
    return len(one.nights) >= _POINTS and (one.watch in ALWAYS or one.verdict == "drifting")


def _trend(one: WatchReading, found: Drift) -> dict[str, Any]:
    changes = [[one.since, words.levels(one)]] if one.since else []
    changes += [[change.at, words.now_served(change)] for change in found.served if change.target == one.target]
    return {
        "title": f"{one.suite} · {one.target} · {words.TITLES[one.watch]}",
        "unit": _UNITS.get(one.watch, "share"),
        "points": [[night.at, night.value] for night in one.nights],
        "changes": changes,
        "state": one.verdict,
        "words": words.reading(one),
    }
