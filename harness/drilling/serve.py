"""What `harness serve` does between its options and its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from harness import plugins
from harness.drilling.recorded import recordings
from harness.drilling.rig import domain_targets, model_on_the_wire, targets_by_domain
from harness.drilling.scorekeeping import Scorekeeper
from harness.errors import InputError, StoreError, UsageError
from harness.model.config import Config
from harness.model.drill import Drill
from harness.model.suite import Suite
from harness.model.wire import WireReply
from harness.serving.attempts import AttemptLog
from harness.serving.http import HttpRequest
from harness.serving.scenario import UNDISTURBED, Scenario, combined, lasting
from harness.serving.scenario_file import fault_settings, scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText, Incoming, Pause, Source
from harness.serving.upstream import Upstream, vendor_base

DOWN = "unavailable"
"""What happens to a failure domain unless somebody says otherwise."""


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
    down: tuple[str, ...] = ()
    time_scale: float = 1.0
    ready_file: Path | None = None
    log: Path | None = None
    seed: int = 0
    score: bool = False


def serve(
    options: ServeOptions,
    config: Callable[[], Config],
    suites: Callable[[], tuple[Suite, ...]],
    tell: Callable[[str], None],
) -> Drill | None:
    """Serve until a signal comes; what the requests got, if that is to be scored. `config` and `suites` load the
    project's, where its recordings, targets or cases are needed.

    Raises:
        UsageError: the options contradict each other, a name is unknown, or the port is in use.
        InputError: a scenario is wrong.
        StoreError: a file cannot be written, or a recording not read.
    """
    scenario, source = scenario_of(options, config), _source(options, config)
    keeper = _scorekeeper(options, config, suites) if options.score else None
    server = Server(
        source=source,
        elsewhere=source.forward if isinstance(source, Vendors) else None,
        scenario=scenario,
        scale=options.time_scale,
        log=AttemptLog(options.log, keep=False),
        seed=options.seed,
        models=() if options.proxy else _models(options, config),
        watcher=keeper,
    )
    asyncio.run(_serve(server, options, tell))
    if keeper is None:
        return None
    if keeper.unknown:
        tell(f"{keeper.unknown} requests asked nothing that a suite asks, and are not scored")
    return asyncio.run(keeper.drill(", ".join(options.down), scenario.id, options.time_scale))


def _scorekeeper(
    options: ServeOptions, config: Callable[[], Config], suites: Callable[[], tuple[Suite, ...]]
) -> Scorekeeper:
    if options.text is not None:
        raise UsageError("--score goes with --replay or --proxy: one text for all is no answer to any case")
    return Scorekeeper.of(config(), suites())


def scenario_of(options: ServeOptions, config: Callable[[], Config]) -> Scenario:
    """All that goes wrong, put together; with `down` for the models of these failure domains alone.

    Raises:
        UsageError: a name is unknown, or nobody lives in a domain.
        InputError: a scenario is wrong.
    """
    named = [scenario_named(text) for text in options.scenarios]
    faults = [_always(name) for name in options.faults]
    if options.down and not named and not faults:
        faults = [_always(DOWN)]
    scenario = combined([*named, *faults]) if named or faults else UNDISTURBED
    if not options.down:
        return scenario
    loaded = config()
    domains = targets_by_domain(loaded)
    names = dict.fromkeys(name for domain in options.down for name in domain_targets(domains, domain))
    models = frozenset(model_on_the_wire(loaded.targets[name]) for name in names)
    entries = tuple(entry if entry.on else replace(entry, on=models) for entry in scenario.entries)
    return replace(scenario, entries=entries)


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


def _models(options: ServeOptions, config: Callable[[], Config]) -> tuple[str, ...]:
    """Those of the project's targets, as requests name them; one text for all is served without a project, too."""
    try:
        targets = config().targets.values()
    except (InputError, UsageError):
        if options.text is None:
            raise
        return ()
    return tuple(dict.fromkeys(map(model_on_the_wire, targets)))


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

    async def reply(self, incoming: Incoming, pause: Pause) -> WireReply:
        return await self._at(self.base_of(incoming)).reply(incoming, pause)

    async def forward(self, request: HttpRequest) -> WireReply:
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
        if isinstance(server.source, Vendors):
            await server.source.close()


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
