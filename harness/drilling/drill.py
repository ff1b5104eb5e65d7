"""A whole drill: which domains go down, in which way, and what each entry of the chain is worth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from harness.drilling.outage import CONCURRENCY, Handover, Rehearsal, chain_of
from harness.drilling.rig import Rig, domain_targets, targets_by_domain
from harness.errors import UsageError
from harness.model.config import Config
from harness.model.drill import Drill, DrilledOutage, EntryTrial, Standby
from harness.model.failover import Failover
from harness.model.suite import Suite
from harness.planning.workflow import begin
from harness.probes import coldstart
from harness.probes.standby import started
from harness.sending.run_folders import new_run_id
from harness.serving.scenario import Scenario, lasting
from harness.serving.scenario_file import fault_settings
from harness.version import __version__

DOWN = "unavailable"
"""What happens to a domain unless a scenario says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOptions:
    """`down`: failure domains (`vendor=openai`), one outage each. `each`: every entry of the chains is tried by itself.
    `load`: that many requests at once. `at`: the fault begins with this call of each sample, and `returns`: ends after
    it. `standby`: a target on this machine that starts as the fault begins.
    """

    down: tuple[str, ...] = ()
    scenario: Scenario | None = None
    each: bool = False
    offline: bool = False
    time_scale: float = 1.0
    standby: str | None = None
    load: int | None = None
    at: int | None = None
    returns: bool = False


def drill(
    config: Config, suites: Sequence[Suite], options: DrillOptions, tell: Callable[[str], None] = lambda _: None
) -> Drill:
    """Play it. `tell` hears what is going on.

    Raises:
        UsageError: a name is unknown, or there is nothing to drill; nothing was started.
        StoreError: a recording cannot be read.
    """
    return asyncio.run(_drill(config, suites, options, tell))


async def _drill(config: Config, suites: Sequence[Suite], options: DrillOptions, tell: Callable[[str], None]) -> Drill:
    outages = {domain: domain_targets(targets_by_domain(config), domain) for domain in options.down}
    _require_sense(config, suites, options)
    names = tuple(dict.fromkeys(name for suite in suites for name in chain_of(config, policy_of(config, suite), suite)))
    played: list[DrilledOutage] = []
    standby: Standby | None = None
    started = datetime.now(UTC).isoformat(timespec="seconds")
    for domain, down in outages.items():
        tell(f"{domain} goes down: {', '.join(down)}")
        limited = options.load is not None
        async with Rig(config, names, options.offline, options.time_scale, limited) as rig:
            rehearsal = Rehearsal.of(config, suites, partial(policy_of, config), rig, options.time_scale)
            rehearsal.concurrency = options.load or CONCURRENCY
            over = asyncio.Event()
            starting = asyncio.ensure_future(_standby(config, options.standby, over)) if options.standby else None
            scenario = options.scenario or lasting(DOWN, fault_settings(DOWN, {}))
            if options.at is not None:
                rehearsal.handover = Handover(options.at, options.returns, down, scenario)
            try:
                played.append(await rehearsal.play(domain, down, scenario))
            finally:
                over.set()
            standby = await starting if starting is not None else standby
    trials: tuple[EntryTrial, ...] = ()
    if options.each:
        tell("every entry of the chain is tried by itself")
        async with Rig(config, names, options.offline, options.time_scale) as rig:
            # One try of each, and nobody spared: a dead entry shows at once.
            def alone(suite: Suite) -> Failover:
                return replace(policy_of(config, suite), breaker=None, attempts=1)

            trials = await _each(Rehearsal.of(config, suites, alone, rig, options.time_scale))
    return Drill(
        id=new_run_id(),
        version=__version__,
        started_at=started,
        offline=options.offline,
        time_scale=options.time_scale,
        load=options.load,
        chain=config.failover.order or names,
        outages=tuple(played),
        trials=trials,
        standby=standby,
        missing=tuple(_missing(played)),
    )


def policy_of(config: Config, suite: Suite) -> Failover:
    """How the product falls back for this suite."""
    return suite.failover or config.failover


async def _each(rehearsal: Rehearsal) -> tuple[EntryTrial, ...]:
    """One case of every suite at every entry of its chain, nobody else being asked."""
    await rehearsal.warm_up()
    trials = []
    for suite in rehearsal.suites:
        for name in rehearsal.chain(suite):
            case = next((case for case in suite.cases if name not in case.skip), None)
            if case is None:
                continue
            request = begin(suite, case, rehearsal.config.targets[name]).request
            assert request is not None  # noqa: S101 - a workflow begins with a request
            served = await rehearsal.drivers[suite.name].answer({name: request}, (name,))
            trouble = f"{served.trouble.kind}: {served.trouble.message}" if served.trouble else ""
            took = served.ended_s - served.began_s
            trials.append(EntryTrial(suite=suite.name, case=case.id, target=name, trouble=trouble, latency_s=took))
    return tuple(trials)


async def _standby(config: Config, name: str, over: asyncio.Event) -> Standby:
    """Start it now, as that night; a server of its own answers for as long as the outage lasts."""
    target = config.targets[name]
    if target.settings.get("start"):
        async with started(target) as server:
            measured = await server.measured()
            await over.wait()
    else:
        measured = await coldstart.measure_one(target)
    return Standby(
        target=name,
        ready_s=measured.loaded_s,
        first_token_s=measured.first_token_s,
        within_s=measured.within_s,
        trouble=measured.trouble,
    )


def _require_sense(config: Config, suites: Sequence[Suite], options: DrillOptions) -> None:
    if not options.down and not options.each:
        domains = ", ".join(domain.replace(":", "=", 1) for domain in targets_by_domain(config))
        raise UsageError("nothing goes down", slug="nothing-to-drill", hint=f"--down one of {domains}; or --each")
    # Options that mean nothing unless something goes down.
    idle = [
        name
        for name, given in {
            "--scenario": options.scenario is not None,
            "--standby": options.standby is not None,
            "--load": options.load is not None,
            "--at": options.at is not None,
        }.items()
        if given
    ]
    if idle and not options.down:
        raise UsageError(f"{idle[0]} is about an outage, and nothing goes down", hint="--down KIND=NAME")
    if options.returns and options.at is None:
        raise UsageError("--return goes with --at", hint="--at step=2 --return")
    alone = [suite.name for suite in suites if len(chain_of(config, policy_of(config, suite), suite)) == 1]
    if alone:
        raise UsageError(
            f"nobody stands behind the baseline of {', '.join(alone[:3])}",
            slug="no-fallback",
            hint="name a second target in harness.yaml and in `failover: {order: [...]}`",
        )
    if options.at is not None and all(suite.single_call for suite in suites):
        hint = "suites with `steps:` or with `returns:` for their tools"
        raise UsageError("--at: no suite here makes more than one call", slug="nothing-to-drill", hint=hint)
    if options.standby is not None:
        target = config.targets.get(options.standby)
        if target is None or not coldstart.runs_here(target):
            raise UsageError(
                f"--standby {options.standby}: no target of that name runs on this machine",
                hint="a `transformers` target does, or one of `openai-compatible` with `start`, its server's command",
            )


def _missing(outages: Sequence[DrilledOutage]) -> list[str]:
    """Cases that could not be drilled because nobody's answer is recorded."""
    return sorted(
        {
            f"{attempt.suite}/{attempt.case}[{attempt.target}]"
            for outage in outages
            for attempt in outage.attempts
            if attempt.trouble.startswith(("missing-recording", "not-found: nothing is recorded"))
            or "missing_recording" in attempt.trouble
        }
    )
