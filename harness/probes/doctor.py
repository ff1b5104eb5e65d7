"""Is every target ready? Key, address, path and model, without a call; on request, one tiny call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request
from harness.model.facts import Listing
from harness.model.progress import WATCHER, CallProgress
from harness.probes import fetching
from harness.probes.allowance import account, allowance
from harness.probes.listing import ask
from harness.protocols import Connection
from harness.visible import shorten


@dataclass(frozen=True, slots=True)
class TargetState:
    """What was found out about one target."""

    target: str
    model: str
    ready: bool
    what: str
    account: tuple[str, ...] = ()
    """What the server's headers say of the account and its limits, where that was asked for."""

    def __str__(self) -> str:
        return self.what


async def examine(
    config: Config, env: Mapping[str, str], *, call: bool = False, live: bool = False
) -> Sequence[TargetState]:
    """All targets at once, in the order of the configuration. With `call` one answer of 16 tokens each; with `live`
    what the servers tell of account and limits.
    """
    return await asyncio.gather(*(_examine(target, env, call=call, live=live) for target in config.targets.values()))


async def _examine(target: Target, env: Mapping[str, str], *, call: bool, live: bool) -> TargetState:
    provider = plugins.load("providers", target.provider)
    try:
        if call or not hasattr(provider, "access"):
            # in a thread: importing what it needs takes a while on a busy machine, which are not the next target's
            connection = await asyncio.to_thread(provider.connect, target, env)
        else:
            return await asyncio.to_thread(_look, target, provider, env, live=live)
    except HarnessError as error:
        return TargetState(target.name, target.model, False, f"{error} {error.hint}".strip())
    try:
        return await (
            _call(target, connection, live=live)
            if target.base_url or provider.HOSTS
            else _examine_here(target, connection, call=call)
        )
    finally:
        await connection.close()


def _look(target: Target, provider: Any, env: Mapping[str, str], *, live: bool) -> TargetState:
    """Is the address right, is the key taken, is the model there? Costs nothing: models are listed, none is called.

    Raises:
        HarnessError: a key is missing, or the address is none.
    """
    reached = provider.access(target, env)
    key = "key accepted" if reached.secret else "no key configured"
    told = _account(target, provider, reached) if live else ()
    if getattr(provider, "MODELS", None) is None:
        problem, knowledge = _reach(target, provider, reached)
        return TargetState(target.name, target.model, not problem, problem or knowledge, told)
    listing = ask([target], env)[target.name]
    trouble = listing.trouble if listing.listed is None else _judge(target, listing)
    return TargetState(target.name, target.model, trouble is None, trouble or f"{key}, the model is there", told)


def _account(target: Target, provider: Any, reached: Any) -> tuple[str, ...]:
    """What the head of an answer that costs nothing says; of a server that cannot be asked, nothing."""
    path, check = getattr(provider, "MODELS", None), getattr(provider, "key_check", None)
    if path is None and check is not None:
        reached, path = check(target, reached)
    if path is None:
        return ()
    try:
        headers = fetching.headers(reached, path, target.settings.get("proxy"))
    except fetching.UnreachableError:
        return ()  # which is told already
    place = fetching.place_of(reached, path)
    limits = allowance(headers) or (f"{place} tells no limits; with --call the head of an answer is read",)
    return (*account(headers), *limits)


def _reach(target: Target, provider: Any, reached: Any) -> tuple[str, str]:
    """What is wrong with a target whose provider cannot say which models there are, and else what is known of it."""
    proxy = target.settings.get("proxy")
    key = "key found, not tried" if reached.secret else "no key configured"
    check = getattr(provider, "key_check", None)
    try:
        if check is None:
            fetching.connect(reached, proxy)
            return "", f"reached only ({key}): --call asks the model"
        asked, path = check(target, reached)
        status, _ = fetching.get(asked, path, proxy)
    except fetching.UnreachableError as error:
        return str(error), ""
    place = fetching.place_of(asked, path)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"{place} refuses the key (HTTP {status})", ""
    if status == HTTPStatus.OK:
        accepted = "key accepted" if reached.secret else "no key configured"
        deployment = shorten(str(target.settings.get("deployment") or target.model), 60)
        return "", f"{accepted}; deployments are listed nowhere: --call asks {deployment}"
    if status == HTTPStatus.NOT_FOUND:
        return f"{place} does not exist (HTTP 404): is `base_url` the resource, and `api_version` right?", ""
    return f"{place} answers HTTP {status}", ""


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
        return await _call(target, connection, live=False)
    return TargetState(target.name, target.model, True, "the model is on this machine")


async def _call(target: Target, connection: Connection, *, live: bool) -> TargetState:
    request = Request(
        model=target.model, messages=(Message("user", 'Say "OK".'),), params={"max_tokens": 16} | dict(target.params)
    )
    sent: list[CallProgress] = []
    watching = WATCHER.set(sent.append)
    try:
        response = await connection.complete(request)
    except HarnessError as error:
        return TargetState(target.name, target.model, False, str(error), _head_of(sent) if live else ())
    finally:
        WATCHER.reset(watching)
    told = (_head_of(sent) or ("the head of the answer tells no limits",)) if live else ()
    seconds = f"{response.latency_s:.1f} s" if response.latency_s is not None else "an unknown time"
    return TargetState(
        target.name, target.model, True, f"answered in {seconds} as {response.served_model or target.model}", told
    )


def _head_of(sent: Sequence[CallProgress]) -> tuple[str, ...]:
    return tuple(line for progress in sent[-1:] for line in (*account(progress.headers), *allowance(progress.headers)))
