"""One neutral request and one neutral response, whatever vendor stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
StopReason = Literal["stop", "stop_sequence", "length", "tool", "refusal", "filter", "context", "pause"]
OutputType = Literal["text", "json", "label", "code", "tool-calls"]
Source = Literal["live", "recorded"]
Origin = Literal["live", "imported", "authored"]
AttachmentKind = Literal["image", "file"]
TEXT = "text/plain"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool the model asked for; `arguments` is the parsed object, never its text."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool offered to the model; `parameters` is a JSON Schema object."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """An image or a file that goes with a message. In a suite `name` is a template and nothing else is known yet.

    In a request `name` is the file's own, `media_type` what its bytes say, `size` in bytes, and `path` where they
    lie. The bytes themselves are read when they are sent, and only if their SHA-256 is still `sha256`. `width` and
    `height` (pixels) and `pages` serve estimates.
    """

    kind: AttachmentKind
    name: str
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    path: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0

    @property
    def must_be_seen(self) -> bool:
        """Whether only a model with vision can take it; a text can be read by any."""
        return self.media_type != TEXT


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. In a suite `content` is a template; in a request it is the rendered text. Only a user attaches.

    In a suite a turn may stand for several: for those in the case's variable named `variable`.
    """

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """What kind of answer a workflow gives; `schema` belongs to json, `language` to code, `labels` to label."""

    type: OutputType = "text"
    schema: Mapping[str, Any] | None = None
    language: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a model, free of any vendor's shape.

    `params` uses our names: temperature, top_p, top_k, max_tokens, stop, seed,
    presence_penalty, frequency_penalty, reasoning_effort.
    """

    model: str
    messages: tuple[Message, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    tools: tuple[Tool, ...] = ()
    output: Output = field(default_factory=Output)
    stream: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the vendor counted them; None where it did not say.

    `input_tokens` is the whole input, cached part included.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_input_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Something asked for that this target cannot express and that was therefore left out."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer. `latency_s` and `ttft_s` are seconds from sending; `chunks` are
    (seconds from sending, characters) of a streamed answer. `scores` are verdicts from elsewhere that came with an
    imported answer, by the name of their column, each in [0, 1].
    """

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    stop_reason: StopReason = "stop"
    usage: Usage = field(default_factory=Usage)
    served_model: str | None = None
    latency_s: float | None = None
    ttft_s: float | None = None
    chunks: tuple[tuple[float, int], ...] = ()
    losses: tuple[Loss, ...] = ()
    request_id: str | None = None
    fingerprint: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def tokens_per_s(self) -> float | None:
        """Tokens a second after the first of a streamed answer; None where it did not stream, or in one piece."""
        tokens, first, last = self.usage.output_tokens, self.ttft_s, self.latency_s
        if not tokens or tokens < 2 or first is None or last is None or last <= first:  # noqa: PLR2004
            return None
        return (tokens - 1) / (last - first)


TroubleKind = Literal[
    "dns", "connection", "tls", "timeout", "protocol",  # the network
    "auth", "quota", "rate-limit", "overloaded", "server",  # the vendor
    "bad-request", "context", "filter", "not-found", "unsupported",  # the request
    "truncated", "bad-response", "empty", "too-large",  # the answer
    "missing-recording", "no-key", "budget", "in-doubt", "in-batch", "interrupted", "crash",  # our side
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why an answer could not be had. `status` is the HTTP status where there was one;
    `retry_after_s` what the server asked us to wait; `partial` text that came before a cut.
    """

    kind: TroubleKind
    message: str
    status: int | None = None
    retry_after_s: float | None = None
    partial: str = ""
    retryable: bool = False
    billed: bool = False
    """True if the vendor may have charged for it (the request was accepted, the answer never came whole)."""

    @property
    def unsent(self) -> bool:
        """Whether it arose before anything left for the vendor, who then neither saw nor refused the request."""
        return self.kind in ("no-key", "budget") or (
            self.kind == "unsupported" and self.status is None and not self.billed
        )
