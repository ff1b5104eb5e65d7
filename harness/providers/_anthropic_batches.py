"""Anthropic's Message Batches: one request holds the calls, and one file of results is fetched when all have ended.

A batch carries no name of ours: only the names of its calls do, which the vendor gives back with their results. Whether
a batch that was made by a request without an answer is ours can be told once it has ended, not before.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from harness.errors import ProviderError
from harness.model.batches import BatchItem, Sighting, VendorBatch
from harness.model.exchange import Request, Trouble
from harness.providers import _shape as shape
from harness.providers._batches import WiredBatches, is_older, moment

PATH = "/v1/messages/batches"
_PAGE = 1000
_RESULTS = re.compile(r"(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")


@dataclass(frozen=True, slots=True)
class AnthropicBatches(WiredBatches):
    """See `harness.protocols.Batches`."""

    most_requests = 100_000
    most_bytes = 256 * 1000 * 1000

    def line(self, custom_id: str, request: Request) -> bytes:
        return self.wire.line({"custom_id": custom_id, "params": self.wire.body(request)})

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:  # noqa: ARG002 - there are no files
        return ""

    async def create(self, token: str, file: str, lines: Sequence[bytes]) -> VendorBatch:  # noqa: ARG002 - nothing is named
        return await self.endpoint.ask("POST", PATH, _batch, list(_body(lines)))

    async def look(self, batch: str) -> VendorBatch:
        return await self.endpoint.ask("GET", f"{PATH}/{batch}", _batch)

    async def cancel(self, batch: str) -> VendorBatch:
        return await self.endpoint.ask("POST", f"{PATH}/{batch}/cancel", _batch)

    async def find(self, token: str, since: datetime, count: int) -> Sighting:
        after, suspects = "", list[str]()
        while True:
            batches, has_more = await self.endpoint.ask("GET", f"{PATH}?limit={_PAGE}{after}", _page)
            for batch in batches:
                if batch.total != count or is_older(batch.created_at, since):
                    continue
                ours = await self._is_ours(batch, token)
                if ours:
                    return Sighting(batch=batch)
                suspects += [batch.id] if ours is None else []
            # The newest come first: behind a page of older ones are older ones.
            if not has_more or is_older(batches[-1].created_at, since):
                return Sighting(suspects=tuple(suspects))
            after = f"&after_id={batches[-1].id}"

    async def results(self, batch: VendorBatch) -> AsyncGenerator[BatchItem, None]:
        if not batch.results:
            message = f"batch {batch.id} has ended, and {self.endpoint.access.address.place} names no results of it"
            raise ProviderError(Trouble(kind="not-found", message=message))
        for path in batch.results:
            async with aclosing(self.endpoint.lines(path)) as lines:
                async for line in lines:
                    yield self._item(line)

    async def _is_ours(self, batch: VendorBatch, token: str) -> bool | None:
        """By the name of its first result; None where it cannot be told (yet)."""
        if not batch.ended or not batch.results:
            return None
        async with aclosing(self.results(batch)) as items:
            async for item in items:
                return item.custom_id.startswith(f"{token}-")
        return None

    def _item(self, line: Mapping[str, Any]) -> BatchItem:
        name, result = shape.optional_text(line.get("custom_id")) or "", shape.part(line, "result")
        match result.get("type"):
            case "succeeded":
                return BatchItem(custom_id=name, body=result.get("message"))
            case "expired":
                trouble = self.endpoint.expired()
            case "canceled":
                trouble = self.endpoint.cancelled()
            case _:
                trouble = self.endpoint.item_trouble(None, result.get("error"))
        return BatchItem(custom_id=name, trouble=trouble)


def _body(lines: Sequence[bytes]) -> Iterator[bytes]:
    """In pieces, so that 256 MB are not copied."""
    for number, line in enumerate(lines):
        yield b'{"requests":[' if number == 0 else b","
        yield line
    yield b"]}"


def _page(data: Mapping[str, Any]) -> tuple[list[VendorBatch], bool]:
    """The batches of a page, and whether more follow."""
    batches = [_batch(entry) for entry in shape.sequence(data.get("data"), "data")]
    return batches, bool(batches and data.get("has_more"))


def _batch(entry: Any) -> VendorBatch:
    data = shape.mapping(entry, "a batch")
    state, counts = shape.text(data.get("processing_status"), "processing_status"), shape.part(data, "request_counts")
    succeeded, waiting = (shape.count(counts.get(name)) or 0 for name in ("succeeded", "processing"))
    failed = sum(shape.count(counts.get(name)) or 0 for name in ("errored", "canceled", "expired"))
    return VendorBatch(
        id=shape.name(data.get("id"), "the id of a batch"),
        state=state,
        ended=state == "ended",
        total=succeeded + waiting + failed,
        answered=succeeded,
        failed=failed,
        created_at=moment(data.get("created_at")),
        ends_by=moment(data.get("expires_at")),
        results=_results(data.get("results_url")) if not data.get("archived_at") else (),
        cancelled=bool(data.get("cancel_initiated_at")),
    )


def _results(url: Any) -> tuple[str, ...]:
    """The path that the vendor names, to be asked for at the address that we know: the key is for no other."""
    path = urlsplit(url).path if isinstance(url, str) else ""
    return (path,) if _RESULTS.fullmatch(path) else ()
