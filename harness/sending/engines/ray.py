"""Workers on a Ray cluster make the calls: more machines, more GPUs, one journal. Needs the extra `ray`.

`--ray-address` names a running cluster (`auto` or HOST:PORT, on one of its nodes); without it one is started on this
machine. Each target gets workers of its own, spread over the nodes: one a node, for a model that runs in harness one a
GPU, or as many as `--ray-workers` says. Calls that are made at once are dealt out in shards, a task each, to the
workers with the fewest in flight.

The run alone plans, pays, journals and scores, so that it can be cut and resumed as any other, with or without the
cluster. One limiter a target keeps its `rpm` and `tpm`, for all workers and for all runs on the cluster. Of a worker
that dies the calls in flight are in doubt, as after a timeout (`resend: true` sends them again; of a model on the
worker itself they are simply asked again), and another takes its place; what it had answered is never asked again.
Every node needs the same version of harness; models and attachments lie at the same path everywhere.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from harness import plugins
from harness.errors import MissingExtra, UsageError
from harness.model.config import Target
from harness.model.options import Options
from harness.sending.engines._ray_crew import Crew, Worker, first_line
from harness.sending.engines._ray_limiter import ClusterPace


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

    def pace(self, target: Target) -> ClusterPace:
        return ClusterPace(target)

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
            max_concurrency=target.limits.concurrency + 1,
            scheduling_strategy="SPREAD",
        )
        return Crew(target, lambda: make.remote(target), size, is_local, _needed(provider, target, env))


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
        raise UsageError(f"could not {doing}: {first_line(error)}", hint="`ray status` says whether one runs") from None
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
