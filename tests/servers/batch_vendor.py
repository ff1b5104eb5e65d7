"""A vendor that takes calls in batches, too: OpenAI's files and batches, Anthropic's Message Batches.

vendor.end()                          # every batch that was submitted ends; until then none does
vendor.ends_at_once = True            # … or each ends as soon as it is asked for
vendor.fate = lambda prompt, time: …  # what becomes of a call in its `time`th batch (from 1): "answered", "expired",
                                      # "cancelled", "missing", or a status, as 400 or 529
vendor.rewrite = lambda lines: …      # the lines of a file of results as they are sent; also not whole ones
vendor.creating = [swallow, 429, …]   # what the next requests that submit a batch meet; see `swallow` and `lose`
                                      # A batch that is cancelled has ended when it is asked for again.
vendor.files_come_in = 2              # a file is ready only when it has been looked at so often, as Azure's
vendor.batches                        # those submitted, by id, as the vendor says them
vendor.submitted                      # the last user message of each call in each of them, in order
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from servers.fault_server import Exchange, Handler, Seen, answer, http, status
from servers.shapes import Said, whole, wire_of
from servers.vendor import Vendor, counted, last_user_message

Fate = str | int
_FORM = re.compile(rb'name="file"; filename="([^"]+)"\r\n[^\r]*\r\n\r\n(.*)\r\n--[^\r]+--\r\n$', re.DOTALL)


async def swallow(exchange: Exchange) -> None:
    """The batch is made, and the connection breaks before the answer is out."""
    exchange.reset()


async def lose(exchange: Exchange) -> None:
    """The connection breaks before the batch is made."""
    exchange.reset()


@dataclass
class BatchVendor(Vendor):
    ends_at_once: bool = False
    fate: Callable[[str, int], Fate] = lambda prompt, time: "answered"
    rewrite: Callable[[list[bytes]], list[bytes]] = list
    creating: list[int | Handler] = field(default_factory=list)
    refusal: dict[str, Any] | None = None
    """The errors with which OpenAI refuses the next batch as a whole."""
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    created_ago: timedelta = timedelta()
    page: int = 100
    files_come_in: int = 0
    has_no_batches: bool = False
    fates_when_cancelled: dict[str, Fate] = field(default_factory=dict)
    """By prompt, where it is not "cancelled"."""
    _calls: dict[str, list[tuple[str, str, dict[str, Any]]]] = field(default_factory=dict)
    """Of each batch: the name, the path and the body of its calls."""
    _times: Counter[str] = field(default_factory=Counter)

    @property
    def submitted(self) -> list[list[str]]:
        return [[last_user_message(body) for _, _, body in calls] for calls in self._calls.values()]

    @property
    def prompts(self) -> list[str]:
        """Of calls that were made one by one."""
        return [last_user_message(seen.json) for seen in self.requests if _is_single(seen)]

    def seen(self, method: str, path: str) -> list[Seen]:
        """The requests of this method whose path matches."""
        return [seen for seen in self.requests if seen.method == method and re.fullmatch(path, seen.path)]

    def end(self, state: str = "completed") -> None:
        for batch in list(self.batches.values()):
            self._end(batch, state)

    async def _answer(self, exchange: Exchange) -> None:
        seen = exchange.seen
        bare = seen.path.partition("?")[0]
        if self.has_no_batches and not _is_single(seen):
            await status(404)(exchange)
        elif _is_single(seen):
            await super()._answer(exchange)
        elif bare.endswith("/files"):
            await self._upload(exchange)
        elif "/files/" in bare and bare.rpartition("/")[2] != "content":
            self.files_come_in -= 1
            state = "pending" if self.files_come_in > 0 else "processed"
            await answer({"id": bare.rpartition("/")[2], "object": "file", "status": state})(exchange)
        elif bare.endswith(("/content", "/results")):
            body = self.files.get(bare.split("/")[-2])
            await (status(404) if body is None else _raw(body))(exchange)
        elif bare.endswith("/cancel"):
            batch = self.batches[bare.split("/")[-2]]
            self.fate = lambda prompt, time: self.fates_when_cancelled.get(prompt, "cancelled")
            state = {"status": "cancelling"} if "metadata" in batch else {"processing_status": "canceling"}
            await answer(batch | state)(exchange)
            self._end(batch, "cancelled")
        elif seen.method == "POST":
            await self._create(exchange, anthropic=bare.endswith("/messages/batches"))
        elif bare.endswith("/batches"):
            await answer(self._list(seen.path))(exchange)
        else:
            batch = self.batches.get(bare.split("/")[-1])
            if batch and self.ends_at_once:
                self._end(batch, "completed")
            await (answer(batch) if batch else status(404))(exchange)

    async def _upload(self, exchange: Exchange) -> None:
        found = _FORM.search(exchange.seen.body)
        assert found, exchange.seen.body
        name = f"file-{len(self.files)}"
        self.files[name] = found[2]
        made = {"id": name, "object": "file", "bytes": len(found[2]), "created_at": _seconds(datetime.now(UTC))}
        await answer(
            made
            | {
                "filename": found[1].decode(),
                "purpose": "batch",
                "status": "pending" if self.files_come_in else "processed",
            }
        )(exchange)

    async def _create(self, exchange: Exchange, *, anthropic: bool) -> None:
        planned = self.creating.pop(0) if self.creating else None
        if isinstance(planned, int):
            await status(planned)(exchange)
            return
        if planned is lose:
            await lose(exchange)
            return
        batch = self._made_of(exchange.seen.json, anthropic=anthropic)
        self.batches[batch["id"]] = batch
        await (planned or answer(batch))(exchange)

    def _made_of(self, asked: dict[str, Any], *, anthropic: bool) -> dict[str, Any]:
        created = datetime.now(UTC) - self.created_ago
        if anthropic:
            name = f"msgbatch_{len(self.batches)}"
            calls = [(entry["custom_id"], "/v1/messages", entry["params"]) for entry in asked["requests"]]
            shape = {
                "id": name,
                "type": "message_batch",
                "processing_status": "in_progress",
                "request_counts": _counts(processing=len(calls)),
                "created_at": created.isoformat(),
                "expires_at": (created + timedelta(hours=24)).isoformat(),
            }
            shape |= dict.fromkeys(("ended_at", "archived_at", "cancel_initiated_at", "results_url"))
        else:
            name = f"batch_{len(self.batches)}"
            lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
            calls = [(line["custom_id"], line["url"], line["body"]) for line in lines]
            assert {(line["method"], line["url"]) for line in lines} == {("POST", asked["endpoint"])}
            shape = {
                "id": name,
                "object": "batch",
                "endpoint": asked["endpoint"],
                "input_file_id": asked["input_file_id"],
                "completion_window": asked["completion_window"],
                "status": "validating",
                "created_at": _seconds(created),
                "expires_at": _seconds(created + timedelta(hours=24)),
                "metadata": asked.get("metadata"),
                "request_counts": {"total": len(calls), "completed": 0, "failed": 0},
            }
        names = [name for name, _, _ in calls]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", one) for one in names)
        self._calls[name] = calls
        return shape

    def _list(self, path: str) -> dict[str, Any]:
        """The newest first, in pages."""
        entries = list(reversed(self.batches.values()))
        if after := re.search(r"after(?:_id)?=([^&]+)", path):
            entries = entries[[entry["id"] for entry in entries].index(after[1]) + 1 :]
        kinds = "msgbatch_" if "/messages/" in path else "batch_"
        entries = [entry for entry in entries if entry["id"].startswith(kinds)]
        data = entries[: self.page]
        ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
        return {"object": "list", "data": data, "has_more": len(entries) > self.page, **ends}

    def _end(self, batch: dict[str, Any], state: str) -> None:
        if batch.get("processing_status") == "ended" or batch.get("status") in (
            "completed",
            "failed",
            "expired",
            "cancelled",
        ):
            return
        if "metadata" in batch:
            self._end_openai(batch, state)
        else:
            self._end_anthropic(batch)

    def _end_openai(self, batch: dict[str, Any], state: str) -> None:
        name = batch["id"]
        if self.refusal is not None:
            batch |= {"status": "failed", "errors": {"object": "list", "data": self.refusal.pop("data")}}
            self.refusal = None
            return
        answers, errors = [], []
        for number, (custom_id, path, body) in enumerate(self._calls[name]):
            fate = self._fate_of(body)
            line = {"id": f"batch_req_{number}", "custom_id": custom_id, "response": None, "error": None}
            if fate == "answered":
                line["response"] = _response(200, number, whole(wire_of(path), self._said(body, path)))
                answers.append(line)
            elif isinstance(fate, int):
                refused = {"error": {"message": f"scripted {fate}", "type": "scripted"}}
                errors.append(line | {"response": _response(fate, number, refused)})
            elif fate != "missing":
                errors.append(line | {"error": {"code": f"batch_{fate}", "message": f"it {fate}"}})
        for kind, lines in (("output", answers), ("error", errors)):
            if lines:
                batch[f"{kind}_file_id"] = f"file-{name}-{kind}"
                self.files[f"file-{name}-{kind}"] = self._written(lines)
        counts = {"total": len(self._calls[name]), "completed": len(answers), "failed": len(errors)}
        batch |= {"status": state, "request_counts": counts}

    def _end_anthropic(self, batch: dict[str, Any]) -> None:
        name, lines, counts = batch["id"], [], Counter()
        for custom_id, path, body in self._calls[name]:
            fate = self._fate_of(body)
            if fate == "missing":
                continue
            if fate == "answered":
                result = {"type": "succeeded", "message": whole(wire_of(path), self._said(body, path))}
            elif isinstance(fate, int):
                kind = {400: "invalid_request_error", 529: "overloaded_error", 500: "api_error"}[fate]
                error = {"type": "error", "error": {"type": kind, "message": f"scripted {fate}"}, "request_id": None}
                result = {"type": "errored", "error": error}
            else:
                result = {"type": {"cancelled": "canceled"}.get(fate, fate)}
            counts[result["type"]] += 1
            lines.append({"custom_id": custom_id, "result": result})
        self.files[name] = self._written(lines)
        batch |= {
            "processing_status": "ended",
            "ended_at": datetime.now(UTC).isoformat(),
            "results_url": f"https://elsewhere.invalid/v1/messages/batches/{name}/results",
            "request_counts": _counts(**counts),
        }

    def _fate_of(self, body: dict[str, Any]) -> Fate:
        prompt = last_user_message(body)
        self._times[json.dumps(body, sort_keys=True)] += 1
        return self.fate(prompt, self._times[json.dumps(body, sort_keys=True)])

    def _said(self, body: dict[str, Any], path: str) -> Said:
        said = self.says(last_user_message(body))
        return said if isinstance(said, Said) else counted(said, Seen("POST", path, {}, json.dumps(body).encode()))

    def _written(self, lines: list[dict[str, Any]]) -> bytes:
        return b"".join(self.rewrite([json.dumps(line).encode() + b"\n" for line in lines]))


def _is_single(seen: Seen) -> bool:
    return seen.method == "POST" and seen.path.partition("?")[0].endswith(("/completions", "/responses", "/messages"))


def _response(code: int, number: int, body: Any) -> dict[str, Any]:
    return {"status_code": code, "request_id": f"req_{number}", "body": body}


def _counts(**counts: int) -> dict[str, int]:
    return dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0) | counts


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _raw(body: bytes) -> Handler:
    async def handler(exchange: Exchange) -> None:
        await exchange.send(http(body, content_type="application/jsonl"))

    return handler
