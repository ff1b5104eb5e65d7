"""What the wire formats have in common: the body they compile, the answer they read, the stream they fold."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from harness.model.exchange import Loss, Request, Response, StopReason, ToolCall, Usage
from harness.providers._rules import Dialect
from harness.providers._sse import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WirePlan:
    """How one target is spoken to. `model` is what is asked for on the wire, `known_as` the model whose rules apply."""

    dialect: Dialect
    known_as: str
    server: str = "generic"
    model: str | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    cap: int | None = None
    """What is sent as `max_tokens` where the API insists and the request has none."""


@dataclass(frozen=True, slots=True)
class Compiled:
    body: dict[str, Any]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAnswer:
    """A whole answer, before anything is said about its time."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    stop_reason: StopReason
    usage: Usage
    served_model: str | None
    fingerprint: str | None = None

    def response(self, **measured: Any) -> Response:
        """The answer with what was `measured` of its arrival: fields of Response that are not the vendor's own."""
        return Response(
            text=self.text,
            tool_calls=self.tool_calls,
            stop_reason=self.stop_reason,
            usage=self.usage,
            # Thousands of answers name the same model: one text for all of them.
            served_model=self.served_model and sys.intern(_storable(self.served_model)),
            fingerprint=self.fingerprint and _storable(self.fingerprint),
            **measured,
        )


def _storable(name: str) -> str:
    # JSON may name half a character, which no database takes.
    return name.encode("utf-8", "backslashreplace").decode()


class Fold(Protocol):
    """Takes the events of a stream one by one until the vendor says it has ended."""

    begun: bool
    """Something of the answer has arrived: text or the beginning of a tool call."""
    ended: bool
    """The vendor's terminal event has arrived."""
    partial: list[str]

    def add(self, event: Event) -> str:
        """The text the event brought. Raises Malformed and Reported."""

    def whole(self) -> bool:
        """Whether everything has arrived: the terminal event and a finish reason."""

    def missing(self) -> str:
        """What has not, in a few words."""

    def answer(self) -> WholeAnswer:
        """Only if `whole`. Raises Malformed and Reported."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One wire format."""

    compile: Callable[[Request, WirePlan], Compiled]
    read: Callable[[Any], WholeAnswer]
    fold: Callable[[WirePlan], Fold]


class Reported(Exception):  # noqa: N818  (what the vendor says, not what went wrong here)
    """An error the vendor reports inside an answer that began as a success."""

    def __init__(self, error: Any) -> None:
        super().__init__("the vendor reports an error inside a success")
        self.error = error


def raise_reported(data: Mapping[str, Any]) -> None:
    """Raises Reported if what came is an error in the guise of an answer."""
    if data.get("error"):
        raise Reported(data["error"])
