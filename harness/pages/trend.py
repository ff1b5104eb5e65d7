"""One quantity over time as a small line, with its intervals, a limit and the points of change.

    points = [Point("2026-03-01T02:00:00+00:00", 0.98, lower=0.93, upper=1.0), …]
    drawn = trend("pass rate", points, changes=[Change("2026-03-04T02:00:00+00:00", "fell by 12 %")], limit=0.9)

The macro `trend` of `parts.html.j2` puts it into a page; small multiples share `moments`, so that a night
stands at the same place in each of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harness.pages import distribution
from harness.summary import phrases

WIDTH, HEIGHT = 440, 96
LEFT, RIGHT, TOP, FLOOR = 52, 10, 12, 74
"""Where the plot begins and ends: `RIGHT` from the right edge, `FLOOR` from the top."""
CALM = 0.2
"""Shares are shown on an axis of this length at least."""
_Words = Callable[[float], str]
UNITS: Mapping[str, _Words] = {
    "share": phrases.percent,
    "seconds": distribution.seconds,
    "usd": distribution.money,
    "number": lambda value: f"{value:,.4g}",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a moment (ISO 8601), with its interval where one is known; `link` leads to what it tells of."""

    at: str
    value: float
    lower: float | None = None
    upper: float | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which something changed, and what."""

    at: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    y: float
    value: float
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class TrendMark:
    x: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The geometry in pixels. `band` encloses the intervals, `line` joins the values (SVG `points`)."""

    title: str
    dots: tuple[Dot, ...]
    line: str
    band: str
    marks: tuple[TrendMark, ...]
    limit: float | None
    limit_words: str
    top_words: str
    floor_words: str
    first: str
    last: str
    latest: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class _Axes:
    """From `begin` to `end` (seconds) and from `least` to `most`, in pixels; what lies outside is put at the edge."""

    begin: float
    end: float
    least: float
    most: float

    def x(self, moment: str) -> float:
        share = 0.5 if self.end <= self.begin else (_seconds(moment) - self.begin) / (self.end - self.begin)
        return round(LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        share = (min(max(value, self.least), self.most) - self.least) / (self.most - self.least)
        return round(FLOOR - share * (FLOOR - TOP), 1)

    def place(self, moment: str, value: float) -> str:
        return f"{self.x(moment)},{self.y(value)}"


def trend(
    title: str,
    points: Sequence[Point],
    *,
    unit: str = "share",
    changes: Iterable[Change] = (),
    limit: float | None = None,
    moments: tuple[str, str] | None = None,
    state: str = "",
    words: str = "",
) -> Trend | None:
    """None if there is no finite value. `unit` is a key of `UNITS`; `moments` are the ends of the axis of time."""
    finite = sorted((point for point in points if math.isfinite(point.value)), key=lambda point: _seconds(point.at))
    if not finite:
        return None
    say = UNITS[unit]
    first, last = moments or (finite[0].at, finite[-1].at)
    least, most = _stretch(finite, limit, unit)
    axes = _Axes(_seconds(first), _seconds(last), least, most)
    return Trend(
        title=title,
        dots=tuple(
            Dot(
                x=axes.x(point.at),
                y=axes.y(point.value),
                value=point.value,
                words=f"{_day(point.at)}: {say(point.value)}",
                link=point.link,
            )
            for point in finite
        ),
        line=" ".join(axes.place(point.at, point.value) for point in finite),
        band=_band(finite, axes),
        marks=tuple(TrendMark(axes.x(change.at), f"{_day(change.at)}: {change.words}") for change in changes),
        limit=None if limit is None else axes.y(limit),
        limit_words="" if limit is None else say(limit),
        top_words=say(most),
        floor_words=say(least),
        first=_day(first),
        last=_day(last),
        latest=say(finite[-1].value),
        state=state,
        words=words,
    )


def kept(carried: Any) -> list[Trend]:
    """The trends a run carries in its `extra["trends"]`: what no trend can be drawn of is left out.

    Each is `{"title", "unit", "points": [[at, value, lower, upper], …], "changes": [[at, words], …], "limit",
    "state", "words"}`; all but title and points may be missing.
    """
    drawn = [_kept(drawing) for drawing in carried] if isinstance(carried, list | tuple) else []
    return [drawing for drawing in drawn if drawing is not None]


def _kept(carried: Any) -> Trend | None:
    try:
        words, changes = str(carried.get("words", "")), carried.get("changes", ())
        return trend(
            str(carried["title"]),
            [Point(str(point[0]), *point[1:4]) for point in carried["points"]],
            unit=carried.get("unit", "share"),
            changes=[Change(str(at), str(drawn)) for at, drawn in changes],
            limit=carried.get("limit"),
            state=str(carried.get("state", "")),
            words="" if any(words == drawn for _, drawn in changes) else words,
        )
    # `extra` may come from anybody's results file: a wrong shape costs its drawing, not the report.
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None


def _band(points: Sequence[Point], axes: _Axes) -> str:
    """Around the intervals: along the upper bounds and back along the lower ones."""
    bounded = [
        (point.at, point.lower, point.upper) for point in points if point.lower is not None and point.upper is not None
    ]
    upper = [axes.place(at, top) for at, _, top in bounded]
    # Backwards, so that the polygon closes without crossing itself.
    lower = [axes.place(at, floor) for at, floor, _ in reversed(bounded)]
    return " ".join([*upper, *lower]) if len(bounded) > 1 else ""


def _stretch(points: Sequence[Point], limit: float | None, unit: str) -> tuple[float, float]:
    """What the axis shows: every value, bound and the limit, with some air.

    Amounts begin at 0, and a share is shown within `CALM` at least: noise shall not look like a fall.
    """
    amounts = [limit, *(value for point in points for value in (point.value, point.lower, point.upper))]
    every = [value for value in amounts if value is not None]
    least, most = min(every), max(every)
    # A tenth of air above, so that no dot lies on the frame.
    if unit != "share":
        return min(least * 1.1, 0.0), max(most * 1.1, 0.0) or 1.0
    missing = max(CALM - (most - least), 0.0)
    air = max((most - least) * 0.1, 0.01)
    top = most + air if most > 1 else min(most + max(air, missing / 2), 1.0)
    floor = min(least - air, top - CALM)
    return floor if least < 0 else max(floor, 0.0), top


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d}"
