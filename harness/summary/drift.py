"""What the nightly watch found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.drift import Drift, ServedChange, WatchName, WatchReading
from harness.summary import phrases

TITLES: dict[WatchName, str] = {
    "equivalence": "same answers as pinned",
    "pass-rate": "pass rate",
    "refusals": "refusals",
    "shorter": "answers shorter",
    "longer": "answers longer",
    "ttft": "first token",
    "latency": "latency",
    "speed": "speed",
    "errors": "errors",
    "rate-limits": "refused for their number (429)",
}
_SECONDS, _CHARACTERS, _SPEED = ("ttft", "latency"), ("shorter", "longer"), "speed"
_WORSE = {
    "shorter": "shorter by a quarter", "longer": "longer by a quarter", "ttft": "slower by a quarter",
    "latency": "slower by a quarter", "speed": "slower by a quarter",
}  # fmt: skip
_FEW = 10  # seconds: hundredths matter below


def value(watch: WatchName, number: float) -> str:
    """`0.97`, `1.20 s`, `412 characters`, `80 tokens/s`."""
    if watch in _SECONDS:
        return f"{number:.2f} s" if number < _FEW else f"{number:.0f} s"
    if watch in _CHARACTERS:
        return f"{number:,.0f} characters"
    if watch == _SPEED:
        return f"{number:,.0f} tokens/s"
    return f"{number:.2f}"


def reading(watched: WatchReading) -> str:
    """What one watch says: the change, or what it is and what would be seen, or why it cannot be read."""
    if watched.verdict == "unreadable":
        return f"{TITLES[watched.watch]}: {watched.reason}"
    return _change(watched) if watched.verdict == "drifting" else _steady(watched)


def _change(watched: WatchReading) -> str:
    certain = phrases.count_of(watched.found_after or 0, "night")
    since = f"since {(watched.since or '')[:10]} (night {watched.night}), certain after {certain}"
    return f"{TITLES[watched.watch]} {levels(watched)} {since}"


def levels(watched: WatchReading) -> str:
    """`0.97 → 0.69`"""
    before = "?" if watched.before is None else value(watched.watch, watched.before)
    after = "?" if watched.after is None else value(watched.watch, watched.after)
    return f"{before} → {after}"


def _steady(watched: WatchReading) -> str:
    now = (
        f"{TITLES[watched.watch]} {value(watched.watch, watched.nights[-1].value)}"
        if watched.nights
        else TITLES[watched.watch]
    )
    if watched.visible is None:
        return now
    if watched.watch in _WORSE:
        return f"{now}; {100 * watched.visible:.0f} % of the cases {_WORSE[watched.watch]} would show within a week"
    return f"{now}; {value(watched.watch, watched.visible)} would show within a week"


def served(change: ServedChange) -> str:
    return f"{change.target}: {now_served(change)} on {change.at[:10]}"


def now_served(change: ServedChange) -> str:
    """`served model a → b`"""
    what = "served model" if change.what == "model" else "fingerprint"
    return f"{what} {change.before} → {change.after}"


def promise(drift: Drift) -> str:
    """By what right it is said."""
    watches = f"{drift.watches:,} watch{'es'[: 2 * (drift.watches != 1)]}"
    chance = phrases.percent(min(1.0, drift.alarms_a_year))
    return f"Chance of any false alarm in {watches} within a year of nights: at most {chance}."


def news(drift: Drift) -> Iterator[str]:
    """What changed with the last night: what began to drift, what recovered, who answers now."""
    for watched in drift.readings:
        if watched.new:
            yield f"DRIFT {watched.suite} on {watched.target}: {reading(watched)}"
    for watched in drift.readings:
        if watched.recovered:
            yield f"recovered {watched.suite} on {watched.target}: {reading(watched)}"
    for change in drift.served:
        if change.new:
            yield f"changed {served(change)}"
