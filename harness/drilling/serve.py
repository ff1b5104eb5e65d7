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
    scenario = scenario_of(options)
    server = Server(
        source=_source(options, config),
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

    async def reply(self, incoming: Incoming, pause: Pause) -> Reply:
        base = self._address or vendor_base(incoming.api_name)
        if base not in self._upstreams:
            # An address that ends in /v1 stands for what comes after the request's own /v1.
            self._upstreams[base] = Upstream(base, strip="/v1" if base.rstrip("/").endswith("/v1") else "")
        return await self._upstreams[base].reply(incoming, pause)


async def _serve(server: Server, options: ServeOptions, tell: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await server.start(options.port)
        tell(f"serving on {server.url}/v1 ({_about(server.scenario)}); Ctrl-C ends it")
        if options.ready_file is not None:
            _make(options.ready_file, server.url)
        await stop.wait()
    finally:
        await server.stop()
        server.log.close()


def _make(path: Path, url: str) -> None:
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
