"""What vendors' batch endpoints have in common: requests to several paths of one address, and results line by line.

A batch is submitted by one request and charged as a whole, so every refusal says whether the vendor may have taken it:
`Trouble.billed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from harness.errors import ProviderError
from harness.model.batches import BatchItem, VendorBatch
from harness.model.config import Target
from harness.model.exchange import Request, Response, Trouble
from harness.model.progress import CallProgress
from harness.providers._answer import Wire, WirePlan
from harness.providers._http import cap_reached, encoded, require_something
from harness.providers._keys import Access
from harness.providers._params import merged
from harness.providers._shape import Malformed, decode, mapping, optional_text, parse_json
from harness.providers._troubles import Cut, Site, item_trouble, trouble_of
from harness.version import __version__

LONGEST_S = 900.0
"""For one request, an upload of the largest file included."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer about batches, and of one line of results."""
SKEW_S = 300.0
"""How far a vendor's clock may be from ours."""
_MAY_HAVE_TAKEN_IT = frozenset([408, 409])
_SERVER = 500


Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class BatchEndpoint:
    """The requests that batches take, for one target. Reads no environment, follows no redirect."""

    target: Target
    access: Access
    root: str
    """The address that the paths are below."""
    proxy: str | None
    client: Any
    """An `httpx2.AsyncClient`."""

    async def ask(
        self,
        method: str,
        path: str,
        read: Callable[[Mapping[str, Any]], Read],
        content: Sequence[bytes] = (),
        *,
        kind: str = "application/json",
    ) -> Read:
        """What is read of the object that is answered; `read` may raise Malformed. Raises ProviderError; its trouble is
        `billed` if the request may have been carried out all the same.
        """
        progress = CallProgress()
        headers = {"content-type": kind, "content-length": str(sum(map(len, content)))} if method == "POST" else {}
        try:
            async with asyncio.timeout(LONGEST_S):
                body = _sent(content, progress) if content else None
                progress.start()
                async with self.client.stream(method, self.root + path, content=body, headers=headers) as reply:
                    raw = await _whole(reply)
            return read(mapping(parse_json(decode(raw)[0]), "the answer"))
        except Exception as error:  # noqa: BLE001 - the edge to other people's code, as in `_http.py`
            raise ProviderError(_decided(trouble_of(error, self._site(progress)))) from None

    async def lines(self, path: str) -> AsyncGenerator[Mapping[str, Any], None]:
        """The objects of a file of JSON lines. Raises ProviderError, `truncated` where its end is missing."""
        rest = b""
        try:
            headers = {"accept": "application/binary"}
            async with self.client.stream("GET", self.root + path, headers=headers) as reply:
                if not reply.is_success:
                    await _whole(reply)
                async for piece in reply.aiter_bytes():
                    *whole, rest = (rest + piece).split(b"\n")
                    for line in whole:
                        if line.strip():
                            yield _object(line)
                    _require_bounded(rest)
            if rest.strip():
                yield _last(rest)
        except Exception as error:  # noqa: BLE001 - as above
            raise ProviderError(trouble_of(error, self._site(CallProgress()))) from None

    def item_trouble(self, status: int | None, body: Any) -> Trouble:
        """What a vendor's error to a single call means. It is not charged."""
        return item_trouble(status, body, self._site(CallProgress()))

    def expired(self) -> Trouble:
        message = f"{self.access.address.place} did not come to it before the batch expired"
        return Trouble(kind="timeout", message=message, retryable=True)

    def cancelled(self) -> Trouble:
        message = f"the batch was cancelled at {self.access.address.place} before the call was made"
        return Trouble(kind="interrupted", message=message)

    def missing(self, batch: VendorBatch) -> Trouble:
        """See `harness.protocols.Batches`."""
        if batch.cancelled:
            return self.cancelled()
        if batch.state == "expired":
            return self.expired()
        message = f"batch {batch.id} has ended at {self.access.address.place} without a word of the call"
        return Trouble(kind="in-doubt", message=f"{message}; it may have been charged", billed=True)

    async def close(self) -> None:
        await self.client.aclose()

    def _site(self, progress: CallProgress) -> Site:
        secrets = (self.access.secret,) if self.access.secret else ()
        return Site(self.access.address.place, LONGEST_S, secrets, progress)


def open_endpoint(target: Target, access: Access, root: str, proxy: str | None) -> BatchEndpoint:
    import httpx2  # takes 0.1 s

    client = httpx2.AsyncClient(
        headers={
            "user-agent": f"harness/{__version__}",
            "accept": "application/json",
            "accept-encoding": "identity",  # nothing can unpack to more than it is
            **{name: value for name, value in access.headers.items() if value is not None},
        },
        timeout=httpx2.Timeout(target.timeout_s, connect=min(10.0, target.timeout_s)),
        verify=httpx2.create_ssl_context() if access.address.tls else False,
        proxy=proxy,
        trust_env=False,
        follow_redirects=False,
    )
    return BatchEndpoint(target, access, root, proxy, client)


@dataclass(frozen=True, slots=True)
class BatchWire:
    """The wire format of the calls inside a batch: that of single calls, never streamed."""

    target: Target
    wire: Wire
    plan: WirePlan

    def body(self, request: Request) -> dict[str, Any]:
        """What a single call would send, without `stream`. Raises ProviderError (`bad-request`)."""
        body = merged(self.wire.compile(request, self.plan).body, self.target.extra)
        body.pop("stream", None)
        return body

    def line(self, fields: Mapping[str, Any]) -> bytes:
        return encoded(fields, self.target)

    def response(self, request: Request, item: BatchItem, place: str) -> Response:
        """The answer; how long it took is not known. Raises ProviderError for what is none."""
        try:
            answer = self.wire.read(item.body)
            require_something(answer, request)
        except Exception as error:  # noqa: BLE001 - what a vendor sent is not believed
            trouble = trouble_of(error, Site(place, LONGEST_S))
            # It came whole and was charged: another look would find the same.
            raise ProviderError(replace(trouble, billed=True, retryable=False)) from None
        losses = self.wire.compile(request, self.plan).losses + cap_reached(self.plan, answer, request)
        return answer.response(losses=losses, request_id=item.request_id)


@dataclass(frozen=True, slots=True)
class WiredBatches:
    """What the batches of every vendor do alike, whatever their paths and shapes are."""

    endpoint: BatchEndpoint
    wire: BatchWire

    def response(self, request: Request, item: BatchItem) -> Response:
        return self.wire.response(request, item, self.endpoint.access.address.place)

    def missing(self, batch: VendorBatch) -> Trouble:
        return self.endpoint.missing(batch)

    async def close(self) -> None:
        await self.endpoint.close()


def moment(value: Any) -> str:
    """A time as vendors write it, seconds since 1970 or RFC 3339, in ISO 8601; "" for what is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    text = optional_text(value) or ""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="seconds") if text else ""
    except ValueError:
        return ""


def is_older(created_at: str, since: datetime) -> bool:
    """Whether a batch is older than `since`, both clocks being a little wrong."""
    return bool(created_at) and datetime.fromisoformat(created_at).timestamp() < since.timestamp() - SKEW_S


async def _sent(content: Sequence[bytes], progress: CallProgress) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece
    progress.sent = True


async def _whole(reply: Any) -> bytes:
    raw = b""
    async for piece in reply.aiter_bytes():
        raw += piece
        _require_bounded(raw)
    _require_success(reply, raw)
    return raw


def _require_success(reply: Any, raw: bytes) -> None:
    """Raises Refused, with the body of the refusal."""
    if reply.is_success:
        return
    import httpx2

    from harness.providers._transport import Refused

    headers = [(name, value) for name, value in reply.headers.raw if name.lower() != b"content-encoding"]
    raise Refused(httpx2.Response(reply.status_code, headers=headers, content=raw))


def _require_bounded(raw: bytes) -> None:
    if len(raw) > LARGEST:
        raise Malformed(f"an answer about batches, or a line of results, of more than {LARGEST // 2**20} MB")


def _last(line: bytes) -> Mapping[str, Any]:
    """The line behind which no line break came."""
    if not (entry := _object(line)):
        raise Cut("the last line of the results is not whole")
    return entry


def _object(line: bytes) -> Mapping[str, Any]:
    """Empty for a line that cannot be read: it answers no call, and that one is missed."""
    try:
        return mapping(parse_json(decode(line)[0]), "a line of the results")
    except Malformed:
        return {}


def _decided(trouble: Trouble) -> Trouble:
    """Whether the vendor may have carried out what it answered with an error."""
    if trouble.status is None:
        return trouble
    taken = trouble.status >= _SERVER or trouble.status in _MAY_HAVE_TAKEN_IT
    return replace(trouble, billed=taken)
