"""Where healthy answers come from: a fixed text, or recordings."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from harness.model.exchange import Response
from harness.model.wire import Asked, WirePiece, WireReply, body
from harness.serving.apis import Api

WORD_S = 0.015
"""Between two words of a fixed text: the pace of the public scenarios."""
_WORDS = re.compile(r"\S+\s*|\s+")

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as the server understood it. `raw` is its JSON object, `path` where it was sent."""

    path: str
    api_name: str
    api: Api
    asked: Asked
    raw: Mapping[str, Any]
    content: bytes
    headers: Mapping[str, str]


class Source(Protocol):
    """Gives the healthy answer to a request."""

    async def reply(self, incoming: Incoming, pause: Pause) -> WireReply: ...


@dataclass(frozen=True, slots=True)
class FixedText:
    """Every request is answered with the same text, word by word."""

    text: str

    async def reply(self, incoming: Incoming, pause: Pause) -> WireReply:
        parts = _WORDS.findall(self.text)
        return await spoken(Response(text=self.text), incoming, pause, parts, [WORD_S] * len(parts))


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """A recorded answer and whose it is: suite, case and target."""

    response: Response
    suite: str
    case: str
    target: str


@dataclass(frozen=True)
class CassetteSource:
    """Answers from cassettes, found by what the request says.

    An application seldom sends exactly what a suite does: requests are matched by their model and the text of their
    turns, white space folded. Asked the same again, the next recorded sample answers, and the first after the last.
    """

    by_turns: Mapping[str, Sequence[tuple[str, RecordedAnswer]]]
    """By `fingerprint`: (model, recording)."""
    paced: bool = True
    """Whether answers take the time that was recorded."""
    stand_in: Callable[[str], RecordedAnswer | None] | None = None
    """Gives a recording for a model where none fits what was said, as after a handover in the middle."""
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def find(self, asked: Asked) -> RecordedAnswer | None:
        """The recording that answers, the next of its kind each time."""
        key = fingerprint(asked.turns)
        own = [recorded for model, recorded in self.by_turns.get(key, ()) if model == asked.model]
        if not own:
            return self.stand_in(asked.model) if self.stand_in is not None else None
        number = self._asked[asked.model, key]
        self._asked[asked.model, key] += 1
        return own[number % len(own)]

    async def reply(self, incoming: Incoming, pause: Pause, *, named: str | None = None) -> WireReply:
        """The recorded answer; `named` is the model that it claims to be from."""
        recorded = self.find(incoming.asked)
        if recorded is None:
            message = f"nothing is recorded for this request to {incoming.asked.model!r}; record the suite that asks it"
            data = json.dumps(incoming.api.error(404, "missing_recording", message)).encode()
            return body(404, data, {"x-harness-replay": "missing"})
        response = replace(recorded.response, served_model=named) if named else recorded.response
        return await replayed(response, incoming, pause if self.paced else _no_pause)


async def replayed(response: Response, incoming: Incoming, pause: Pause) -> WireReply:
    """A recorded response with its recorded pace, as far as that is known."""
    if response.chunks and sum(size for _, size in response.chunks) == len(response.text):
        parts, waits, start, before = [], [], 0, 0.0
        for at, size in response.chunks:
            parts.append(response.text[start : start + size])
            waits.append(max(0.0, at - before))
            start, before = start + size, at
        return await spoken(response, incoming, pause, parts, waits)
    parts = _WORDS.findall(response.text)
    first = response.ttft_s if response.ttft_s is not None else (response.latency_s or 0.0) / 2
    rest = max(0.0, (response.latency_s or 0.0) - first)
    waits = [first, *[rest / max(1, len(parts) - 1)] * (len(parts) - 1)] if parts else []
    return await spoken(response, incoming, pause, parts, waits)


async def spoken(
    response: Response, incoming: Incoming, pause: Pause, parts: Sequence[str], waits: Sequence[float]
) -> WireReply:
    """The response in the API's form; `waits` are seconds before each part of the text."""
    if not incoming.asked.stream:
        await pause(sum(waits))
        data = json.dumps(incoming.api.whole(response, incoming.asked.model)).encode("ascii")
        return body(200, data, {"x-request-id": "replayed", "request-id": "replayed"})

    async def pieces() -> AsyncIterator[WirePiece]:
        left = iter(waits)
        for piece in incoming.api.pieces(response, incoming.asked, parts):
            if piece.kind == "text":
                await pause(next(left, 0.0))
            yield piece

    headers = {"content-type": "text/event-stream", "x-request-id": "replayed", "request-id": "replayed"}
    return WireReply(status=200, pieces=pieces(), headers=headers, streamed=True, parts=len(parts))


def fingerprint(turns: Sequence[tuple[str, str]]) -> str:
    """What a request says, whatever its form: roles and words; who is called developer or system is one."""
    same = {"developer": "system"}
    return "\n".join(f"{same.get(role, role)}: {' '.join(text.split())}" for role, text in turns if text.strip())


async def _no_pause(_seconds: float) -> None:
    return
