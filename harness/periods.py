"""Spans of time as people write them: `30d`, `12h`, `4w`, `1.5 s`; and moments as history keeps them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from harness.errors import UsageError

_PERIOD = re.compile(r"([1-9]\d{0,4})([hdw])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def period(text: str, option: str = "") -> timedelta:
    """`30d`, `12h` or `4w` as a span; `option` is named in the error.

    Raises:
        UsageError: it is written otherwise.
    """
    found = _PERIOD.fullmatch(text.strip().lower())
    if not found:
        place = f"{option}: " if option else ""
        raise UsageError(f"{place}{text!r} is not a span of time", slug="bad-period", hint="for example 30d, 12h or 4w")
    return int(found[1]) * _UNITS[found[2]]


_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|h)", re.ASCII)
_IN_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def seconds(text: str | float) -> float:
    """`90`, `1.5 s`, `250 ms`, `2 min` or `1 h` in seconds.

    Raises:
        ValueError: it is none of these; the message says what would be.
    """
    if isinstance(text, int | float) and not isinstance(text, bool) and 0 <= text < float("inf"):
        return float(text)
    match = _SECONDS.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError("write seconds as a number, or for example `250 ms`, `60 s`, `2 min`")
    return float(match[1]) * _IN_SECONDS[match[2]]


def since(text: str, now: datetime, option: str = "--since") -> datetime:
    """The moment a span before `now`, or the moment written: `30d`, `2026-03-01`, `2026-03-01T10:00`. UTC where unsaid.

    Raises:
        UsageError: it is none of these.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        try:
            return now - period(text, option)
        except UsageError as error:
            hint = "for example 30d, 12h or 2026-03-01"
            raise UsageError(f"{option}: {text!r} is no span and no date", slug="bad-period", hint=hint) from error


def stamp(moment: datetime) -> str:
    """The moment as it is kept: ISO 8601 in UTC, whole seconds, so that text sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
