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


def reading(found: WatchReading) -> str:
    """What one watch says: the change, or what it is and what would be seen, or why it cannot be read."""
    if found.verdict == "unreadable":
        return f"{TITLES[found.watch]}: {found.reason}"
    return _change(found) if found.verdict == "drifting" else _steady(found)


def _change(found: WatchReading) -> str:
    certain = phrases.count_of(found.found_after or 0, "night")
    since = f"since {(found.since or '')[:10]} (night {found.night}), certain after {certain}"
    return f"{TITLES[found.watch]} {levels(found)} {since}"


def levels(found: WatchReading) -> str:
    """`0.97 → 0.69`"""
    before = "?" if found.before is None else value(found.watch, found.before)
    after = "?" if found.after is None else value(found.watch, found.after)
    return f"{before} → {after}"


def _steady(found: WatchReading) -> str:
    now = f"{TITLES[found.watch]} {value(found.watch, found.nights[-1].value)}" if found.nights else TITLES[found.watch]
    if found.visible is None:
        return now
    if found.watch in _WORSE:
        return f"{now}; {found.visible:.0%} of the cases {_WORSE[found.watch]} would show within a week"
    return f"{now}; {value(found.watch, found.visible)} would show within a week"


def served(found: ServedChange) -> str:
    return f"{found.target}: {now_served(found)} on {found.at[:10]}"


def now_served(found: ServedChange) -> str:
    """`served model a → b`"""
    what = "served model" if found.what == "model" else "fingerprint"
    return f"{what} {found.before} → {found.after}"


def promise(found: Drift) -> str:
    """By what right it is said."""
    watches = f"{found.watches:,} watch{'es'[: 2 * (found.watches != 1)]}"
    return f"Chance of any false alarm in {watches} within a year of nights: at most {phrases.percent(_chance(found))}."


def _chance(found: Drift) -> float:
    return min(1.0, found.alarms_a_year)


def news(found: Drift) -> Iterator[str]:
    """What changed with the last night: what began to drift, what recovered, who answers now."""
    for one in found.readings:
        if one.new:
            yield f"DRIFT {one.suite} on {one.target}: {reading(one)}"
    for one in found.readings:
        if one.recovered:
            yield f"recovered {one.suite} on {one.target}: {reading(one)}"
    for change in found.served:
        if change.new:
            yield f"changed {served(change)}"
