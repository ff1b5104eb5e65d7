"""Where a drill takes place: every HTTP target behind a loopback server of its own, and the connections to these.

The real keys go only from such a server to the vendor's own host. Everything started here is stopped here; the servers
live in this process, so that nothing outlives it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Self

from harness import plugins
from harness.cassettes.neutral import request_to_json
from harness.drilling.recorded import own_course, recordings, turns_of_recorded
from harness.engine.readiness import domains_of
from harness.errors import ProviderError, UsageError
from harness.model.config import Config, Target
from harness.model.exchange import Request, Response, Trouble
from harness.model.wire import Asked, WireReply
from harness.protocols import Connection
from harness.sending.budget import estimate
from harness.sending.gate import Gate
from harness.sending.keys import Keys
from harness.serving.attempts import AttemptLog
from harness.serving.scenario import UNDISTURBED, Scenario
from harness.serving.server import Server
from harness.serving.sources import CassetteSource, Incoming, Source
from harness.serving.upstream import Upstream

_NO_KEY = "DRILL"
_NOWHERE = "vendor.invalid"
"""A name that never resolves (RFC 2606)."""


@dataclass
class Rig:
    """Servers and connections by target. `offline` answers from recordings; else the real vendors answer."""

    config: Config
    targets: tuple[str, ...]
    offline: bool
    scale: float
    limited: bool = False
    """Whether the targets' own limits (concurrency, requests and tokens a minute) hold."""
    servers: dict[str, Server] = field(default_factory=dict)
    place: tuple[str, str, int, int] | None = None
    """The suite, case, sample and call that are under way, where only one is: after a handover no recording fits the
    mixed conversation, and what the target said at the same place of its own stands in.
    """
    connections: dict[str, Connection] = field(default_factory=dict)
    keys: Keys = field(init=False)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self.keys = Keys(self.config, os.environ)
        try:
            for name in self.targets:
                await self._set_up(self.config.targets[name])
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._stack.aclose()

    def take_down(self, targets: tuple[str, ...], scenario: Scenario) -> None:
        """Let the scenario loose on these targets, now."""
        for name in targets:
            if name in self.servers:
                self.servers[name].disturb(scenario)

    def recover(self) -> None:
        """All is well again."""
        for server in self.servers.values():
            server.disturb(UNDISTURBED)

    async def _set_up(self, target: Target) -> None:
        provider = plugins.load("providers", target.provider)
        if not hasattr(provider, "access"):
            connection = (
                _Recorded(_replay_of(self.config, target), self.scale) if self.offline or target.replays_only else None
            )
            self._keep(target.name, connection or provider.connect(target, os.environ))
            return
        source = self._source(target, provider)
        if isinstance(source, Upstream):
            self._stack.push_async_callback(source.close)
        server = Server(source=source, scale=self.scale, log=AttemptLog(), instead=self._instead)
        await server.start()
        self.servers[target.name] = server
        self._stack.push_async_callback(server.stop)
        self._keep(target.name, _Addressed(target, server))

    def _keep(self, name: str, connection: Connection) -> None:
        # The real key is added behind our server, so that the provider cannot know it where a vendor gives it back.
        connection = _Hiding(connection, self.keys)
        self.connections[name] = self._queued(connection, self.config.targets[name]) if self.limited else connection
        self._stack.push_async_callback(connection.close)

    def _queued(self, connection: Connection, target: Target) -> Connection:
        limits = target.limits
        # A shortened drill has shorter minutes.
        rpm = limits.rpm and limits.rpm / self.scale
        tpm = limits.tpm and limits.tpm / self.scale
        return _Queued(connection, Gate(target.name, replace(limits, rpm=rpm, tpm=tpm)))

    def _source(self, target: Target, provider: object) -> Source:
        if self.offline or target.replays_only:
            return replace(
                _replay_of(self.config, target),
                stand_in=lambda _: own_course(self.config, target, self.place) if self.place is not None else None,
            )
        reached = provider.access(target, os.environ)  # type: ignore[attr-defined]
        added = {name: value for name, value in reached.headers.items() if value is not None}
        return Upstream(reached.address.url, strip=_mount(target), headers=added)

    async def _instead(self, name: str, incoming: Incoming) -> WireReply:
        """Another target's answer under this one's name, for the fault `degraded-model`."""
        if name not in self.config.targets:
            hint = plugins.suggest(name, tuple(self.config.targets))
            raise UsageError(f"no target is named {name!r}", slug="unknown-target", hint=hint)
        other = self.config.targets[name]
        renamed = replace(incoming, asked=replace(incoming.asked, model=model_on_the_wire(other)))

        async def pause(seconds: float) -> None:
            await asyncio.sleep(seconds * self.scale)

        replay = _replay_of(self.config, other)
        return await replay.reply(renamed, pause, named=incoming.asked.model)


class _Addressed:
    """A target's own provider, speaking to the target's server; while the name does not resolve, to no server."""

    def __init__(self, target: Target, server: Server) -> None:
        self._server = server
        self._there = _connect(target, server.url)
        self._target = target
        self._nowhere: Connection | None = None

    async def complete(self, request: Request) -> Response:
        elapsed = self._server.elapsed_s() or 0.0
        unresolved = any(
            start <= elapsed and (end is None or elapsed < end)
            for start, end in self._server.scenario.outages("UNRESOLVABLE")
        )
        if not unresolved:
            return await self._there.complete(request)
        if self._nowhere is None:
            self._nowhere = _connect(self._target, f"http://{_NOWHERE}:{self._server.port}")
        return await self._nowhere.complete(request)

    async def close(self) -> None:
        await self._there.close()
        if self._nowhere is not None:
            await self._nowhere.close()


@dataclass(frozen=True)
class _Hiding:
    """Replaces keys that come back in an answer, or in what is said of trouble: a drill's report shows both."""

    connection: Connection
    keys: Keys

    async def complete(self, request: Request) -> Response:
        try:
            return self.keys.hidden(await self.connection.complete(request))
        except ProviderError as error:
            raise ProviderError(self.keys.hidden_in(error.trouble)) from None

    async def close(self) -> None:
        await self.connection.close()


@dataclass(frozen=True)
class _Queued:
    """Waits for its turn, as everybody does who falls back at the same moment."""

    connection: Connection
    gate: Gate

    async def complete(self, request: Request) -> Response:
        foreseen = estimate(request, None)
        await self.gate.enter(foreseen.input_tokens + (foreseen.output_tokens or 0))
        try:
            response = await self.connection.complete(request)
        except ProviderError as error:
            if error.trouble.kind == "rate-limit":
                self.gate.failed(error.trouble)
            raise
        finally:
            self.gate.leave()
        self.gate.succeeded()
        return response

    async def close(self) -> None:
        await self.connection.close()


@dataclass(frozen=True)
class _Recorded:
    """Recorded answers of a target that no server plays: a model on this machine."""

    replay: CassetteSource
    scale: float

    async def complete(self, request: Request) -> Response:
        turns = tuple(turns_of_recorded(request_to_json(request)))
        recorded = self.replay.find(Asked(model=request.model, stream=False, turns=turns))
        if recorded is None:
            raise ProviderError(Trouble(kind="missing-recording", message="nothing is recorded for this request"))
        await asyncio.sleep((recorded.response.latency_s or 0.0) * self.scale)
        return recorded.response

    async def close(self) -> None:
        return


def _connect(target: Target, url: str) -> Connection:
    """Keyless: the server adds the key, on the way to the vendor's own host."""
    settings = {name: value for name, value in target.settings.items() if name != "proxy"}
    moved = replace(target, base_url=url + _mount(target), api_key_env=_NO_KEY, settings=settings)
    connection: Connection = plugins.load("providers", target.provider).connect(moved, {_NO_KEY: "keyless"})
    return connection


def _mount(target: Target) -> str:
    """What stands before the API's own path at our server: the OpenAI ones and compatible ones end in /v1."""
    return "" if target.provider in ("anthropic", "azure") else "/v1"


def model_on_the_wire(target: Target) -> str:
    """What requests to the target name as their model."""
    return str(target.settings.get("deployment") or target.model)


def _replay_of(config: Config, target: Target) -> CassetteSource:
    return recordings(replace(config, targets={target.name: target}), empty=True)


def targets_by_domain(config: Config) -> dict[str, tuple[str, ...]]:
    """Targets by `kind:name`."""
    members: dict[str, list[str]] = {}
    for name in config.targets:
        for domain in domains_of(config, name):
            members.setdefault(domain, []).append(name)
    return {domain: tuple(names) for domain, names in members.items()}


def domain_targets(domains: Mapping[str, tuple[str, ...]], wanted: str) -> tuple[str, ...]:
    """The targets in a domain, written `kind=name`; `domains` are by `kind:name`.

    Raises:
        UsageError: nobody lives in it, with the nearest that somebody does.
    """
    name = wanted.replace("=", ":", 1)
    if name not in domains:
        known = tuple(domain.replace(":", "=", 1) for domain in domains)
        raise UsageError(
            f"no target is in the failure domain {wanted!r}",
            slug="unknown-domain",
            hint=plugins.suggest(wanted, known) or "one of: " + ", ".join(known),
        )
    return domains[name]
