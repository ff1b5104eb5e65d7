"""The rates of a target, kept in one place of the cluster for all workers and all runs on it."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import defaultdict
from typing import Any

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Trouble
from harness.sending.gate import Used, rates

NAMESPACE = "harness"
"""Of limiters: what has a name in it is found by every run on the cluster."""
MOST_BEGINNINGS, BETWEEN_BEGINNINGS_S = 20, 0.5
"""A limiter goes with the run that began it; the next that asks begins another."""


class Limiter:
    """Lives on the cluster, one a target. Gives times out and does not wait itself, so that nobody waits for it."""

    def __init__(self) -> None:
        self._used: dict[str, Used] = defaultdict(Used)

    async def wait_s(self, what: str, amount: float, per_minute: float) -> float:
        """Take an amount of requests or tokens; how long to wait until there is room for it."""
        return self._used[what].wait_s(amount, per_minute, time.monotonic())


class ClusterPace:
    """A run's hold on the limiter of a target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._rates = rates(target.limits)
        self._limiter: Any = None

    async def take(self, tokens: int) -> None:
        """Raises ProviderError where no limiter can be had: nothing is sent without one."""
        for what, per_minute in self._rates.items():
            await asyncio.sleep(await self._wait_s(what, 1 if what == "requests" else tokens, per_minute))

    async def _wait_s(self, what: str, amount: float, per_minute: float) -> float:
        import ray

        for _ in range(MOST_BEGINNINGS):
            try:
                if self._limiter is None:
                    self._limiter = await asyncio.to_thread(self._found_or_begun)
                return float(await self._limiter.wait_s.remote(what, amount, per_minute))
            except (ray.exceptions.RayActorError, ValueError):  # it died, or does just now
                self._limiter = None
                await asyncio.sleep(BETWEEN_BEGINNINGS_S)
        message = "the limiter on the Ray cluster cannot be reached, so that its rates cannot be kept"
        raise ProviderError(Trouble(kind="connection", message=message, retryable=True))

    def _found_or_begun(self) -> Any:
        """On this node, if it can be: the run and its limiter live and die together."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
        return (
            ray.remote(Limiter)
            .options(
                name=name_of(self._target),
                namespace=NAMESPACE,
                get_if_exists=True,
                num_cpus=0,
                max_concurrency=1000,
                scheduling_strategy=here,
            )
            .remote()
        )


def name_of(target: Target) -> str:
    """The same for all runs that ask the same target. No key is in it, only the name of its variable."""
    words = target.name, target.provider, target.model, target.base_url, target.api_key_env
    return f"limiter-{hashlib.sha256(repr(words).encode()).hexdigest()[:24]}"
