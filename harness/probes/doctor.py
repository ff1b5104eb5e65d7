"""Is every target ready? Key, address, path and model, without a call; on request, one tiny call."""

from __future__ import annotations

import asyncio
import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request
from harness.protocols import Connection

PATIENCE_S = 5.0
_MOST_BYTES = 4_000_000


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
        if call or not hasattr(provider, "access"):
            # in a thread: importing an SDK takes seconds on a busy machine, which are not the next target's
            connection = await asyncio.to_thread(provider.connect, target, env)
        else:
            return await asyncio.to_thread(_look, target, provider, env)
    except HarnessError as error:
        return Finding(target.name, target.model, False, f"{error} {error.hint}".strip())
    try:
        return await (
            _call(target, connection)
            if target.base_url or provider.HOSTS
            else _examine_here(target, connection, call=call)
        )
    finally:
        await connection.close()


def _look(target: Target, provider: Any, env: Mapping[str, str]) -> Finding:
    """Is the address right, is the key taken, is the model there? Costs nothing: models are listed, none is called.

    Raises:
        HarnessError: a key is missing, or the address is none.
    """
    reached = provider.access(target, env)
    key = "key accepted" if reached.secret else "no key configured"
    path = getattr(provider, "MODELS", None)
    if path is None or target.settings.get("proxy"):
        trouble = _reach(target, reached, "", None)
        key_words = "key found" if reached.secret else key
        return Finding(
            target.name,
            target.model,
            trouble is None,
            trouble or f"{key_words}; its host answers, --call asks the model",
        )
    models: list[str] = []
    trouble = _reach(target, reached, path, models)
    return Finding(target.name, target.model, trouble is None, trouble or f"{key}, the model is there")


def _reach(target: Target, reached: Any, path: str, models: list[str] | None) -> str | None:
    """Why a target cannot be had; None if it can. Without `models` only the host is reached."""
    url = urlsplit(reached.address.url + path)
    encrypted = url.scheme == "https"
    host, port = url.hostname or "", url.port or (443 if encrypted else 80)
    kind = http.client.HTTPSConnection if encrypted else http.client.HTTPConnection
    line = kind(host, port, timeout=PATIENCE_S)
    try:
        line.connect()
        if models is None:
            return None
        line.request("GET", f"{url.path}?{url.query}".rstrip("?"), headers=_headers(reached))
        answer = line.getresponse()
        return _judge(target, answer.status, answer.read(_MOST_BYTES), f"{url.scheme}://{url.netloc}{url.path}")
    except TimeoutError:
        return f"{host}:{port} does not answer within {PATIENCE_S:.0f} s"
    except ssl.SSLError as error:
        return f"{host}:{port}: TLS failed: {error.reason}"
    except OSError as error:
        return f"{host}:{port} cannot be reached: {error.strerror or error}"
    except http.client.HTTPException as error:
        return f"{host}:{port} does not speak HTTP: {type(error).__name__}"
    finally:
        line.close()


def _headers(reached: Any) -> dict[str, str]:
    return {"accept": "application/json"} | {name: value for name, value in reached.headers.items() if value}


def _judge(target: Target, status: int, body: bytes, place: str) -> str | None:
    """What the list of models says of a target; None if the model is in it."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"{place} refuses the key (HTTP {status})"
    try:
        names = [str(model["id"]) for model in json.loads(body if status == HTTPStatus.OK else b"")["data"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        remedy = "is the path of `base_url` right? --call asks the model itself"
        return f"{place} gives no list of models (HTTP {status}): {remedy}"
    if target.model in names or any(name.startswith(f"{target.model}-2") for name in names):  # an alias of a dated one
        return None
    offered = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")  # noqa: PLR2004
    return f"{place} does not list the model {target.model!r}; it has {offered or 'none'}"


async def _examine_here(target: Target, connection: Connection, *, call: bool) -> Finding:
    """A target that calls nobody: it replays, or its model runs on this machine."""
    if target.replays_only:
        return Finding(target.name, target.model, True, "replays recordings only")
    if call:
        return await _call(target, connection)
    return Finding(target.name, target.model, True, "the model is on this machine")


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
