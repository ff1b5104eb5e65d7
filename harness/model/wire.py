"""What goes over the wire when a vendor is played here: what was asked, and the reply piece by piece.

Seconds are a scenario's own; `Exchange.pause` multiplies them by the time scale.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Literal

PieceKind = Literal["opening", "text", "closing", "end"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, as far as a server has to know. `turns` are (role, text), the system's included."""

    model: str
    stream: bool
    turns: tuple[tuple[str, str], ...] = ()
    wants_usage: bool = True

    @property
    def ends_with_assistant(self) -> bool:
        """Whether the request puts words into the model's mouth (a prefill)."""
        return bool(self.turns) and self.turns[-1][0] == "assistant"


@dataclass(frozen=True, slots=True)
class WirePiece:
    """Some bytes of an answer and what they are: before the text, of it, after it, or what makes it whole. An answer
    that is not streamed is one piece, an `end`.
    """

    data: bytes
    kind: PieceKind


class Severed(Exception):  # noqa: N818 - what happens to the connection, not a mistake
    """The connection ends here. `reset`: by a TCP reset; else it is closed in good order, the body unfinished."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__("the connection is severed")
        self.reset = reset


@dataclass(frozen=True, slots=True, kw_only=True)
class WireReply:
    """A reply as it is sent. `pieces` come when they are due and may raise `Severed`. `length` is what the head
    promises of a body that is not streamed; `parts` how many pieces of text will come, None where nobody knows.
    """

    status: int
    pieces: AsyncIterator[WirePiece]
    headers: Mapping[str, str] = field(default_factory=dict)
    streamed: bool = False
    length: int | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request on its way through the faults. `attempt` counts the requests for its model from 1; `elapsed_s` is
    the scenario's time since the first request it concerns.
    """

    asked: Asked
    attempt: int
    elapsed_s: float
    random: Random
    pause: Callable[[float], Awaitable[None]]
    error_body: Callable[[int, str, str], bytes]
    """(status, code, message) in the API's own form."""
    error_event: Callable[[str, str], bytes]
    """(code, message) as an event of a stream."""
    instead: Callable[[str], Awaitable[WireReply]]
    """The answer that another target gives to the same request. Raises UsageError where there is none."""


Proceed = Callable[[], Awaitable[WireReply]]
"""Gives the reply as it would be without this fault."""


@asynccontextmanager
async def closing(pieces: AsyncIterator[WirePiece]) -> AsyncIterator[AsyncIterator[WirePiece]]:
    """The pieces, closed at the end however it comes: a client that leaves must not keep a vendor's line open."""
    try:
        yield pieces
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


async def only(data: bytes) -> AsyncIterator[WirePiece]:
    """A body in one piece."""
    yield WirePiece(data, "end")


def body(status: int, data: bytes, headers: Mapping[str, str] | None = None) -> WireReply:
    """A reply that is not streamed."""
    return WireReply(
        status=status,
        pieces=only(data),
        headers={"content-type": "application/json", **(headers or {})},
        length=len(data),
    )
