"""What the nightly watch found, as lines: a suite and target at a time, what drifts first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rich.text import Text

from harness.model.drift import Drift, DriftVerdict, WatchReading
from harness.summary import drift as words
from harness.summary import phrases
from harness.terminal._layout import GAP, padded, widest, wrapped
from harness.terminal.screen import Screen
from harness.visible import one_line

_ORDER: tuple[DriftVerdict, ...] = ("drifting", "unreadable", "steady")
_STYLES: dict[DriftVerdict, str] = {"drifting": "bold red", "unreadable": "yellow", "steady": "green"}
_VERDICT = max(map(len, _ORDER))


def show_drift(drift: Drift, screen: Screen) -> None:
    """The table on standard output, how it came about on standard error."""
    screen.say(*lines(drift, screen.width, verbose=screen.verbose))
    for notice in drift.notices:
        screen.note(f"note: {one_line(notice)}")
    nights = phrases.count_of(drift.nights, "night")
    screen.note(
        f"Pinned {drift.pinned} of {drift.pinned_at[:10]}; {nights} since {drift.since[:10]}. {words.promise(drift)}"
    )


def lines(drift: Drift, width: int, *, verbose: bool = False) -> list[Text]:
    places: dict[tuple[str, str], list[WatchReading]] = defaultdict(list)
    for reading in drift.readings:
        places[one_line(reading.suite), one_line(reading.target)].append(reading)
    if len(places) > 1 and not verbose and (reason := _only_reason(drift.readings)) is not None:
        sentence = f"unreadable: {one_line(reason)} (all {len(places)} pairs of suite and target)"
        return [Text(line, style=_STYLES["unreadable"]) for line in wrapped(sentence, width)]
    columns = widest([suite for suite, _ in places]), widest([target for _, target in places])
    blocks: list[Text] = []
    for place, readings in places.items():
        blocks += _place(place, columns, readings, width, verbose=verbose)
    return [*blocks, *(Text(one_line(words.served(change)), style="cyan") for change in drift.served)]


def _place(
    place: tuple[str, str], columns: tuple[int, int], readings: Sequence[WatchReading], width: int, *, verbose: bool
) -> Iterator[Text]:
    head = padded(padded(place[0], columns[0] + GAP).plain + place[1], sum(columns) + 2 * GAP)
    blank = " " * len(head.plain)
    room = width - len(blank) - _VERDICT - GAP
    for number, (verdict, sentence) in enumerate(_sentences(readings, verbose=verbose)):
        for row, part in enumerate(wrapped(one_line(sentence), max(room, 30))):
            line = Text(blank) if number or row else head.copy()
            line.append(("" if row else verdict).ljust(_VERDICT + GAP), style=_STYLES[verdict])
            yield line.append(part)


def _sentences(readings: Sequence[WatchReading], *, verbose: bool) -> Iterator[tuple[DriftVerdict, str]]:
    """What drifts and what cannot be read one by one (the same reason once), the steady watches together."""
    for verdict in _ORDER:
        alike = [reading for reading in readings if reading.verdict == verdict]
        if verdict == "drifting" or verbose:
            yield from ((verdict, words.reading(reading)) for reading in alike)
        elif verdict == "unreadable":
            reason = _only_reason(readings)
            yield from ((verdict, sentence) for sentence in ([reason] if reason is not None else _by_reason(alike)))
        elif alike:
            yield verdict, ", ".join(words.TITLES[reading.watch] for reading in alike)


def _only_reason(readings: Sequence[WatchReading]) -> str | None:
    """Why nothing at all can be read, where that is one and the same."""
    reasons = {reading.reason for reading in readings}
    unreadable = all(reading.verdict == "unreadable" for reading in readings)
    return reasons.pop() if len(reasons) == 1 and unreadable else None


def _by_reason(readings: Sequence[WatchReading]) -> Iterator[str]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        reasons[reading.reason].append(words.TITLES[reading.watch])
    return (f"{', '.join(titles)}: {reason}" for reason, titles in reasons.items())
