"""A scenario as an add-on of mitmproxy, for users who run that in front of a vendor.

What is a wait or a reply of its own before the vendor is asked can be said there; an answer cannot be broken off in its
middle, since mitmproxy ends no connection once the answer has begun.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import resources
from pprint import pformat
from typing import Any, cast

from harness import plugins
from harness.errors import UsageError
from harness.model.exchange import Loss
from harness.model.wire import Exchange, Severed, WireReply
from harness.serving.apis import PATHS, load
from harness.serving.scenario import HEALTHY, Scenario, ScheduledFault

_HEAD = '''"""The scenario {id} for mitmproxy, written by `harness scenario export mitmproxy`.

    mitmdump --mode reverse:https://api.openai.com --listen-host 127.0.0.1 -p 8080 -s THIS_FILE
"""
'''
_UNPLAYED = "it looks into the request, or changes an answer on its way; the add-on does neither"
_REACHED = "who reaches mitmproxy has found the address and an open port"
_OLD_DATE = "the date of Retry-After would be that of this file"
_DIFFERENCES = {
    "drip": "what else goes through mitmproxy waits while an answer drips",
    "reset": "the connection is closed without a byte, not reset",
}


def render(scenario: Scenario, scale: float, seed: int) -> tuple[str, list[Loss]]:
    """The text of the add-on, and what of the scenario it cannot say or says otherwise. `scale` multiplies durations.

    Raises:
        UsageError: nothing of the scenario can be said.
    """
    losses: list[Loss] = []
    entries = [planned for entry in scenario.entries if (planned := _planned(entry, losses)) is not None]
    if not entries:
        why = "; ".join(f"{loss.what}: {loss.why}" for loss in losses)
        raise UsageError(
            f"nothing of {scenario.id} can be played in mitmproxy: {why}",
            hint="`harness serve --proxy` plays all of it in front of the vendor",
        )
    plan = {"healthy": HEALTHY, "paths": dict(PATHS), "scale": scale, "seed": seed, "entries": entries}
    source = (resources.files("harness.drilling") / "_mitmproxy_addon.py").read_text(encoding="utf-8")
    _, _, code = source.partition('"""\n')  # its docstring gives way to one that says what this file is
    text = f"{_HEAD.format(id=scenario.id)}{code}\n\nPLAN = {pformat(plan, width=110, sort_dicts=False)}\n"
    return f"{text}addons = [Faults(PLAN)]\n", losses


def _planned(entry: ScheduledFault, losses: list[Loss]) -> dict[str, Any] | None:
    action, why = _action(entry)
    if why:
        losses.append(Loss(entry.fault, why))
    if action is None:
        return None
    timeline = {name: value for name, value in asdict(entry).items() if name not in ("settings", "on")}
    return timeline | {"on": sorted(entry.on)} | action


def _action(entry: ScheduledFault) -> tuple[dict[str, Any] | None, str]:
    """What the add-on does in place of the fault (None: nothing can be done), and what is lost by that."""
    if entry.fault in _OWN:
        return _OWN[entry.fault](entry.settings), _DIFFERENCES.get(entry.fault, "")
    if getattr(entry.settings, "as_date", False):
        return None, _OLD_DATE
    try:
        return {"kind": "refuse", "replies": _replies(entry.fault, entry.settings)}, ""
    except _Depends:
        return None, _UNPLAYED
    except Severed:
        return None, _REACHED


def _brownout(settings: Any) -> dict[str, Any]:
    shape = {"drawn": settings.share, "grows": settings.grows, "most": settings.most}
    return {"kind": "brownout", **shape, "replies": _down()}


def _flap(settings: Any) -> dict[str, Any]:
    return {"kind": "flap", "down": settings.down, "up": settings.up, "replies": _down()}


_OWN: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "slow-headers": lambda settings: {"kind": "wait", "seconds": settings.delay},
    "black-hole": lambda settings: {"kind": "hang_up", "seconds": settings.hold},
    "reset": lambda _: {"kind": "hang_up", "seconds": 0.0},
    "drip": lambda settings: {"kind": "drip", "every": settings.every},
    "flap": _flap,
    "brownout": _brownout,
}
"""Faults that are more than one reply, each as a `kind` that the add-on knows."""


def _down() -> dict[str, Any]:
    """What `flap` and `brownout` answer while the vendor is down."""
    return _replies("unavailable", plugins.load("faults", "unavailable").Settings())


def _replies(fault: str, settings: Any) -> dict[str, Any]:
    """By API: the reply of a fault that asks neither the vendor nor the request.

    Raises:
        _Depends: it asks one of them.
        Severed: it gives no reply.
    """
    module = plugins.load("faults", fault)

    async def every() -> dict[str, Any]:
        blind = {name: cast("Exchange", _Blind(load(name))) for name in PATHS.values()}
        return {
            name: await _whole(await module.disturb(exchange, settings, _proceed)) for name, exchange in blind.items()
        }

    return asyncio.run(every())


async def _whole(reply: WireReply) -> dict[str, Any]:
    content = b"".join([piece.data async for piece in reply.pieces])
    return {"status": reply.status, "headers": dict(reply.headers), "body": content}


async def _proceed() -> WireReply:
    raise _Depends


class _Depends(Exception):  # noqa: N818 - a finding, not a mistake
    """What the fault does depends on the request, the moment or the vendor's answer."""


class _Blind:
    """An exchange of which only the API is known."""

    def __init__(self, api: Any) -> None:
        self._api = api

    def error_body(self, status: int, code: str, message: str) -> bytes:
        return json.dumps(self._api.error(status, code, message)).encode()

    def __getattr__(self, name: str) -> Any:
        raise _Depends(name)
