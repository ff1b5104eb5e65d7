"""Calls that pass to the vendor and back, kept on the way: redacted, and written before the end is passed on."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from harness.model.exchange import Response, ToolCall
from harness.model.wire import WirePiece, WireReply, closing
from harness.redaction.redactor import Redactor
from harness.serving.sources import Incoming, Pause, Source
from harness.traffic.answers import Passing
from harness.traffic.call import conversation_of
from harness.traffic.log import CaptureLog

_SECRET_VARIABLE = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_KEY_HEADERS = ("authorization", "x-api-key", "api-key")
_VERSION = re.compile(r"[?&](api-version=[\w.-]+)")
LEFT = "the application left before the answer was whole"


@dataclass
class Recorder:
    """A source around another. `base_of` says where a request goes; `on_kept` hears of each call that was kept."""

    inner: Source
    log: CaptureLog
    base_of: Callable[[Incoming], str]
    personal: bool = True
    """Whether personal data is replaced as keys are."""
    on_kept: Callable[[int], None] = lambda _: None
    kept: int = 0
    unkept: Counter[str] = field(default_factory=Counter)

    async def reply(self, incoming: Incoming, pause: Pause) -> WireReply:
        began = time.monotonic()
        reply = await self.inner.reply(incoming, pause)
        keeping = _Keeping(self, incoming, began)
        if not 200 <= reply.status < 300:  # noqa: PLR2004
            keeping.drop(f"it was answered with status {reply.status}")
            return reply
        stream = "event-stream" in reply.headers.get("content-type", "")
        passing = Passing(incoming.api_name, incoming.asked.model, stream=stream)
        return replace(reply, pieces=keeping.passed_on(reply, passing))


@dataclass
class _Keeping:
    """One call on its way."""

    recorder: Recorder
    incoming: Incoming
    began: float
    done: bool = False

    async def passed_on(self, reply: WireReply, passing: Passing) -> AsyncIterator[WirePiece]:
        """The reply's pieces as they come; the line is in the log before the last one goes on."""
        received = 0
        try:
            async with closing(reply.pieces) as pieces:
                async for piece in pieces:
                    received += len(piece.data)
                    passing.feed(piece.data, time.monotonic() - self.began)
                    if not self.done and (passing.ended or received == reply.length):
                        self.keep(passing)
                    yield piece
            if not self.done:
                self.keep(passing)
        except ConnectionError:
            self.drop("the vendor broke off before the answer was whole")
            raise
        finally:
            self.drop(LEFT)  # where nothing was said yet

    def keep(self, passing: Passing) -> None:
        response = passing.response()
        if response is None:
            self.drop(passing.trouble)
            return
        self.done = True
        redactor = Redactor(known=keys_in(self.incoming.headers), personal=self.recorder.personal)
        body = redactor.value(self.incoming.raw)
        answer = redacted(response, redactor)
        about = self._about(redactor) | {"answer_id": passing.id, "redacted": redactor.counts}
        self.recorder.log.answered(about, body, answer)
        self.recorder.kept += 1
        self.recorder.on_kept(self.recorder.kept)

    def drop(self, trouble: str) -> None:
        if self.done:
            return
        self.done = True
        redactor = Redactor(known=keys_in(self.incoming.headers))
        self.recorder.log.unanswered(self._about(redactor), redactor.text(trouble))
        self.recorder.unkept[trouble] += 1

    def _about(self, redactor: Redactor) -> dict[str, Any]:
        version = _VERSION.search(self.incoming.path)
        return {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "api": self.incoming.api_name,
            "base": self.recorder.base_of(self.incoming),
            # Some callers write their key into the address.
            "path": self.incoming.path.partition("?")[0] + (f"?{version[1]}" if version else ""),
            "conversation": redactor.text(conversation_of(self.incoming.raw, self.incoming.headers)),
        }


def keys_in(headers: Mapping[str, str]) -> list[str]:
    """The caller's own key, and what this machine's environment calls a secret."""
    own = [headers[name].rpartition(" ")[2] for name in _KEY_HEADERS if headers.get(name)]
    return own + [value for name, value in os.environ.items() if _SECRET_VARIABLE.search(name)]


def redacted(response: Response, redactor: Redactor) -> Response:
    """The answer with keys and personal data replaced."""
    text = redactor.text(response.text)
    calls = tuple(ToolCall(call.name, redactor.value(dict(call.arguments)), call.id) for call in response.tool_calls)
    # The pace is told by numbers of characters, and these have changed.
    chunks = response.chunks if text == response.text else ()
    return replace(response, text=text, tool_calls=calls, chunks=chunks)
