"""The nightly watch as lines."""

from __future__ import annotations

from harness.model.drift import Drift, WatchName, WatchReading
from harness.terminal.drift import lines

WATCHES: tuple[WatchName, ...] = ("pass-rate", "errors")


def reading(suite: str, watch: WatchName, reason: str = "", **more) -> WatchReading:
    return WatchReading(
        **{"suite": suite, "target": "gpt", "watch": watch, "verdict": "unreadable", "reason": reason} | more
    )


def shown(*readings: WatchReading, verbose: bool = False) -> str:
    found = Drift(
        pinned="r", pinned_at="2026-03-01", since="2026-03-02", last_run=None, last=None, nights=0, watches=2,
        alarms_a_year=0.1, readings=readings,
    )  # fmt: skip
    return "\n".join(line.plain for line in lines(found, 100, verbose=verbose))


def test_one_reason_for_everything_is_told_once():
    readings = [reading(suite, watch, "no night") for suite in ("a", "b") for watch in WATCHES]
    assert shown(*readings) == "unreadable: no night (all 2 pairs of suite and target)"
    assert shown(*readings, verbose=True).count("no night") == 4


def test_one_reason_for_a_suite_is_told_once():
    told = shown(reading("a", "pass-rate", "changed"), reading("a", "errors", "changed"), reading("b", "errors", "few"))
    assert [line.split() for line in told.splitlines()] == [
        ["a", "gpt", "unreadable", "changed"],
        ["b", "gpt", "unreadable", "few"],
    ]


def test_several_reasons_name_their_watches():
    told = shown(reading("a", "pass-rate", "few"), reading("a", "errors", verdict="steady"))
    assert "pass rate: few" in told
    assert "steady" in told
