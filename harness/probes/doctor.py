"""Is every target ready? Key, address, path and model, without a call; on request, one tiny call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request
from harness.model.facts import Listing
from harness.probes import fetching
from harness.probes.listing import ask
from harness.protocols import Connection


@dataclass(frozen=True, slots=True)
class TargetState:
    """What was found out about one target."""

    target: str
    model: str
    ready: bool
    what: str

    def __str__(self) -> str:
        return self.what


async def examine(config: Config, env: Mapping[str, str], *, call: bool = False) -> Sequence[TargetState]:
    """All targets at once, in the order of the configuration. With `call` one answer of 16 tokens each."""
    return await asyncio.gather(*(_examine(target, env, call=call) for target in config.targets.values()))


async def _examine(target: Target, env: Mapping[str, str], *, call: bool) -> TargetState:
    provider = plugins.load("providers", target.provider)
    try:
        if call or not hasattr(provider, "access"):
            # in a thread: importing what it needs takes a while on a busy machine, which are not the next target's
            connection = await asyncio.to_thread(provider.connect, target, env)
        else:
            return await asyncio.to_thread(_look, target, provider, env)
    except HarnessError as error:
        return TargetState(target.name, target.model, False, f"{error} {error.hint}".strip())
    try:
        return await (
            _call(target, connection)
            if target.base_url or provider.HOSTS
            else _examine_here(target, connection, call=call)
        )
    finally:
        await connection.close()


def _look(target: Target, provider: Any, env: Mapping[str, str]) -> TargetState:
    """Is the address right, is the key taken, is the model there? Costs nothing: models are listed, none is called.

    Raises:
        HarnessError: a key is missing, or the address is none.
    """
    reached = provider.access(target, env)
    key = "key accepted" if reached.secret else "no key configured"
    path = getattr(provider, "MODELS", None)
    if path is None or target.settings.get("proxy"):
        key_words = "key found" if reached.secret else key
        try:
            fetching.connect(reached)
        except fetching.UnreachableError as error:
            return TargetState(target.name, target.model, False, str(error))
        return TargetState(target.name, target.model, True, f"{key_words}; its host answers, --call asks the model")
    listing = ask([target], env)[target.name]
    trouble = listing.trouble if listing.listed is None else _judge(target, listing)
    return TargetState(target.name, target.model, trouble is None, trouble or f"{key}, the model is there")


def _judge(target: Target, listing: Listing) -> str | None:
    """What the list of models says of a target; None if the model is in it and served."""
    if listing.retired:
        return f"{listing.asked} says that {target.model!r} is retired"
    names = listing.offered
    if listing.listed or any(name.startswith(f"{target.model}-2") for name in names):  # an alias of a dated one
        return None
    offered = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")  # noqa: PLR2004
    return f"{listing.asked} does not list the model {target.model!r}; it has {offered or 'none'}"


async def _examine_here(target: Target, connection: Connection, *, call: bool) -> TargetState:
    """A target that calls nobody: it replays, or its model runs on this machine."""
    if target.replays_only:
        return TargetState(target.name, target.model, True, "replays recordings only")
    if call:
        return await _call(target, connection)
    return TargetState(target.name, target.model, True, "the model is on this machine")


async def _call(target: Target, connection: Connection) -> TargetState:
    request = Request(
        model=target.model, messages=(Message("user", 'Say "OK".'),), params={"max_tokens": 16} | dict(target.params)
    )
    try:
        response = await connection.complete(request)
    except HarnessError as error:
        return TargetState(target.name, target.model, False, str(error))
    seconds = f"{response.latency_s:.1f} s" if response.latency_s is not None else "an unknown time"
    return TargetState(
        target.name, target.model, True, f"answered in {seconds} as {response.served_model or target.model}"
    )
