"""Workers on a Ray cluster make the calls: more machines, more GPUs, one journal. Needs the extra `ray`.

`--ray-address` names a running cluster (`auto` or HOST:PORT, on one of its nodes); without it one is started on this
machine. Each target gets workers of its own, spread over the nodes: one a node, for a model that runs in harness one a
GPU, or as many as `--ray-workers` says. A call goes to the worker with the fewest in flight.

The run alone plans, paces, pays, journals and scores: `limits` hold for all workers together, and a run can be cut and
resumed as any other, with or without the cluster. Of a worker that dies the calls in flight are in doubt, as after a
timeout (`resend: true` sends them again; of a model on the worker itself they are simply asked again), and another
takes its place. Every node needs the same version of harness; models and attachments lie at the same path everywhere.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness import plugins
from harness.errors import MissingExtra, ProviderError, UsageError
from harness.model.config import Target
from harness.model.exchange import Request, Response, Trouble
from harness.model.options import Options
from harness.protocols import Connection
from harness.sending.outcomes import trouble_of
from harness.version import __version__

READY_WITHIN_S = 180.0
"""A worker that has not begun by then finds no room: Ray waits for it for ever."""
MOST_FAILED_BEGINNINGS, BETWEEN_BEGINNINGS_S = 40, 0.5
"""A cluster takes some seconds to learn that a node is gone."""


class Worker:
    """Lives on a node of the cluster and makes the calls of one target."""

    def __init__(self, target: Target, env: Mapping[str, str]) -> None:
        self._target, self._env = target, env
        self._connection: Connection | None = None

    async def version(self) -> str:
        return __version__

    async def complete(self, request: Request) -> Response | Trouble:
        try:
            if self._connection is None:
                self._connection = plugins.load("providers", self._target.provider).connect(self._target, self._env)
            assert self._connection is not None  # noqa: S101 - for the type checker: plug-ins are modules
            return await self._connection.complete(request)
        except Exception as error:  # noqa: BLE001 - what it was is told as trouble: not every error survives the way back
            return trouble_of(error, self._target.provider)


@dataclass(eq=False, slots=True)
class Hand:
    """The run's hold on one worker; `ready` ends when it has begun."""

    ready: asyncio.Task[None] = field(init=False)
    actor: Any = None
    in_flight: int = 0

    @property
    def is_ready(self) -> bool:
        return self.ready.done() and self.ready.exception() is None


@dataclass(eq=False, slots=True)
class Crew:
    """The workers of one target."""

    target: Target
    make: Any
    """Makes an actor of `Worker`."""
    size: int
    is_local: bool
    """Whether the model runs in the worker itself: no call of it is ever paid."""
    hands: list[Hand] = field(default_factory=list)
    failed_beginnings: int = 0

    async def complete(self, request: Request) -> Response:
        """Raises ProviderError; also where the worker died with the call in flight."""
        import ray

        if not self.hands:
            self.hands.extend(self._hand() for _ in range(self.size))
        hand = await self._least_busy()
        hand.in_flight += 1
        try:
            outcome = await hand.actor.complete.remote(request)
        except ray.exceptions.RayActorError:
            self._replace(hand)
            raise ProviderError(self._lost()) from None
        finally:
            hand.in_flight -= 1
        if isinstance(outcome, Trouble):
            raise ProviderError(outcome)
        return outcome  # type: ignore[no-any-return]  # of `Worker.complete`

    async def close(self) -> None:
        """The workers outlive a connection: the run may have more to ask. The engine lets go of them."""

    def dismiss(self) -> None:
        import ray

        for hand in self.hands:
            hand.ready.cancel()
            if hand.actor is not None:
                ray.kill(hand.actor)
        self.hands.clear()

    async def _least_busy(self) -> Hand:
        """The least busy of the workers that have begun, as soon as one has. Nothing is sent before, so that a worker
        that cannot begin is no trouble of the call: for a while Ray puts workers on a node that has just died.
        """
        import ray

        while True:
            if begun := [hand for hand in self.hands if hand.is_ready]:
                return min(begun, key=lambda hand: hand.in_flight)
            beginning = [hand.ready for hand in self.hands if not hand.ready.done()]
            if not beginning:
                raise ProviderError(self._refusal())
            await asyncio.wait(beginning, return_when=asyncio.FIRST_COMPLETED)
            for hand in tuple(self.hands):
                died = hand.ready.done() and isinstance(hand.ready.exception(), ray.exceptions.RayActorError)
                if died and self.failed_beginnings < MOST_FAILED_BEGINNINGS:
                    self.failed_beginnings += 1
                    self._replace(hand)

    def _hand(self, after_s: float = 0.0) -> Hand:
        hand = Hand()
        hand.ready = asyncio.ensure_future(self._begin(hand, after_s))
        return hand

    async def _begin(self, hand: Hand, after_s: float) -> None:
        await asyncio.sleep(after_s)
        hand.actor = self.make()
        async with asyncio.timeout(READY_WITHIN_S):
            version = await hand.actor.version.remote()
        if version != __version__:
            message = f"a node of the Ray cluster has harness {version}, and here it is {__version__}"
            raise ProviderError(Trouble(kind="unsupported", message=message))

    def _replace(self, hand: Hand) -> None:
        """Put another in the worker's place, once: many calls may learn of its end."""
        if hand in self.hands:
            self.hands[self.hands.index(hand)] = self._hand(BETWEEN_BEGINNINGS_S)

    def _refusal(self) -> Trouble:
        """Why none of the workers could begin."""
        error = self.hands[-1].ready.exception()
        if isinstance(error, ProviderError):
            return error.trouble
        reason = f"no node had room for one within {READY_WITHIN_S:.0f} s (--ray-workers asks for fewer)"
        if not isinstance(error, TimeoutError):
            reason = _line(error)
        return Trouble(kind="unsupported", message=f"no worker can begin on the Ray cluster: {reason}")

    def _lost(self) -> Trouble:
        """What came of a call that the worker took with it."""
        if self.is_local:
            return Trouble(kind="connection", message="the worker died before it had answered", retryable=True)
        # It may have been answered, and charged, beyond our sight: what a timeout is, too.
        message = "the worker died before its answer arrived"
        return Trouble(kind="timeout", message=message, retryable=True, billed=True)


class Cluster:
    """A crew for each target, on a cluster that is running."""

    def __init__(self, *, workers: int | None, is_ours: bool) -> None:
        self._workers = workers
        self._is_ours = is_ours
        self._crews: dict[str, Crew] = {}

    def connect(self, target: Target, env: Mapping[str, str] = os.environ) -> Crew:
        """Raises ProviderError where the target cannot be asked, as its provider does."""
        if target.name not in self._crews:
            self._crews[target.name] = self._crew(target, env)
        return self._crews[target.name]

    def close(self) -> None:
        import ray

        for crew in self._crews.values():
            crew.dismiss()
        if self._is_ours:
            ray.shutdown()

    def _crew(self, target: Target, env: Mapping[str, str]) -> Crew:
        import ray

        provider = plugins.load("providers", target.provider)
        is_local = provider.VENDOR == "local"
        gpus = int(ray.cluster_resources().get("GPU", 0)) if is_local else 0
        size = self._workers or gpus or sum(node["Alive"] for node in ray.nodes())
        make = ray.remote(Worker).options(
            num_cpus=int(is_local and not gpus),
            num_gpus=int(gpus > 0),
            max_concurrency=target.limits.concurrency,
            scheduling_strategy="SPREAD",
        )
        needed = _needed(provider, target, env)
        return Crew(target, lambda: make.remote(target, needed), size, is_local)


def start(options: Options) -> Cluster:
    """Join the cluster, or start one on this machine.

    Raises:
        MissingExtra: Ray is not installed.
        UsageError: the cluster cannot be joined or started.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        import ray
    except ImportError:
        raise MissingExtra("ray", "ray") from None
    address = options.ray_address
    if ray.is_initialized():
        return Cluster(workers=options.ray_workers, is_ours=False)
    # Ray takes SIGTERM for itself, which the run answers by stopping in good order.
    on_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGTERM) if on_main else None
    try:
        ray.init(
            address or "local",
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except Exception as error:  # noqa: BLE001 - Ray raises what its parts raise
        doing = f"reach the Ray cluster at {address}" if address else "start Ray on this machine"
        raise UsageError(f"could not {doing}: {_line(error)}", hint="`ray status` says whether one runs") from None
    finally:
        if on_main:
            signal.signal(signal.SIGTERM, before)
    return Cluster(workers=options.ray_workers, is_ours=True)


class _Asked(Mapping[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self._env[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._env)

    def __len__(self) -> int:
        return len(self._env)


def _needed(provider: Any, target: Target, env: Mapping[str, str]) -> dict[str, str]:
    """The variables that a worker needs to reach the target, and no other key. Raises ProviderError (`no-key`)."""
    asked = _Asked(env)
    asked.names.update(name for name in (provider.KEY_ENV, target.api_key_env) if name)
    if hasattr(provider, "access"):
        provider.access(target, asked)
    return {name: env[name] for name in asked.names if name in env}


def _line(error: BaseException | None) -> str:
    """The first line of what Ray says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
