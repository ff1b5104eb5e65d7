"""What `harness serve` does between its options and its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness import plugins
from harness.drilling.recorded import recordings
from harness.errors import StoreError, UsageError
from harness.model.config import Config
from harness.model.wire import Reply
from harness.serving.attempts import AttemptLog
from harness.serving.http import HttpRequest
from harness.serving.scenario import UNDISTURBED, Scenario, combined, lasting
from harness.serving.scenario_file import fault_settings, scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText, Incoming, Pause, Source
from harness.serving.upstream import Upstream, vendor_base


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """Exactly one of `text`, `replay` and `proxy` says where healthy answers come from."""

    port: int
    text: str | None = None
    replay: bool = False
    proxy: bool = False
    upstream: str | None = None
    scenarios: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    time_scale: float = 1.0
    ready_file: Path | None = None
    log: Path | None = None
    seed: int = 0


def serve(options: ServeOptions, config: Callable[[], Config], tell: Callable[[str], None]) -> None:
    """Serve until a signal comes. `config` loads the project's configuration, where recordings or targets are needed.

    Raises:
        UsageError: the options contradict each other, a name is unknown, or the port is in use.
        InputError: a scenario is wrong.
        StoreError: a file cannot be written, or a recording not read.
    """
    scenario, source = scenario_of(options), _source(options, config)
    server = Server(
        source=source,
        elsewhere=source.forward if isinstance(source, Vendors) else None,
        scenario=scenario,
        scale=options.time_scale,
        log=AttemptLog(options.log, keep=False),
        seed=options.seed,
    )
    asyncio.run(_serve(server, options, tell))


def scenario_of(options: ServeOptions) -> Scenario:
    """All that goes wrong, put together."""
    named = [scenario_named(text) for text in options.scenarios]
    faults = [_always(name) for name in options.faults]
    return combined([*named, *faults]) if named or faults else UNDISTURBED


def _always(name: str) -> Scenario:
    scenario = lasting(name, fault_settings(name, {}))
    if scenario.outages("UNRESOLVABLE"):
        raise UsageError(f"a server that has been reached cannot play {name!r}", hint="harness drill can")
    return scenario


def _source(options: ServeOptions, config: Callable[[], Config]) -> Source:
    if (options.text is not None) + options.replay + options.proxy != 1:
        raise UsageError(
            "say where healthy answers come from, once",
            hint='one of --text "…", --replay (the project\'s recordings) and --proxy (the real vendor)',
        )
    if options.upstream is not None and not options.proxy:
        raise UsageError("--upstream goes with --proxy")
    if options.text is not None:
        return FixedText(options.text)
    return recordings(config()) if options.replay else Vendors(options.upstream)


class Vendors:
    """Passes each request on to the vendor whose API it speaks, or to one address for all."""

    def __init__(self, address: str | None) -> None:
        """Raises UsageError if `address` is none."""
        if address is not None and not address.startswith(("http://", "https://")):
            raise UsageError(f"--upstream {address!r} should begin with https:// or http://")
        self._address = address
        self._upstreams: dict[str, Upstream] = {}

    def base_of(self, incoming: Incoming) -> str:
        """Where a request goes."""
        return self._address or vendor_base(incoming.api_name)

    async def reply(self, incoming: Incoming, pause: Pause) -> Reply:
        return await self._at(self.base_of(incoming)).reply(incoming, pause)

    async def forward(self, request: HttpRequest) -> Reply:
        """What no API here understands (embeddings, files, the list of models) goes to the vendor all the same."""
        is_anthropic = "anthropic-version" in request.headers
        base = self._address or vendor_base("messages" if is_anthropic else "chat")
        return await self._at(base).forward(request)

    async def close(self) -> None:
        for upstream in self._upstreams.values():
            await upstream.close()

    def _at(self, base: str) -> Upstream:
        if base not in self._upstreams:
            # An address that ends in /v1 stands for what comes after the request's own /v1.
            self._upstreams[base] = Upstream(base, strip="/v1" if base.rstrip("/").endswith("/v1") else "")
        return self._upstreams[base]


async def _serve(server: Server, options: ServeOptions, tell: Callable[[str], None]) -> None:
    stop = stopped()
    try:
        await server.start(options.port)
        tell(f"serving on {server.url}/v1 ({_about(server.scenario)}); Ctrl-C ends it")
        announce(options.ready_file, server.url)
        await stop.wait()
    finally:
        await server.stop()
        server.log.close()


def stopped() -> asyncio.Event:
    """Is set once SIGTERM or SIGINT comes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def announce(path: Path | None, url: str) -> None:
    """Make the file that says where the server listens, if one is wanted. Raises StoreError."""
    if path is None:
        return
    try:
        path.write_text(url + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _about(scenario: Scenario) -> str:
    if not scenario.entries:
        return "undisturbed"
    return (
        f"{scenario.id}: {scenario.title}"
        if scenario.title
        else plugins.manual(plugins.load("faults", scenario.entries[0].fault)).splitlines()[0]
    )
