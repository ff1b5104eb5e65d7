"""The calendar of retirements as a file: iCalendar (RFC 5545) for people's own calendars, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from harness.errors import UsageError
from harness.facts import Book
from harness.linting.calendar import ModelInUse

FORMAT = "harness-calendar/1"
_LONGEST_LINE = 75
"""Octets of a line, without its end; RFC 5545, section 3.1."""
Writer = Callable[[Sequence[ModelInUse], Book, date], str]


def writer_for(path: Path) -> Writer:
    """Raises UsageError for another suffix."""
    writer = {".ics": as_ics, ".json": as_json}.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"-o {path}: a calendar is written as .ics or .json", slug="unknown-report")
    return writer


def as_json(entries: Sequence[ModelInUse], book: Book, today: date) -> str:
    written = [asdict(entry) | {"gone": entry.gone} for entry in entries]
    head = {"format": FORMAT, "today": today.isoformat(), "collected": book.collected.isoformat()}
    whole = {**head, "sources": list(book.sources), "entries": written}
    return json.dumps(whole, indent=2, default=date.isoformat) + "\n"


def as_ics(entries: Sequence[ModelInUse], book: Book, today: date) -> str:
    """An event of a whole day for each model that has one, with alarms 60 and 14 days before."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//harness//calendar//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        if entry.retires is not None:
            lines += _event(entry, entry.retires, book, today)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: ModelInUse, day: date, book: Book, today: date) -> Iterator[str]:
    # The same model keeps its event when the file is made anew, so that a calendar replaces it.
    mark = sha256(f"{entry.target}/{entry.provider}/{entry.model}".encode()).hexdigest()[:32]
    description = f"{entry.target} ({', '.join(entry.roles)}) asks for {entry.model}."
    description += f" Successor named by the vendor: {entry.successor}." if entry.successor else ""
    description += f" Source: {entry.source}, as collected on {book.collected}."
    yield from ("BEGIN:VEVENT", f"UID:{mark}@harness", f"DTSTAMP:{today:%Y%m%d}T000000Z")
    yield from (f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}")
    yield f"SUMMARY:{_escaped(f'{entry.model} is withdrawn ({entry.target})')}"
    yield f"DESCRIPTION:{_escaped(description)}"
    for before in (60, 14):
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{before}D")
        yield from (f"DESCRIPTION:{_escaped(f'{entry.model} is withdrawn in {before} days')}", "END:VALARM")
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Longer lines go on after a line end and a space, never within a character."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        # A piece that goes on begins with the space, which counts.
        if len((piece + character).encode()) > _LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
