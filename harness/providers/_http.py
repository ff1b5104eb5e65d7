"""One call to a vendor: sent once, bounded in time and size, believed only when it is whole.

The bytes are ours, going out and coming back. The vendors' SDKs take a cut stream, an HTML page and a wrong-shaped
object for success, import for seconds, and do more work for a call than all else that is done for one;
`tests/providers/test_wires.py` holds what is sent to what they send.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Loss, Request, Response
from harness.model.progress import WATCHER, CallProgress
from harness.providers._answer import WholeAnswer, Wire, WirePlan
from harness.providers._keys import Access, refusal
from harness.providers._params import merged
from harness.providers._shape import Empty, Malformed, decode, parse_json
from harness.providers._sse import EventStream
from harness.providers._troubles import Cut, Site, not_json, trouble_of

if TYPE_CHECKING:
    from harness.providers._transport import Transport

_DRAIN_S = 0.2
_FULL = ("length", "refusal", "filter", "context", "pause", "stop_sequence")
"""Reasons to stop that explain an empty text."""

SettingsT = TypeVar("SettingsT")


@dataclass(frozen=True, slots=True)
class HttpConnection:
    """A provider made ready for one target."""

    target: Target
    plan: WirePlan
    wire: Wire
    transport: Transport
    host: str
    secrets: tuple[str, ...]

    async def complete(self, request: Request) -> Response:
        """Answer once. Raises ProviderError for everything that can go wrong."""
        progress, partial = CallProgress(stream=request.stream), list[str]()
        if (watch := WATCHER.get()) is not None:
            watch(progress)
        try:
            async with asyncio.timeout(self.target.timeout_s):
                return await self._exchange(request, progress, partial)
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001  (the edge to other people's code; `trouble_of` names what it knows)
            site = Site(self.host, self.target.timeout_s, self.secrets, progress, "".join(partial))
            # without its cause, whose text may show a key
            raise ProviderError(trouble_of(error, site)) from None

    async def close(self) -> None:
        await self.transport.close()

    async def _exchange(self, request: Request, progress: CallProgress, partial: list[str]) -> Response:
        compiled = self.wire.compile(request, self.plan)
        content = encoded(merged(compiled.body, self.target.extra), self.target)
        reply = await self.transport.send(content, progress)
        try:
            got = await self._read(reply, request, progress, partial)
            require_something(got.answer, request)
            return got.response(compiled.losses + cap_reached(self.plan, got.answer, request), reply.headers)
        finally:
            await reply.aclose()

    async def _read(self, reply: Any, request: Request, progress: CallProgress, partial: list[str]) -> _Got:
        if request.stream and not _is_json(reply.headers):
            return await self._fold(reply, progress, partial)
        raw = b"".join([piece async for piece in reply.aiter_raw()])
        latency = progress.elapsed()
        text, clean = decode(raw)
        try:
            data = parse_json(text)
        except Malformed as error:
            raise _unreadable(text, reply.headers, error) from error
        return _Got(self.wire.read(data), latency, clean=clean)

    async def _fold(self, reply: Any, progress: CallProgress, partial: list[str]) -> _Got:
        fold, events = self.wire.fold(self.plan), EventStream()
        fold.partial = partial
        chunks: list[tuple[float, int]] = []
        first: float | None = None
        pieces = reply.aiter_raw()
        async for piece in pieces:
            now = progress.elapsed()
            for event in events.feed(piece):
                text = fold.add(event)
                if text:
                    chunks.append((now, len(text)))
                    progress.hear()
                first = now if first is None and fold.begun else first
                if fold.ended:
                    break
            if fold.ended:
                break
        latency = progress.elapsed()
        if not fold.whole():
            kind = reply.headers.get("content-type", "")
            raise Cut(fold.missing() + ("" if "event-stream" in kind else f" (content type {kind!r})"))
        await _drain(pieces)
        return _Got(fold.answer(), latency, ttft_s=first, chunks=tuple(chunks), clean=events.clean)


@dataclass(frozen=True, slots=True)
class _Got:
    answer: WholeAnswer
    latency_s: float
    ttft_s: float | None = None
    chunks: tuple[tuple[float, int], ...] = ()
    clean: bool = True

    def response(self, losses: tuple[Loss, ...], headers: Mapping[str, str]) -> Response:
        if not self.clean:
            losses += (Loss("encoding", "the answer was not valid UTF-8; what could not be read is U+FFFD"),)
        return self.answer.response(
            latency_s=self.latency_s,
            ttft_s=self.ttft_s,
            chunks=self.chunks,
            losses=losses,
            request_id=headers.get("x-request-id") or headers.get("request-id"),
        )


def open_connection(
    target: Target,
    *,
    access: Access,
    url: str,
    plan: WirePlan,
    wire: Wire,
    proxy: str | None,
) -> HttpConnection:
    """Headers that are None are not sent."""
    from harness.providers._transport import Transport  # httpx2 takes 0.1 s

    if "stream" in target.extra:
        raise refusal(target, "unsupported", "`extra` must not set `stream`; a suite's `stream: true` does")
    transport = Transport(
        url,
        {name: value for name, value in access.headers.items() if value is not None},
        timeout_s=target.timeout_s,
        concurrency=target.limits.concurrency,
        proxy=proxy,
    )
    secrets = (access.secret,) if access.secret else ()
    return HttpConnection(target, plan, wire, transport, access.address.place, secrets)


def settings_of(target: Target, kind: type[SettingsT]) -> SettingsT:
    """Raises ProviderError (`unsupported`) for a key the provider does not know."""
    try:
        return kind(**target.settings)
    except TypeError as error:
        raise refusal(target, "unsupported", str(error)) from None


def cap_reached(plan: WirePlan, answer: WholeAnswer, request: Request) -> tuple[Loss, ...]:
    """The loss of an answer that was cut by a limit which nobody but the API wanted."""
    if plan.cap is None or answer.stop_reason != "length" or request.params.get("max_tokens") is not None:
        return ()
    return (Loss("max_tokens", f"this API insists on a limit; {plan.cap} was sent, and reached"),)


def require_something(answer: WholeAnswer, request: Request) -> None:
    """Raises Empty for an answer without text or call that had no reason to be."""
    explained = answer.stop_reason in _FULL or request.params.get("stop")
    if not (answer.text or answer.tool_calls or explained):
        raise Empty("neither text nor a tool call")


def encoded(body: Mapping[str, Any], target: Target) -> bytes:
    """The body as JSON on one line, in ASCII: a lone surrogate, which UTF-8 can't hold, travels as its escape."""
    try:
        return json.dumps(body, allow_nan=False, separators=(",", ":")).encode("ascii")
    except (TypeError, ValueError) as error:
        raise refusal(target, "bad-request", f"the request can't be written as JSON: {error}") from None


def _unreadable(text: str, headers: Mapping[str, str], error: Malformed) -> Malformed:
    if not text.strip():
        return Empty("no body")
    begins = not_json(text, headers)
    return Malformed(f"{error}: {begins}" if "json" in headers.get("content-type", "") else begins)


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    """Read on to the end, if it comes at once: the connection can then be used again."""
    with suppress(Exception):
        async with asyncio.timeout(_DRAIN_S):
            async for _ in pieces:
                pass


def _is_json(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "").lower()
    return "json" in kind or "html" in kind
