"""Plays the faults of one scenario in mitmproxy. Copied as it stands in front of a plan; needs mitmproxy alone."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_SLICES = 10
_LOG = logging.getLogger("harness")


class Faults:
    """`plan` holds the entries of the scenario in their order, the paths of the APIs, the time scale and the seed."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._plan = plan
        self._began: float | None = None
        self._attempts: dict[str, int] = {}
        self._random = random.Random(plan["seed"])  # noqa: S311 - repeatable on purpose

    async def request(self, flow: Any) -> None:
        """Wait, refuse or break off before the request goes to the vendor; what is left alone passes."""
        api, model = self._asked(flow.request)
        if api is None:
            return
        self._attempts[model] = self._attempts.get(model, 0) + 1
        concerned = [entry for entry in self._plan["entries"] if _concerns(entry, model, self._plan["healthy"])]
        if not concerned:
            return
        self._began = time.monotonic() if self._began is None else self._began
        for entry in [one for one in concerned if self._is_on(one, self._attempts[model])]:
            _LOG.warning("%s, request %d: %s", model, self._attempts[model], entry["fault"])
            await getattr(self, "_" + entry["kind"])(flow, entry, api)
            if flow.response is not None or not flow.killable:
                return

    def responseheaders(self, flow: Any) -> None:
        """Pass streams on as they come: mitmproxy would keep them until they are whole."""
        is_stream = "text/event-stream" in flow.response.headers.get("content-type", "")
        every = flow.metadata.get("harness-drip")
        if every is not None:
            flow.response.stream = _dripping(every, is_stream=is_stream)
        elif is_stream and self._asked(flow.request)[0] is not None:
            flow.response.stream = True

    def _asked(self, request: Any) -> tuple[str | None, str]:
        """The API and the model of a request; None for what is none of an API's."""
        path = request.path.partition("?")[0]
        api = next((name for end, name in self._plan["paths"].items() if path.rstrip("/").endswith(end)), None)
        if request.method != "POST" or api is None:
            return None, ""
        try:
            body = json.loads(request.content or b"")
        except (ValueError, RecursionError):
            return None, ""
        deployment = re.search(r"/deployments/([^/]+)/", path)
        model = body.get("model") if isinstance(body, dict) else None
        return api, str(model or (deployment.group(1) if deployment else ""))

    def _elapsed(self) -> float:
        """The scenario's seconds since the first request that it concerns."""
        return (time.monotonic() - (self._began or 0.0)) / float(self._plan["scale"])

    def _is_on(self, entry: Mapping[str, Any], attempt: int) -> bool:
        begins, lasts, draw = entry["after_s"], entry["for_s"], self._random.random()
        is_time = begins <= self._elapsed() and (lasts is None or self._elapsed() < begins + lasts)
        is_early = entry["attempts"] is None or attempt <= entry["attempts"]
        return is_time and is_early and bool(draw < entry["share"])

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self._plan["scale"])

    async def _refuse(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        from mitmproxy.http import Response

        reply = entry["replies"][api]
        flow.response = Response.make(reply["status"], reply["body"], reply["headers"])

    async def _flap(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        if self._elapsed() % (entry["down"] + entry["up"]) < entry["down"]:
            await self._refuse(flow, entry, api)

    async def _brownout(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        if self._random.random() < entry["drawn"]:
            await self._refuse(flow, entry, api)
        else:
            await self._pause(min(entry["most"], entry["grows"] * self._elapsed() / 10))

    async def _wait(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        del flow, api
        await self._pause(entry["seconds"])

    async def _hang_up(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        del api
        await self._pause(entry["seconds"])
        if flow.killable:  # the client may have left meanwhile
            flow.kill()

    async def _drip(self, flow: Any, entry: Mapping[str, Any], api: str) -> None:
        del api
        flow.metadata["harness-drip"] = entry["every"] * self._plan["scale"]


def _concerns(entry: Mapping[str, Any], model: str, healthy: str) -> bool:
    on: Sequence[str] = entry["on"]
    return model in on if on else model != healthy


def _dripping(every: float, *, is_stream: bool) -> Callable[[bytes], Iterator[bytes] | bytes]:
    """Gives what comes one event at a time (a body that is no stream in slices), a pause before each."""

    def pieces(data: bytes) -> Iterator[bytes]:
        for part in re.findall(rb".+?(?:\n\n|\Z)", data, re.DOTALL) if is_stream else _sliced(data):
            time.sleep(every)  # mitmproxy takes no pause but one of all its connections here
            yield part

    return lambda data: pieces(data) if data else data


def _sliced(data: bytes) -> list[bytes]:
    size = max(1, -(-len(data) // _SLICES))
    return [data[start : start + size] for start in range(0, len(data), size)]
