"""Server-sent events, as the standard reads them: whatever the pieces, the line ends and the comments.

An event without its blank line was cut off and is not one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harness.providers._shape import decode

_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    name: str
    data: str


class EventStream:
    """Takes bytes in any pieces, gives whole events. `clean` turns false if they were not UTF-8."""

    __slots__ = ("_data", "_fresh", "_name", "_rest", "_seen", "clean")

    def __init__(self) -> None:
        self.clean = True
        self._rest: list[bytes] = []
        self._seen = b""  # the last byte of the piece before, where it was a CR whose LF may still come
        self._fresh = True
        self._name = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[Event]:
        for line in self._lines(piece):
            if line:
                self._field(line)
            elif event := self._dispatch():
                yield event

    def _lines(self, piece: bytes) -> Iterator[bytes]:
        """Whole lines; the rest is kept as pieces, so that a line of many of them costs no more than its length."""
        if self._seen and piece[:1] == b"\n":
            piece = piece[1:]
            self._seen = b""
        if not piece:
            return
        self._seen = piece[-1:] if piece.endswith(b"\r") else b""
        *finished, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in finished:
            self._rest.append(line)
            complete, self._rest = b"".join(self._rest), []
            fresh, self._fresh = self._fresh, False
            yield complete.removeprefix(_BOM) if fresh else complete
        self._rest.append(rest)

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name not in (b"data", b"event"):
            return  # a comment, an id, a retry time
        text, clean = decode(value.removeprefix(b" "))
        self.clean &= clean
        if name == b"data":
            self._data.append(text)
        else:
            self._name = text

    def _dispatch(self) -> Event | None:
        event = Event(self._name, "\n".join(self._data)) if self._data else None
        self._name, self._data = "", []
        return event
