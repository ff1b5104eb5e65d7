"""The workers of one target on a Ray cluster, and what the run hands to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from harness import plugins
from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Request, Response, Trouble
from harness.protocols import Connection
from harness.sending.outcomes import trouble_of
from harness.version import __version__

READY_WITHIN_S = 180.0
"""A worker that has not begun by then finds no room: Ray waits for it for ever."""
MOST_FAILED_BEGINNINGS, BETWEEN_BEGINNINGS_S = 40, 0.5
"""A cluster takes some seconds to learn that a node is gone."""
GATHERED_S = 0.005
"""What is asked, or answered, so soon after another travels with it: a journey costs more than its load."""

Outcome = Response | Trouble


class Worker:
    """Lives on a node of the cluster and makes the calls of one target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._env: Mapping[str, str] = {}
        self._connection: Connection | None = None

    async def begin(self, env: Mapping[str, str]) -> str:
        """Take the variables that reach the target, get ready for it, and say the version. They come by a call from the
        run to this process: what makes a worker is written into the cluster's tables, and read there.
        """
        self._env = env
        with suppress(Exception):  # what goes wrong is met, and told, by the first call
            self._connect()
        return __version__

    async def shard(self, requests: Sequence[Request]) -> AsyncIterator[list[tuple[int, Outcome]]]:
        """Make these calls at once; gives their numbers with what came of them, some together, as they come."""
        pending = {asyncio.ensure_future(self._numbered(*numbered)) for numbered in enumerate(requests)}
        while pending:
            await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if len(pending) > 1:
                await asyncio.sleep(GATHERED_S)
            done = {task for task in pending if task.done()}
            pending -= done
            yield [task.result() for task in done]

    async def _numbered(self, number: int, request: Request) -> tuple[int, Outcome]:
        return number, await self._outcome(request)

    async def _outcome(self, request: Request) -> Outcome:
        try:
            return await self._connect().complete(request)
        except Exception as error:  # noqa: BLE001 - what it was is told as trouble: not every error survives the way back
            return trouble_of(error, self._target.provider)

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = plugins.load("providers", self._target.provider).connect(self._target, self._env)
        assert self._connection is not None  # noqa: S101 - for the type checker: plug-ins are modules
        return self._connection


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
class Errand:
    """A call on its way: what came of it is put into `outcome`."""

    request: Request
    outcome: asyncio.Future[Outcome]

    def settle(self, outcome: Outcome) -> None:
        if not self.outcome.done():  # whoever asked may have gone
            self.outcome.set_result(outcome)


@dataclass(eq=False, slots=True)
class Crew:
    """The workers of one target."""

    target: Target
    make: Any
    """Makes an actor of `Worker`."""
    size: int
    is_local: bool
    """Whether the model runs in the worker itself: no call of it is ever paid."""
    env: Mapping[str, str] = field(default_factory=dict)
    """What a worker needs to reach the target."""
    hands: list[Hand] = field(default_factory=list)
    failed_beginnings: int = 0
    asked: list[Errand] = field(default_factory=list)
    """Calls that no worker has yet."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Of dealing calls out, and of each shard that is under way."""

    async def complete(self, request: Request) -> Response:
        """Raises ProviderError; also where the worker died with the call in flight."""
        asked = Errand(request, asyncio.get_running_loop().create_future())
        self.asked.append(asked)
        if len(self.asked) == 1:
            self._begin(self._deal())
        outcome = await asked.outcome
        if isinstance(outcome, Trouble):
            raise ProviderError(outcome)
        return outcome

    async def close(self) -> None:
        """The workers outlive a connection: the run may have more to ask. The engine lets go of them."""

    def dismiss(self) -> None:
        import ray

        for task in self.tasks:
            task.cancel()
        for hand in self.hands:
            hand.ready.cancel()
            if hand.actor is not None:
                ray.kill(hand.actor)
        self.hands.clear()

    def _begin(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _deal(self) -> None:
        """Give what is asked about now to the workers, each its share. Nothing is sent before one has begun, so that a
        worker that cannot begin is no trouble of the call: for a while Ray puts workers on a node that has just died.
        """
        try:
            await asyncio.sleep(GATHERED_S)
            begun = await self._begun()
        except ProviderError as refused:
            for asked in self._taken():
                asked.settle(refused.trouble)
            return
        shards: dict[Hand, list[Errand]] = {}
        for asked in self._taken():
            hand = min(begun, key=lambda hand: hand.in_flight)
            hand.in_flight += 1
            shards.setdefault(hand, []).append(asked)
        for hand, shard in shards.items():
            self._begin(self._work(hand, shard))

    def _taken(self) -> list[Errand]:
        """What is still wanted of all that no worker has; another dealing begins with the next call."""
        taken, self.asked = self.asked, []
        return [asked for asked in taken if not asked.outcome.done()]

    async def _work(self, hand: Hand, shard: Sequence[Errand]) -> None:
        """Have a worker make these calls. Of one that dies, or whose answers do not arrive, those calls alone are lost
        that had not been answered: Ray sends no task of an actor twice.
        """
        import ray

        waiting = dict(enumerate(shard))
        requests = [asked.request for asked in shard]
        lost = self._lost("the worker died")
        try:
            async for some in hand.actor.shard.options(num_returns="streaming").remote(requests):
                for number, outcome in await some:
                    hand.in_flight -= 1
                    waiting.pop(number).settle(outcome)
        except ray.exceptions.RayActorError:
            self._replace(hand)
        except Exception as error:  # noqa: BLE001 - Ray raises what its parts raise; none may leave a call hanging
            lost = self._lost(f"the way back from the worker broke ({first_line(error)})")
        finally:
            hand.in_flight -= len(waiting)
            for asked in waiting.values():
                asked.settle(lost)

    async def _begun(self) -> list[Hand]:
        """The workers that have begun, as soon as one has. Raises ProviderError where none can."""
        import ray

        if not self.hands:
            self.hands.extend(self._hand() for _ in range(self.size))
        while True:
            if begun := [hand for hand in self.hands if hand.is_ready]:
                return begun
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
        hand.ready = asyncio.ensure_future(self._make_ready(hand, after_s))
        return hand

    async def _make_ready(self, hand: Hand, after_s: float) -> None:
        await asyncio.sleep(after_s)
        hand.actor = self.make()
        async with asyncio.timeout(READY_WITHIN_S):
            version = await hand.actor.begin.remote(dict(self.env))
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
            reason = first_line(error)
        return Trouble(kind="unsupported", message=f"no worker can begin on the Ray cluster: {reason}")

    def _lost(self, why: str) -> Trouble:
        """What came of a call that the worker took with it."""
        if self.is_local:
            return Trouble(kind="connection", message=f"{why} before it had answered", retryable=True)
        # It may have been answered, and charged, beyond our sight: what a timeout is, too.
        message = f"{why} before its answer arrived"
        return Trouble(kind="timeout", message=message, retryable=True, billed=True)


def first_line(error: BaseException | None) -> str:
    """Of what Ray says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
