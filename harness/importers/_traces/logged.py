"""A call as a log tells it, in the neutral form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.model.exchange import Message, Request, Response
from harness.traffic.call import TrafficQuestion

SESSIONS = (
    "gen_ai.conversation.id", "conversation_id", "conversationId", "session_id", "sessionId", "session.id", "thread_id",
    "threadId", "chat_id", "litellm_session_id", "langfuse.session.id", "langfuse_session_id",
    "traceloop.association.properties.session_id", "traceloop.association.properties.conversation_id",
)  # fmt: skip
"""Names under which logs say to what conversation a call belongs, the first that is there counts."""
TRACES = ("trace_id", "traceId", "litellm_trace_id")
"""Names of the trace, for logs that know no conversations."""
LONGEST_GROUP = 200


class NoCase(Exception):  # noqa: N818 - what it is
    """A record that makes no case; the message says why, in words that many such records share."""


class LogPlace(NamedTuple):
    """Where a call stands: its line in the file, from 1, and which of the calls in that line it is. Calls that are put
    together from several lines have the line of the first.
    """

    line: int
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """`group` is the conversation, session or trace ("" where the log says none), `vendor` as the log names it."""

    question: TrafficQuestion
    response: Response
    model: str
    vendor: str = ""
    group: str = ""

    @property
    def request(self) -> Request:
        """The question as a request of no model in particular: what makes two calls the same."""
        question = self.question
        params = {name: value for name, value in question.params.items() if name != "seed"}
        return Request(
            model="", messages=question.messages, params=params, tools=question.tools, output=question.output
        )


def group_in(*places: Any) -> str:
    """The conversation that any of the mappings names, else the trace."""
    mappings = [place for place in places if isinstance(place, Mapping)]
    for name in (*SESSIONS, *TRACES):
        for place in mappings:
            value = place.get(name) if name in place else None
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value).split())[:LONGEST_GROUP]
    return ""


def system_of(messages: tuple[Message, ...]) -> str:
    """The instructions with which it begins."""
    return messages[0].content if messages and messages[0].role == "system" else ""
