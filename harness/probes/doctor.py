"""Is every target ready? Key, address and, on request, one tiny call."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request
from harness.protocols import Connection

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one target."""

    target: str
    model: str
    ready: bool
    what: str

    def __str__(self) -> str:
        return self.what


async def examine(config: Config, env: Mapping[str, str], *, call: bool = False) -> Sequence[Finding]:
    """All targets at once, in the order of the configuration. With `call` one answer of 16 tokens each."""
    return await asyncio.gather(*(_examine(target, env, call=call) for target in config.targets.values()))


async def _examine(target: Target, env: Mapping[str, str], *, call: bool) -> Finding:
    provider = plugins.load("providers", target.provider)
    try:
        connection = provider.connect(target, env)
    except HarnessError as error:
        return Finding(target.name, target.model, False, f"{error} {error.hint}".strip())
    try:
        host = _address(target, provider.HOSTS)
        if host is None:
            return await _examine_here(target, connection, call=call)
        reached = await _reach(*host)
        if reached or not call:
            return Finding(target.name, target.model, not reached, reached or f"key found, {host[0]} answers")
        return await _call(target, connection)
    finally:
        await connection.close()


async def _examine_here(target: Target, connection: Connection, *, call: bool) -> Finding:
    """A target that calls nobody: it replays, or its model runs on this machine."""
    if target.replays_only:
        return Finding(target.name, target.model, True, "replays recordings only")
    if call:
        return await _call(target, connection)
    return Finding(target.name, target.model, True, "the model is on this machine")


def _address(target: Target, hosts: Sequence[str]) -> tuple[str, int, bool] | None:
    """(host, port, encrypted) of the target, or None if it calls nobody."""
    if target.base_url is None and not hosts:
        return None
    url = urlsplit(target.base_url or f"https://{hosts[0]}")
    encrypted = url.scheme == "https"
    return url.hostname or "", url.port or (443 if encrypted else 80), encrypted


async def _reach(host: str, port: int, encrypted: bool) -> str:  # noqa: FBT001 - a fact of the address
    """Why the host cannot be reached; "" if it can."""
    context = ssl.create_default_context() if encrypted else None
    try:
        async with asyncio.timeout(PATIENCE_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except TimeoutError:
        return f"{host}:{port} does not answer within {PATIENCE_S:.0f} s"
    except ssl.SSLError as error:
        return f"{host}:{port}: TLS failed: {error.reason}"
    except OSError as error:
        return f"{host}:{port} cannot be reached: {error.strerror or error}"
    writer.close()
    return ""


async def _call(target: Target, connection: Connection) -> Finding:
    request = Request(
        model=target.model, messages=(Message("user", 'Say "OK".'),), params={"max_tokens": 16} | dict(target.params)
    )
    try:
        response = await connection.complete(request)
    except HarnessError as error:
        return Finding(target.name, target.model, False, str(error))
    seconds = f"{response.latency_s:.1f} s" if response.latency_s is not None else "an unknown time"
    return Finding(target.name, target.model, True, f"answered in {seconds} as {response.served_model or target.model}")
