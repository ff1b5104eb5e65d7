"""The server: listens on loopback, understands requests, lets the scenario's faults at them, and keeps the log."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from harness.errors import UsageError
from harness.model.wire import Exchange, Proceed, Severed, WirePiece, WireReply, body, closing
from harness.serving.apis import api_at, deployment_at, load
from harness.serving.attempts import AttemptLog, ServedAttempt
from harness.serving.http import HttpRequest, converse
from harness.serving.models import listing
from harness.serving.scenario import UNDISTURBED, Clock, Scenario, ScheduledFault
from harness.serving.sources import Incoming, Source

LOOPBACK = "127.0.0.1"
_JSON = {"content-type": "application/json"}
_NAMED = "/t/"
"""A path may begin with `/t/NAME`, which says whose requests these are; drills use it to tell targets apart."""


class Watcher(Protocol):
    """Sees what comes and what goes out, faults included."""

    def asked(self, incoming: Incoming, attempt: ServedAttempt) -> None: ...

    def watched(self, incoming: Incoming, attempt: ServedAttempt, reply: WireReply) -> WireReply:
        """The reply, perhaps looked at on its way."""


@dataclass
class Server:
    """Answers on one port. `name_of` gives the name under which a request's model is looked up in the scenario and
    written to the log; by default the model's own.
    """

    source: Source
    scenario: Scenario = UNDISTURBED
    scale: float = 1.0
    log: AttemptLog = field(default_factory=AttemptLog)
    seed: int = 0
    instead: Callable[[str, Incoming], Awaitable[WireReply]] | None = None
    models: tuple[str, ...] = ()
    """What GET /v1/models lists."""
    port: int = 0
    watcher: Watcher | None = None
    elsewhere: Callable[[HttpRequest], Awaitable[WireReply]] | None = None
    """Answers what no API here understands; without it that is a 404."""
    _clock: Clock = field(default_factory=Clock)
    _random: random.Random = field(default_factory=random.Random)
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _closer: asyncio.Task[None] | None = None
    _under_way: int = 0
    """Requests that are not answered to their end."""
    _idle: asyncio.Event | None = None

    async def start(self, port: int = 0) -> None:
        """Raises UsageError if the port is in use."""
        self._clock.scale, self._random = self.scale, random.Random(self.seed)  # noqa: S311 - repeatable on purpose
        self.port = port
        await self._listen()

    async def stop(self) -> None:
        """Stop listening and end what is open."""
        if self._closer is not None:
            self._closer.cancel()
        await self._close_port()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def finish(self, within_s: float) -> None:
        """Take no more connections, and let what is under way come to its end."""
        await self._close_port()
        self._idle = asyncio.Event()
        if self._under_way:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), within_s)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def elapsed_s(self) -> float | None:
        """The scenario's time; None before its first request."""
        return None if self._clock.started is None else self._clock.elapsed(time.monotonic())

    def disturb(self, scenario: Scenario) -> None:
        """Another scenario from now on; its time begins now."""
        self.scenario = scenario
        self._clock.started = time.monotonic()
        self._begin_outages()

    async def _listen(self) -> None:
        try:
            self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port, reuse_address=True)
        except OSError as error:
            message = f"port {self.port} of {LOOPBACK} cannot be listened on: {error.strerror or error}"
            raise UsageError(message, slug="port-in-use", hint="choose another with --port") from None
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close_port(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _begin_outages(self) -> None:
        """Faults that close the port go by the clock, whether somebody asks or not."""
        outages = self.scenario.outages("CLOSES_PORT")
        if outages and self._closer is None:
            self._closer = asyncio.ensure_future(self._close_by_the_clock(outages))

    async def _close_by_the_clock(self, outages: list[tuple[float, float | None]]) -> None:
        for start, end in outages:
            await asyncio.sleep(max(0.0, start - (self.elapsed_s() or 0.0)) * self.scale)
            await self._close_port()
            if end is None:
                return
            await asyncio.sleep(max(0.0, end - (self.elapsed_s() or 0.0)) * self.scale)
            await self._listen()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker: this runs in one
        self._open.add(task)
        attempts: list[ServedAttempt] = []
        try:
            await converse(reader, writer, lambda request: self._counted(request, attempts))
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._open.discard(task)
            for attempt in attempts:
                if attempt.ended is None:
                    self.log.end(attempt, "gone")

    async def _counted(self, request: HttpRequest, attempts: list[ServedAttempt]) -> WireReply:
        self._under_way += 1
        try:
            reply = await self._handle(request, attempts)
        except BaseException:
            self._ended_one()
            raise
        return replace(reply, pieces=self._to_the_end(reply.pieces))

    async def _to_the_end(self, pieces: AsyncIterator[WirePiece]) -> AsyncIterator[WirePiece]:
        try:
            async with closing(pieces):
                async for piece in pieces:
                    yield piece
        finally:
            self._ended_one()

    def _ended_one(self) -> None:
        self._under_way -= 1
        if self._under_way == 0 and self._idle is not None:
            self._idle.set()

    async def _handle(self, request: HttpRequest, attempts: list[ServedAttempt]) -> WireReply:
        path, target = _named(request.path)
        api_name = api_at(path)
        if self.elsewhere is not None and (request.method != "POST" or api_name is None):
            return await self.elsewhere(request)
        if request.method == "GET" and (listed := listing(path, request.headers, self.models)) is not None:
            return listed
        if request.method != "POST" or api_name is None:
            message = "served here: /v1/chat/completions, /v1/responses and /v1/messages, by POST; /v1/models, by GET"
            return body(404, json.dumps({"error": {"message": message, "code": "not_found"}}).encode())
        api = load(api_name)
        raw = _object(request.body)
        if raw is None:
            return body(400, json.dumps(api.error(400, "invalid_json", "the body is not a JSON object")).encode())
        asked = api.asked(raw)
        asked = replace(asked, model=asked.model or deployment_at(path))
        incoming = Incoming(
            path=path,
            api_name=api_name,
            api=api,
            asked=asked,
            raw=raw,
            content=request.body,
            headers=request.headers,
        )
        return await self._answer(incoming, target, attempts)

    async def _answer(self, incoming: Incoming, target: str | None, attempts: list[ServedAttempt]) -> WireReply:
        name = target or incoming.asked.model
        attempt = self.log.begin(incoming.asked.model, incoming.api_name, stream=incoming.asked.stream)
        attempt.target, attempt.case = target, incoming.headers.get("x-harness-case")
        attempts[:] = [attempt]  # the one before has ended, or its connection would not be read on
        if self.watcher is not None:
            self.watcher.asked(incoming, attempt)
        entries = self._entries(name, attempt)
        attempt.fault = "+".join(entry.fault for entry in entries) or None
        try:
            reply = await self._through(entries, incoming, attempt)()
        except Severed:
            self.log.end(attempt, "severed")
            raise
        except UsageError as error:
            reply = body(500, json.dumps(incoming.api.error(500, error.slug, str(error))).encode())
        attempt.status = reply.status
        if self.watcher is not None:
            reply = self.watcher.watched(incoming, attempt, reply)
        return replace(reply, pieces=self._logged(reply, attempt))

    def _entries(self, name: str, attempt: ServedAttempt) -> tuple[ScheduledFault, ...]:
        if not self.scenario.concerns(name):
            return ()
        elapsed = self._clock.elapsed(time.monotonic())
        self._begin_outages()
        draws = [self._random.random() for _ in self.scenario.entries]
        return self.scenario.chosen(name, attempt.attempt, elapsed, draws)

    def _through(self, entries: tuple[ScheduledFault, ...], incoming: Incoming, attempt: ServedAttempt) -> Proceed:
        """The source's reply behind all faults, the first entry outermost."""

        async def pause(seconds: float) -> None:
            await asyncio.sleep(seconds * self.scale)

        async def instead(target: str) -> WireReply:
            if self.instead is None:
                raise UsageError("only recordings and drills know other targets", slug="no-other-target")
            return await self.instead(target, incoming)

        exchange = Exchange(
            asked=incoming.asked,
            attempt=attempt.attempt,
            elapsed_s=self.elapsed_s() or 0.0,
            random=self._random,
            pause=pause,
            error_body=lambda status, code, text: json.dumps(incoming.api.error(status, code, text)).encode(),
            error_event=incoming.api.error_event,
            instead=instead,
        )
        proceed: Proceed = lambda: self.source.reply(incoming, pause)  # noqa: E731 - the innermost of a chain
        for entry in reversed(entries):
            proceed = _behind(entry, exchange, proceed)
        return proceed

    async def _logged(self, reply: WireReply, attempt: ServedAttempt) -> Any:
        try:
            async with closing(reply.pieces) as pieces:
                async for piece in pieces:
                    yield piece
        except (Severed, ConnectionError):
            self.log.end(attempt, "severed")
            raise
        self.log.end(attempt, "whole")


def _behind(entry: ScheduledFault, exchange: Exchange, proceed: Proceed) -> Proceed:
    return lambda: entry.disturb(exchange, proceed)


def _named(path: str) -> tuple[str, str | None]:
    if not path.startswith(_NAMED):
        return path, None
    name, slash, rest = path.removeprefix(_NAMED).partition("/")
    return slash + rest, name


def _object(content: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
