"""One call of an application: its request and the answer, in the neutral form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.model.exchange import AttachmentKind, Loss, Message, Request, Response


class UnreadableRequest(ValueError):  # noqa: N818 - what it is
    """A request that cannot be put into the neutral form; the message says why."""


@dataclass(frozen=True, slots=True)
class InlineFile:
    """A picture or file that came inside a request: which message it belongs to, and its bytes."""

    message: int
    kind: AttachmentKind
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficQuestion(Request):
    """What a request asks. `follows` is the id of an answer that the vendor keeps and that comes before the messages
    ("" where the request brings all of them). `losses` are what a suite cannot say.
    """

    follows: str = ""
    files: tuple[InlineFile, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficCall:
    """A question and its answer. `at` is ISO 8601 in UTC, `api` the vendor's API, `answer_id` the vendor's own name of
    the answer, `conversation` what the application says it belongs to ("" where it says nothing), `place` where it
    came from in its log.
    """

    question: TrafficQuestion
    response: Response
    api: str
    at: str
    answer_id: str = ""
    conversation: str = ""
    base: str = ""
    path: str = ""
    place: int = 0


CONVERSATIONS = ("conversation_id", "session_id", "thread_id", "chat_id", "trace_id")
"""Names under which applications say in `metadata` what a call belongs to, the first that is there counts."""


def conversation_of(body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """What the application says the call belongs to: in its metadata, in the vendor's own field, or in a header."""
    metadata = body.get("metadata")
    given = metadata if isinstance(metadata, Mapping) else {}
    own = body.get("conversation")
    own = own.get("id") if isinstance(own, Mapping) else own
    named = [f"x-{name.replace('_', '-')}" for name in CONVERSATIONS]
    values = [*(given.get(name) for name in CONVERSATIONS), own, *(headers.get(name) for name in named)]
    # It becomes the name of a group in a suite, which is one line and at most 200 characters long.
    return next((" ".join(str(value).split())[:200] for value in values if value), "")


class RequestReading:
    """A request being read: parameters under our names, and what is lost."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.losses: list[Loss] = []
        self.files: list[InlineFile] = []
        self.params: dict[str, Any] = {}

    def lose(self, what: str, why: str) -> None:
        loss = Loss(what, why)
        if loss not in self.losses:
            self.losses.append(loss)

    def take(self, names: Mapping[str, str]) -> None:
        """Parameters by the vendor's name and ours; a list of stops stays one, a single one becomes one."""
        for theirs, ours in names.items():
            value = self.body.get(theirs)
            if value is not None:
                self.params[ours] = [value] if ours == "stop" and isinstance(value, str) else value

    def leave(self, known: Sequence[str]) -> None:
        """Everything else in the body is lost, unless it changes no answer."""
        for name in self.body:
            # What clients do not set they often send as null, empty or false; 0 counts as false here (a penalty of 0 is
            # none).
            if name not in known and name not in INDIFFERENT and self.body[name] not in (None, [], {}, False):
                self.lose(name, "a suite has no such parameter")

    def question(self, messages: Sequence[Message], **fields: Any) -> TrafficQuestion:
        if not any(message.role == "user" for message in messages) and not fields.get("follows"):
            raise UnreadableRequest("there is no message of the user")
        return TrafficQuestion(
            model=str(self.body.get("model") or ""),
            messages=tuple(messages),
            params=self.params,
            stream=self.body.get("stream") is True,
            files=tuple(self.files),
            losses=tuple(self.losses),
            **fields,
        )


INDIFFERENT = frozenset(
    (
        "model", "stream", "stream_options", "store", "metadata", "user", "service_tier", "background", "include",
        "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "extra_headers", "timeout", "cache_control",
        "conversation", "inference_geo",
    )
)  # fmt: skip
"""Fields that say who asks, what it costs or how it is delivered, and change no answer."""
