"""A vendor's answer as it passes: put together again into the neutral form, with its pace."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from harness import strictjson
from harness.model.exchange import Response
from harness.providers._answer import Reported, WholeAnswer, Wire, WirePlan
from harness.providers._shape import Malformed, decode, parse_json
from harness.providers._sse import Event, EventStream

LARGEST = 32 * 1024 * 1024
"""Bytes of an answer that is not streamed; a longer one is passed on and not kept."""
_EXPLAINED = ("length", "refusal", "filter", "context")
"""Reasons to stop that explain an empty text."""


class Passing:
    """One answer on its way: `feed` takes its bytes as they come, `response` gives it once it is whole.

    `seconds` are since the request was sent.
    """

    def __init__(self, api: str, model: str, *, stream: bool) -> None:
        # The providers' own reading: an answer that passes is then the same as one that harness had asked for itself.
        module: Any = import_module(f"harness.providers._{api}")
        self._wire: Wire = module.WIRE
        # Not every server ends a stream with [DONE]; whether it was cut off is known from the connection.
        self._fold = (
            self._wire.fold(WirePlan(dialect="chat", known_as=model, server="transformers")) if stream else None
        )
        self._events = EventStream()
        self._body = bytearray()
        self._chunks: list[tuple[float, int]] = []
        self._first_s: float | None = None
        self._last_s = 0.0
        self.trouble = ""
        """Why it cannot be kept; "" while nothing is wrong."""
        self.id = ""

    def feed(self, data: bytes, seconds: float) -> None:
        self._last_s = seconds
        if self._fold is None:
            # Up to one read beyond the limit is kept, which is how `_answer` knows that it was passed.
            self._body += data if len(self._body) <= LARGEST else b""
            return
        for event in self._events.feed(data):
            if not self.trouble:
                self._add(event, seconds)

    def _add(self, event: Event, seconds: float) -> None:
        assert self._fold is not None  # noqa: S101 - only streams have events
        try:
            text = self._fold.add(event)
            if not self.id and event.data.strip() != "[DONE]":
                self.id = _id_of(strictjson.read(event.data, distinct=False))
        except (Malformed, Reported, ValueError, RecursionError) as error:
            self.trouble = f"the stream is no answer: {error}"
            return
        if self._fold.begun and self._first_s is None:
            self._first_s = seconds
        # Events without text (roles, pings, calls of tools) are no part of the pace at which a reader sees it come.
        if text:
            self._chunks.append((round(seconds, 4), len(text)))

    @property
    def ended(self) -> bool:
        """Whether a stream has said its last word."""
        return self._fold is not None and self._fold.ended

    def response(self) -> Response | None:
        """The answer, or None where `trouble` says why there is none. Call it once all has come."""
        try:
            answer = self._answer()
        except (Malformed, Reported, ValueError, RecursionError) as error:
            self.trouble = self.trouble or f"it is no answer: {error}"
            return None
        if answer is None or self.trouble:
            return None
        if not (answer.text.strip() or answer.tool_calls) and answer.stop_reason not in _EXPLAINED:
            self.trouble = "neither text nor a tool call"
            return None
        return answer.response(
            latency_s=round(self._last_s, 4),
            ttft_s=None if self._first_s is None else round(self._first_s, 4),
            chunks=tuple(self._chunks),
        )

    def _answer(self) -> WholeAnswer | None:
        if self._fold is not None:
            if self._fold.whole():
                folded: WholeAnswer = self._fold.answer()
                return folded
            self.trouble = self.trouble or f"it was not whole: {self._fold.missing()}"
            return None
        if len(self._body) > LARGEST:
            self.trouble = "it is larger than any that is kept"
            return None
        data = parse_json(decode(bytes(self._body))[0])
        self.id = _id_of(data)
        answer: WholeAnswer = self._wire.read(data)
        return answer


def _id_of(data: Any) -> str:
    """The vendor's own name of the answer: at the top, or in the object that an event brings."""
    places = (data, *(data.get(name) for name in ("response", "message"))) if isinstance(data, Mapping) else ()
    names = [place.get("id") for place in places if isinstance(place, Mapping)]
    return next((name for name in names if isinstance(name, str)), "")
