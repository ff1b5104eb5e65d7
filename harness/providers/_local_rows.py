"""One row of a batch as it grows: its tokens, the text they make, when it came and why it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from harness.model.exchange import Loss
from harness.providers._local_params import Order

_UNFINISHED = "\ufffd"
"""What half a character decodes to."""

End = Literal["stop", "length", "stop_sequence", "timeout", "cancelled"]
Decode = Callable[[list[int]], str]


@dataclass(slots=True)
class BatchRow:
    """`began` and the times of `chunks` are seconds of `time.perf_counter`."""

    order: Order
    prompt: list[int]
    limit: int
    began: float
    decode: Decode
    ends: frozenset[int]
    tokens: list[int] = field(default_factory=list)
    text: str = ""
    """What has been made of the tokens so far, if somebody wants to see it grow."""
    chunks: list[tuple[float, int]] = field(default_factory=list)
    first: float | None = None
    last: float = 0.0
    end: End | None = None
    spent: int = 0
    lost: tuple[Loss, ...] = ()
    _shown: tuple[int, int] = (0, 0)

    def take(self, token: int, now: float) -> bool:
        """One more token of a row that has not ended; whether it ends now."""
        self.first = now if self.first is None else self.first
        self.last = now
        self.spent += 1
        self._add(token, now)
        self.end = self.end or self._reason(now)
        return self.end is not None

    def whole_text(self) -> str:
        """The answer's text, cut before the first stop string."""
        if self.end == "stop_sequence":
            return self.text
        text = self.decode(self.tokens)
        at = self._stop_in(text, 0)
        if at is None:
            return text
        self.end = "stop_sequence"
        return text[:at]

    def chunks_of(self, text: str) -> tuple[tuple[float, int], ...]:
        """Seconds from the beginning and characters, of as much as belongs to the answer."""
        chunks, left = [], len(text)
        for moment, size in self.chunks:
            if left:
                chunks.append((moment - self.began, min(size, left)))
                left -= min(size, left)
        if left:
            chunks.append((self.last - self.began, left))
        return tuple(chunks)

    def _add(self, token: int, now: float) -> None:
        if token in self.ends:
            self.end = "stop"
            return
        self.tokens.append(token)
        if not (self.order.request.stream or self.order.stops):
            return
        piece = self._piece()
        before = len(self.text)
        self.text += piece
        if piece:
            self.chunks.append((now, len(piece)))
        at = self._stop_in(self.text, before) if piece else None
        if at is not None:
            self.text, self.end = self.text[:at], "stop_sequence"

    def _piece(self) -> str:
        """What the newest tokens add. Decoded together with the ones before, as a token's text depends on them."""
        start, end = self._shown
        before, after = self.decode(self.tokens[start:end]), self.decode(self.tokens[start:])
        if len(after) <= len(before) or after.endswith(_UNFINISHED):
            return ""
        self._shown = (end, len(self.tokens))
        return after[len(before) :]

    def _stop_in(self, text: str, new_from: int) -> int | None:
        """Where the first stop string begins, if one ends in what is new."""
        places = [text.find(stop, max(0, new_from - len(stop) + 1)) for stop in self.order.stops]
        return min((at for at in places if at >= 0), default=None)

    def _reason(self, now: float) -> End | None:
        if self.order.done.cancelled():
            return "cancelled"
        if now > self.began + self.order.terms.timeout_s:
            return "timeout"
        return "length" if len(self.tokens) >= self.limit else None
