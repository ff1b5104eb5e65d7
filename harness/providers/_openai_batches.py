"""OpenAI's batches, and Azure's: a file of requests is uploaded, a batch made of it, and files of answers and errors
fetched.

A batch carries our name in its metadata, so that one which was made by a request without an answer is found again.
Both files are kept for 30 days by OpenAI, which is what it does with input files anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harness.model.batches import BatchItem, Sighting, VendorBatch
from harness.model.exchange import Request
from harness.providers import _shape as shape
from harness.providers._batches import WiredBatches, is_older, moment

NAME = "harness_batch"
"""The key of a batch's metadata that holds our name of it."""
KEPT_S = 30 * 24 * 3600
"""How long OpenAI keeps the files of results; without a word it would do so for ever."""
READY_WITHIN_S, LOOK_S = 300.0, 2.0
_COMING = ("pending", "running")
_PAGE = 100
_ENDED = ("failed", "completed", "expired", "cancelled")
_OK = 200


@dataclass(frozen=True, slots=True)
class OpenAIBatches(WiredBatches):
    """See `harness.protocols.Batches`."""

    path: str
    """That of the single calls, from the root of the host: `/v1/responses`."""

    most_requests = 50_000
    most_bytes = 200 * 1000 * 1000

    def line(self, custom_id: str, request: Request) -> bytes:
        fields = {"custom_id": custom_id, "method": "POST", "url": self.path, "body": self.wire.body(request)}
        return self.wire.line(fields) + b"\n"

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        kind, content = _form(token, lines)
        file, state = await self.endpoint.ask("POST", "/files", _file, content, kind=kind)
        waited_s = 0.0
        # Azure takes the calls in only after the upload, and makes no batch of a file that it has not.
        while state in _COMING and waited_s < READY_WITHIN_S:
            await asyncio.sleep(LOOK_S)
            waited_s += LOOK_S
            _, state = await self.endpoint.ask("GET", f"/files/{file}", _file)
        return file

    async def create(self, token: str, file: str, lines: Sequence[bytes]) -> VendorBatch:  # noqa: ARG002 - they are in the file
        asked = {
            "input_file_id": file,
            "endpoint": self.path,
            "completion_window": "24h",
            "metadata": {NAME: token},
            "output_expires_after": {"anchor": "created_at", "seconds": KEPT_S},
        }
        return await self.endpoint.ask("POST", "/batches", _batch, [self.wire.line(asked)])

    async def look(self, batch: str) -> VendorBatch:
        return await self.endpoint.ask("GET", f"/batches/{batch}", _batch)

    async def cancel(self, batch: str) -> VendorBatch:
        return await self.endpoint.ask("POST", f"/batches/{batch}/cancel", _batch)

    async def find(self, token: str, since: datetime, count: int) -> Sighting:  # noqa: ARG002 - the name tells enough
        after = ""
        while True:
            entries, has_more = await self.endpoint.ask("GET", f"/batches?limit={_PAGE}{after}", _page)
            for name, batch in entries:
                if name == token:
                    return Sighting(batch=batch)
            # The newest come first: behind a page of older ones are older ones.
            if not has_more or is_older(entries[-1][1].created_at, since):
                return Sighting()
            after = f"&after={entries[-1][1].id}"

    async def results(self, batch: VendorBatch) -> AsyncGenerator[BatchItem, None]:
        for file in batch.results:
            async with aclosing(self.endpoint.lines(f"/files/{file}/content")) as lines:
                async for line in lines:
                    yield self._item(line)

    def _item(self, line: Mapping[str, Any]) -> BatchItem:
        name = shape.optional_text(line.get("custom_id")) or ""
        response, error = shape.part(line, "response"), shape.part(line, "error")
        status, request_id = response.get("status_code"), shape.optional_text(response.get("request_id"))
        if status == _OK:
            return BatchItem(custom_id=name, body=response.get("body"), request_id=request_id)
        if error.get("code") == "batch_expired":
            trouble = self.endpoint.expired()
        elif error.get("code") == "batch_cancelled":
            trouble = self.endpoint.cancelled()
        else:
            trouble = self.endpoint.item_trouble(status if type(status) is int else None, response.get("body") or error)
        return BatchItem(custom_id=name, trouble=trouble, request_id=request_id)


def _form(token: str, lines: Sequence[bytes]) -> tuple[str, list[bytes]]:
    """A form with the file, its parts as they are sent: a file of 200 MB is not copied. Every line is ASCII without
    line breaks, so that no boundary can stand in it.
    """
    boundary = f"harness-{token}"
    head = (
        f'--{boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
        f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="{token}.jsonl"\r\n'
        "content-type: application/jsonl\r\n\r\n"
    )
    return f"multipart/form-data; boundary={boundary}", [head.encode(), *lines, f"\r\n--{boundary}--\r\n".encode()]


def _file(data: Mapping[str, Any]) -> tuple[str, str]:
    """A file's name, and how far its vendor is with it."""
    return _id(data, "the file"), shape.optional_text(data.get("status")) or ""


def _page(data: Mapping[str, Any]) -> tuple[list[tuple[Any, VendorBatch]], bool]:
    """The batches of a page with our names of them, and whether more follow."""
    entries = [shape.mapping(entry, "a batch") for entry in shape.sequence(data.get("data"), "data")]
    batches = [(shape.part(entry, "metadata").get(NAME), _batch(entry)) for entry in entries]
    return batches, bool(batches and data.get("has_more"))


def _batch(data: Mapping[str, Any]) -> VendorBatch:
    state, counts = shape.text(data.get("status"), "status"), shape.part(data, "request_counts")
    files = (data.get("output_file_id"), data.get("error_file_id"))
    problems = shape.part(data, "errors").get("data")
    return VendorBatch(
        id=_id(data, "a batch"),
        state=state,
        ended=state in _ENDED,
        total=shape.count(counts.get("total")) or 0,
        answered=shape.count(counts.get("completed")) or 0,
        failed=shape.count(counts.get("failed")) or 0,
        created_at=moment(data.get("created_at")),
        ends_by=moment(data.get("expires_at")),
        results=tuple(file for file in files if isinstance(file, str) and shape.is_name(file)),
        problems=dict(_problem(entry) for entry in problems or () if isinstance(entry, dict)),
        cancelled=state == "cancelled",
        refused=state == "failed",
    )


def _problem(entry: Mapping[str, Any]) -> tuple[int | None, str]:
    line = entry.get("line")
    said = shape.optional_text(entry.get("message")) or "no reason given"
    code = shape.optional_text(entry.get("code"))
    return (line if type(line) is int else None), f"{said} ({code})" if code else said


def _id(data: Mapping[str, Any], what: str) -> str:
    return shape.name(data.get("id"), f"the id of {what}")
